using System.Runtime.CompilerServices;

namespace LlmTrader.Feeds.Simulated;

/// <summary>
/// Heavy-tailed sizes: quantiles of a Lomax (shifted Pareto) law with exponent 4/3, near the 3/2 that is measured for trade
/// sizes (Gopikrishnan and others, 2000). 4/3 because (1-u)^(-3/4) needs square roots only, and those are exact everywhere.
/// The middle of 4,096 equal cells stands for each: 0.00009 at the least, the median is 0.68, the greatest 860.
/// </summary>
internal static class LomaxTable
{
    /// <summary>Bits of a random number that one draw uses, from the lowest.</summary>
    public const int Bits = 12;

    private const int Cells = 1 << Bits;

    private static readonly double[] Quantiles = Build();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Draw(ulong bits) => Quantiles[(int)(bits & (Cells - 1))];

    private static double[] Build()
    {
        double[] quantiles = new double[Cells];
        for (int i = 0; i < Cells; i++)
        {
            double root = Math.Sqrt((Cells - i - 0.5) / Cells);
            quantiles[i] = (1.0 / (root * Math.Sqrt(root))) - 1.0;
        }

        return quantiles;
    }
}
