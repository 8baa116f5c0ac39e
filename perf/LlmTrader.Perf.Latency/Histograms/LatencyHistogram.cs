using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LlmTrader.Perf.Latency.Histograms;

/// <summary>
/// Counts values at a fixed relative precision in fixed memory, with HdrHistogram's buckets and percentiles.
/// </summary>
/// <remarks>
/// <para>Recording allocates nothing and costs a few ns. One thread at a time: give every recording thread its own
/// histogram and <see cref="Add"/> them after the run.</para>
/// <para>A value above <see cref="BucketLayout.HighestTrackableValue"/> is recorded as that highest value and counted
/// in <see cref="SaturatedCount"/>. It stays in every percentile, so an overflow can't make a tail look shorter than
/// the highest trackable value; the count says that the tail is a lower bound. (HdrHistogram throws instead, which
/// would end a measurement at its most interesting moment.)</para>
/// </remarks>
public sealed class LatencyHistogram
{
    private readonly BucketLayout _layout;
    private readonly long[] _counts;
    private long _min = long.MaxValue;
    private long _max;

    /// <inheritdoc cref="BucketLayout(long, long, int)"/>
    public LatencyHistogram(long lowestDiscernibleValue, long highestTrackableValue, int significantDigits)
    {
        _layout = new BucketLayout(lowestDiscernibleValue, highestTrackableValue, significantDigits);
        _counts = new long[_layout.CountsLength];
    }

    /// <summary>The harness's usual histogram: 1 ns to 1 hour in ns at 3 significant digits, 264 KiB.</summary>
    public static LatencyHistogram OfNanoseconds() => new(1, 3_600_000_000_000, 3);

    /// <summary>The settings and the bucket arithmetic.</summary>
    public BucketLayout Layout => _layout;

    /// <summary>Number of recorded values, saturated ones included.</summary>
    public long TotalCount { get; private set; }

    /// <summary>How many of them were above the highest trackable value.</summary>
    public long SaturatedCount { get; private set; }

    /// <summary>The lowest recorded value, rounded down within its counter; 0 when empty.</summary>
    public long Min => TotalCount == 0 ? 0 : _layout.LowestEquivalentValue(_min);

    /// <summary>The highest recorded value, rounded up within its counter; 0 when empty.</summary>
    public long Max => TotalCount == 0 ? 0 : _layout.HighestEquivalentValue(_max);

    /// <summary>Arithmetic mean, each value taken as the middle of its counter; 0 when empty.</summary>
    public double Mean
    {
        get
        {
            if (TotalCount == 0) { return 0; }

            double sum = 0;
            for (int index = 0; index < _counts.Length; index++)
            {
                if (_counts[index] != 0) { sum += (double)MedianAt(index) * _counts[index]; }
            }

            return sum / TotalCount;
        }
    }

    /// <summary>Population standard deviation, each value taken as the middle of its counter; 0 when empty.</summary>
    public double StdDeviation
    {
        get
        {
            if (TotalCount == 0) { return 0; }

            double mean = Mean;
            double sumOfSquares = 0;
            for (int index = 0; index < _counts.Length; index++)
            {
                if (_counts[index] == 0) { continue; }
                double deviation = MedianAt(index) - mean;
                sumOfSquares += deviation * deviation * _counts[index];
            }

            return Math.Sqrt(sumOfSquares / TotalCount);
        }
    }

    /// <summary>Counts one value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative: the clock or the caller is wrong.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Record(long value)
    {
        // Unsigned, so that one comparison catches both the negative and the too large.
        if ((ulong)value > (ulong)_layout.HighestTrackableValue) { value = Saturate(value, 1); }

        _counts[_layout.IndexOf(value)]++;
        TotalCount++;
        if (value > _max) { _max = value; }
        if (value < _min) { _min = value; }
    }

    /// <summary>Counts the same value <paramref name="count"/> times.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value or the count is negative.</exception>
    /// <exception cref="OverflowException">More than 2^63 - 1 values.</exception>
    public void Record(long value, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0) { return; }

        TotalCount = checked(TotalCount + count);   // First: no single counter can pass the total.
        if (value > _layout.HighestTrackableValue) { value = Saturate(value, count); }

