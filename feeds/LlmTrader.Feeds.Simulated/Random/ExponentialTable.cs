using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Simulated;

/// <summary>
/// Exponential variates of mean 1 by a table of quantiles: uniform within a cell of probability 1/1024. The logarithm
/// that the quantiles need is a sum of series over + * / alone, because the platform's Math.Log differs between machines.
/// </summary>
internal static class ExponentialTable
{
    private const int CellBits = 10;
    private const int Cells = 1 << CellBits;
    private const int FractionBits = 20;
    private const double FractionUnit = 1.0 / (1 << FractionBits);

    /// <summary>Bits of a random number that one draw uses, from the lowest.</summary>
    public const int Bits = CellBits + FractionBits;

    private static readonly double[] Quantiles = Build();

    /// <summary>A draw from the low <see cref="Bits"/> bits; the last cell, which has no end, asks for more of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Draw(ulong bits, ref Xoshiro256StarStar random)
    {
        int cell = (int)(bits & (Cells - 1));
        return cell < Cells - 1 ? Within(cell, bits) : Tail(ref random);
    }

    private static double Within(int cell, ulong bits)
    {
        double from = Quantiles[cell];
        return from + ((Quantiles[cell + 1] - from) * (((bits >> CellBits) & ((1 << FractionBits) - 1)) * FractionUnit));
    }

    // The exponential forgets: what lies behind a quantile is that quantile plus a fresh draw.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Tail(ref Xoshiro256StarStar random)
    {
        double offset = 0;
        while (true)
        {
            offset += Quantiles[Cells - 1];
            ulong bits = random.Next();
            int cell = (int)(bits & (Cells - 1));
            if (cell < Cells - 1) { return offset + Within(cell, bits); }
        }
    }

    // Quantile i is ln(N / (N - i)), the sum of ln((k + 1) / k) = 2 atanh(1 / (2k + 1)) for k from N - 1 down to N - i.
    private static double[] Build()
    {
        double[] quantiles = new double[Cells];
        for (int i = 1; i < Cells; i++)
        {
            double z = 1.0 / ((2.0 * (Cells - i)) + 1.0);
            double power = z;
            double sum = 0;
            for (int odd = 1; odd < 40; odd += 2)   // z <= 1/3: the terms are below 10^-19 at the end.
            {
                sum += power / odd;
                power = power * z * z;
            }

            quantiles[i] = quantiles[i - 1] + (2.0 * sum);
        }

        return quantiles;
    }
}
