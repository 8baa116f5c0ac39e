using System.Numerics;
using System.Runtime.CompilerServices;

namespace LlmTrader.Perf.Latency.Histograms;

/// <summary>
/// The log-linear bucket arithmetic of HdrHistogram: which counter a value belongs to, and which values share one.
/// </summary>
/// <remarks>
/// Bucket b holds sub-buckets of width 2^(b + unit magnitude). Every bucket but the first uses only the upper half of
/// its sub-buckets, because the lower half is covered at twice the resolution by the bucket before it; so the counters
/// form one array of (buckets + 1) half-buckets. Two layouts with the same three settings are equal.
/// </remarks>
public readonly record struct BucketLayout
{
    private readonly int _unitMagnitude;
    private readonly int _subBucketHalfCountMagnitude;
    private readonly int _leadingZeroCountBase;
    private readonly long _subBucketMask;

    /// <param name="lowestDiscernibleValue">Values closer together than this may share a counter; at least 1.</param>
    /// <param name="highestTrackableValue">At least twice <paramref name="lowestDiscernibleValue"/>.</param>
    /// <param name="significantDigits">Decimal digits of a value that are kept, 1 to 5.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    /// <exception cref="ArgumentException">The lowest value at that many digits needs more than 62 bits.</exception>
    public BucketLayout(long lowestDiscernibleValue, long highestTrackableValue, int significantDigits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lowestDiscernibleValue, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lowestDiscernibleValue, long.MaxValue / 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(highestTrackableValue, 2 * lowestDiscernibleValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(significantDigits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(significantDigits, 5);

        LowestDiscernibleValue = lowestDiscernibleValue;
        HighestTrackableValue = highestTrackableValue;
        SignificantDigits = significantDigits;

        // Single-unit steps must reach to 2 * 10^digits: there, one unit is half of the promised precision.
        long largestValueWithSingleUnitResolution = 2;
        for (int digit = 0; digit < significantDigits; digit++) { largestValueWithSingleUnitResolution *= 10; }

        int subBucketCountMagnitude = BitOperations.Log2((ulong)largestValueWithSingleUnitResolution - 1) + 1;
        _unitMagnitude = BitOperations.Log2((ulong)lowestDiscernibleValue);
        if (_unitMagnitude + subBucketCountMagnitude > 62)
        {
            throw new ArgumentException(
                $"{significantDigits} significant digits above a lowest discernible value of {lowestDiscernibleValue} need more than 62 bits.");
        }

        _subBucketHalfCountMagnitude = subBucketCountMagnitude - 1;
        _leadingZeroCountBase = 64 - _unitMagnitude - subBucketCountMagnitude;
        SubBucketCount = 1 << subBucketCountMagnitude;
        _subBucketMask = (SubBucketCount - 1L) << _unitMagnitude;
        BucketCount = BucketsToCover(highestTrackableValue, (long)SubBucketCount << _unitMagnitude);
    }

    /// <summary>The smallest difference that is always kept apart, in recorded units.</summary>
    public long LowestDiscernibleValue { get; }

    /// <summary>The largest value that keeps its precision, in recorded units.</summary>
    public long HighestTrackableValue { get; }

    /// <summary>Decimal digits of a value that are kept.</summary>
    public int SignificantDigits { get; }

    /// <summary>Number of power-of-two buckets.</summary>
    public int BucketCount { get; }

    /// <summary>Number of linear steps within a bucket.</summary>
    public int SubBucketCount { get; }

    /// <summary>Number of counters that cover 0 to <see cref="HighestTrackableValue"/>.</summary>
    public int CountsLength => (BucketCount + 1) << _subBucketHalfCountMagnitude;

    /// <summary>The counter of a value in 0 to <see cref="HighestTrackableValue"/> (not checked).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int IndexOf(long value)
    {
        int bucket = BucketOf(value);
        int subBucket = (int)(value >> (bucket + _unitMagnitude));

        // (bucket + 1) * half + (subBucket - half), with one addition less.
        return (bucket << _subBucketHalfCountMagnitude) + subBucket;
    }

    /// <summary>The lowest value that is counted at <paramref name="index"/>.</summary>
    public long ValueAt(int index)
    {
        int halfCount = SubBucketCount / 2;
        int bucket = (index >> _subBucketHalfCountMagnitude) - 1;
        long subBucket = index & (halfCount - 1);
        return bucket < 0
            ? subBucket << _unitMagnitude                              // The lower half of the first bucket.
            : (subBucket + halfCount) << (bucket + _unitMagnitude);
    }

    /// <summary>How many adjacent values share the counter of <paramref name="value"/>.</summary>
    public long SizeOfEquivalentRange(long value) => 1L << (_unitMagnitude + BucketOf(value));

    /// <summary>The lowest value that shares the counter of <paramref name="value"/>.</summary>
    public long LowestEquivalentValue(long value)
    {
        int shift = BucketOf(value) + _unitMagnitude;
        return value >> shift << shift;
    }

    /// <summary>The highest value that shares the counter of <paramref name="value"/>.</summary>
    public long HighestEquivalentValue(long value) => LowestEquivalentValue(value) + (SizeOfEquivalentRange(value) - 1);

    /// <summary>The middle of the values that share the counter of <paramref name="value"/>.</summary>
    public long MedianEquivalentValue(long value) => LowestEquivalentValue(value) + (SizeOfEquivalentRange(value) >> 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int BucketOf(long value) =>
        _leadingZeroCountBase - BitOperations.LeadingZeroCount((ulong)(value | _subBucketMask));

    private static int BucketsToCover(long value, long smallestUntrackableValue)
    {
        int buckets = 1;
        while (smallestUntrackableValue <= value)
        {
            if (smallestUntrackableValue > long.MaxValue / 2) { return buckets + 1; }   // Doubling again would overflow.
            smallestUntrackableValue <<= 1;
            buckets++;
        }

        return buckets;
    }
}