        _counts[_layout.IndexOf(value)] += count;
        if (value > _max) { _max = value; }
        if (value < _min) { _min = value; }
    }

    /// <summary>
    /// Counts a value, and the values that a closed-loop caller missed while it waited: value - interval,
    /// value - 2 * interval, ... down to the interval (HdrHistogram's correction for coordinated omission).
    /// </summary>
    /// <param name="value">The measured value.</param>
    /// <param name="expectedInterval">Time between two measurements in the same unit; 0 or less: no correction.</param>
    /// <remarks>Costs one record per missed value, at most highest trackable value / interval.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public void RecordWithExpectedInterval(long value, long expectedInterval)
    {
        Record(value);
        if (expectedInterval <= 0) { return; }

        long missing = value - expectedInterval;
        long highest = _layout.HighestTrackableValue;
        if (missing > highest && missing >= expectedInterval)
        {
            // Those above the range all land in one counter: add them at once, whatever the value.
            long lowestSaturated = Math.Max(highest + 1, expectedInterval);
            long steps = ((missing - lowestSaturated) / expectedInterval) + 1;
            Record(missing, steps);
            missing -= steps * expectedInterval;
        }

        for (; missing >= expectedInterval; missing -= expectedInterval) { Record(missing); }
    }

    /// <summary>
    /// The value that <paramref name="percentile"/> percent of the recorded values are at or below, rounded up within
    /// its counter (rounded down at percentile 0); 0 when empty.
    /// </summary>
    /// <param name="percentile">0 to 100; anything beyond is taken as the nearer end.</param>
    /// <exception cref="ArgumentException">The percentile is NaN.</exception>
    public long ValueAtPercentile(double percentile)
    {
        if (double.IsNaN(percentile)) { throw new ArgumentException("A percentile can't be NaN.", nameof(percentile)); }

        // One ulp less before rounding up, so that the percentile 100 * 1 / 11 of 11 values is rank 1 and not, by the
        // rounding of that product, rank 2.
        double requested = Math.Clamp(Math.BitDecrement(percentile), 0, 100);
        long rank = Math.Clamp((long)Math.Ceiling(requested * TotalCount / 100.0), 1, Math.Max(TotalCount, 1));

        long seen = 0;
        for (int index = 0; index < _counts.Length; index++)
        {
            seen += _counts[index];
            if (seen >= rank)
            {
                long value = _layout.ValueAt(index);
                return percentile <= 0 ? value : _layout.HighestEquivalentValue(value);
            }
        }

        return 0;
    }

    /// <summary>Number of values counted at <paramref name="index"/> (see <see cref="BucketLayout.IndexOf"/>).</summary>
    public long CountAtIndex(int index) => _counts[index];

    /// <summary>Walks from 0 % to 100 % with a step that halves at every half of the way that is left.</summary>
    /// <param name="ticksPerHalfDistance">Steps per half distance, at least 1; 5 is usual.</param>
    public IEnumerable<PercentileIterationValue> Percentiles(int ticksPerHalfDistance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ticksPerHalfDistance, 1);
        return PercentileIterator.Iterate(this, ticksPerHalfDistance);
    }

    /// <summary>Adds everything that <paramref name="other"/> has recorded, its saturated count included.</summary>
    /// <exception cref="ArgumentException">The settings differ: the sum would have two precisions.</exception>
    /// <exception cref="OverflowException">More than 2^63 - 1 values.</exception>
    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._layout != _layout) { throw new ArgumentException("The histograms have different settings.", nameof(other)); }

        TotalCount = checked(TotalCount + other.TotalCount);
        SaturatedCount += other.SaturatedCount;   // Can't overflow: never above the total.
        for (int index = 0; index < _counts.Length; index++) { _counts[index] += other._counts[index]; }

        _min = Math.Min(_min, other._min);
        _max = Math.Max(_max, other._max);
    }

    /// <summary>Forgets everything and keeps the memory.</summary>
    public void Reset()
    {
        Array.Clear(_counts);
        TotalCount = 0;
        SaturatedCount = 0;
        _min = long.MaxValue;
        _max = 0;
    }

    private long MedianAt(int index) => _layout.MedianEquivalentValue(_layout.ValueAt(index));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long Saturate(long value, long count)
    {
        if (value < 0) { ThrowNegative(value); }
        SaturatedCount += count;
        return _layout.HighestTrackableValue;
    }

    [DoesNotReturn]
    private static void ThrowNegative(long value) =>
        throw new ArgumentOutOfRangeException(nameof(value), value, "A recorded value can't be negative.");
}
