using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Backtests.Comparison;

/// <summary>
/// The stationary bootstrap of D. N. Politis and J. P. Romano, "The Stationary Bootstrap", J. of the American Statistical
/// Association 89(428), 1994: a resample joins blocks of consecutive values, the series closed to a circle, each block
/// beginning anywhere with equal chance and of geometric length. Days that depend on their neighbours stay beside them.
/// </summary>
/// <remarks>
/// Sums are integers and the generator is seeded, so that a series has the same resamples on every machine. Of each
/// resample the first draw is a start, then one draw for each value decides whether a new block begins (1 of
/// <c>blockLength</c>), and where it does one more is its start; a draw d becomes floor(d x bound / 2^64).
/// </remarks>
public static class StationaryBootstrap
{
    /// <summary>
    /// The mean block length for a series of n values: n^(1/3), rounded up. The variance of the mean is estimated best by
    /// blocks whose length grows with the cube root of n (the same paper); the constant,
    /// which depends on the unknown series, is taken as 1.
    /// </summary>
    public static int BlockLength(int n)
    {
        int length = 1;
        while ((long)length * length * length < n) { length++; }
        return length;
    }

    /// <summary>The sum of each resample, in ascending order.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="blockLength">Mean length of a block, from 1; 1 draws every value by itself.</param>
    /// <param name="resamples">How many.</param>
    /// <param name="seed">Any number.</param>
    public static Int128[] SortedSums(ReadOnlySpan<long> values, int blockLength, int resamples, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length, nameof(values));
        ArgumentOutOfRangeException.ThrowIfLessThan(blockLength, 1);
        Xoshiro256StarStar random = new(seed);
        var sums = new Int128[resamples];
        foreach (ref Int128 sum in sums.AsSpan()) { sum = Resample(values, blockLength, ref random); }
        Array.Sort(sums);
        return sums;
    }

    private static Int128 Resample(ReadOnlySpan<long> values, int blockLength, ref Xoshiro256StarStar random)
    {
        int at = random.Below(values.Length);
        Int128 sum = values[at];
        for (int i = 1; i < values.Length; i++)
        {
            if (random.Below(blockLength) == 0) { at = random.Below(values.Length); }
            else if (++at == values.Length) { at = 0; }
            sum += values[at];
        }

        return sum;
    }
}
