using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Histograms;

public class LatencyHistogramTests
{
    [Fact]
    public void An_empty_histogram_is_all_zeros()
    {
        var histogram = new LatencyHistogram(1, 1000, 3);

        Assert.Equal((0, 0, 0, 0), (histogram.TotalCount, histogram.SaturatedCount, histogram.Min, histogram.Max));
        Assert.Equal((0.0, 0.0), (histogram.Mean, histogram.StdDeviation));
        Assert.Equal((0, 0, 0), (histogram.ValueAtPercentile(0), histogram.ValueAtPercentile(50), histogram.ValueAtPercentile(100)));
        Assert.Empty(histogram.Percentiles(5));
    }

    [Fact]
    public void Counts_values_and_finds_them_again()
    {
        var histogram = new LatencyHistogram(1, 10_000, 3);
        for (long value = 1; value <= 1000; value++) { histogram.Record(value); }

        Assert.Equal((1000, 1, 1000), (histogram.TotalCount, histogram.Min, histogram.Max));
        Assert.Equal((1, 500, 990, 999, 1000), (
            histogram.ValueAtPercentile(0),
            histogram.ValueAtPercentile(50),
            histogram.ValueAtPercentile(99),
            histogram.ValueAtPercentile(99.9),
            histogram.ValueAtPercentile(100)));
        Assert.Equal(500.5, histogram.Mean, 9);
        Assert.Equal(Math.Sqrt((1000.0 * 1000 - 1) / 12), histogram.StdDeviation, 9);
    }

    [Fact]
    public void The_percentile_of_a_rank_gives_that_rank_back()
    {
        var histogram = new LatencyHistogram(1, 1000, 3);
        for (int count = 1; count <= 300; count++)
        {
            histogram.Record(count);
            for (int rank = 1; rank <= count; rank++) { Assert.Equal(rank, histogram.ValueAtPercentile(100.0 * rank / count)); }
        }
    }

    [Fact]
    public void A_value_above_the_range_stays_in_the_tail_and_is_counted()
    {
        var histogram = new LatencyHistogram(1, 1000, 3);
        histogram.Record(10);
        histogram.Record(1000);
        histogram.Record(1001);
        histogram.Record(long.MaxValue);
        histogram.Record(2000, 6);

        Assert.Equal((10, 8), (histogram.TotalCount, histogram.SaturatedCount));
        Assert.Equal((1000, 1000), (histogram.Max, histogram.ValueAtPercentile(50)));
    }

    [Fact]
    public void A_negative_value_is_refused_and_leaves_no_trace()
    {
        var histogram = new LatencyHistogram(1, 1000, 3);

        Assert.Throws<ArgumentOutOfRangeException>(() => histogram.Record(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => histogram.Record(long.MinValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => histogram.Record(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => histogram.Record(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => histogram.RecordWithExpectedInterval(-1, 10));
        Assert.Equal((0, 0), (histogram.TotalCount, histogram.SaturatedCount));
    }

    [Fact]
    public void A_total_beyond_a_long_is_an_error_not_a_wrap()
    {
        var histogram = new LatencyHistogram(1, 1000, 3);
        histogram.Record(1, long.MaxValue);

        Assert.Throws<OverflowException>(() => histogram.Record(1, 1));
        Assert.Throws<OverflowException>(() => histogram.Add(histogram));
        Assert.Equal((long.MaxValue, 1), (histogram.TotalCount, histogram.ValueAtPercentile(100)));
        Assert.Equal(100.0, histogram.Percentiles(5).Last().Percentile);
    }

    [Fact]
    public void The_correction_adds_the_values_that_a_closed_loop_missed()
    {
        var corrected = new LatencyHistogram(1, 10_000, 3);
        corrected.RecordWithExpectedInterval(1000, 300);   // and 700, 400; 100 is below the interval

        Assert.Equal([400, 700, 1000], Recorded(corrected));
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1000, 501)]
    [InlineData(1000, 0)]
    [InlineData(1000, -5)]
    public void The_correction_adds_nothing_when_nothing_was_missed(long value, long interval)
    {
        var histogram = new LatencyHistogram(1, 10_000, 3);
        histogram.RecordWithExpectedInterval(value, interval);

        Assert.Equal(1, histogram.TotalCount);
    }

    [Theory]
    [InlineData(5000, 7)]
    [InlineData(5000, 999)]
    [InlineData(5000, 1000)]
    [InlineData(5000, 1001)]
    [InlineData(5000, 2400)]
    [InlineData(1001, 1)]
    public void The_correction_of_a_saturated_value_equals_one_by_one(long value, long interval)
    {
        var bulk = new LatencyHistogram(1, 1000, 2);
        bulk.RecordWithExpectedInterval(value, interval);

        var plain = new LatencyHistogram(1, 1000, 2);
        plain.Record(value);
        for (long missing = value - interval; missing >= interval; missing -= interval) { plain.Record(missing); }

        AssertSame(plain, bulk);
    }

    [Fact]
    public void The_correction_of_a_huge_value_ends_quickly()
    {
        var histogram = new LatencyHistogram(1, 1000, 3);
        histogram.RecordWithExpectedInterval(long.MaxValue, 1);

        Assert.Equal((long.MaxValue, long.MaxValue - 1000), (histogram.TotalCount, histogram.SaturatedCount));
    }

    [Fact]
    public void Adding_equals_recording_everything_in_one()
    {
        var random = new Random(11);
        LatencyHistogram left = new(1, 100_000, 2), right = new(1, 100_000, 2), both = new(1, 100_000, 2);
        for (int i = 0; i < 5000; i++)
        {
            long value = random.NextInt64(0, 110_000);
            (i % 3 == 0 ? left : right).Record(value);
            both.Record(value);
        }

        left.Add(right);

        Assert.True(both.SaturatedCount > 0);
        AssertSame(both, left);
    }

    [Fact]
    public void Adding_an_empty_histogram_changes_nothing()
    {
        LatencyHistogram histogram = new(1, 1000, 3), expected = new(1, 1000, 3);
        histogram.Record(7);
        expected.Record(7);

        histogram.Add(new LatencyHistogram(1, 1000, 3));

        AssertSame(expected, histogram);
    }

    [Fact]
    public void Histograms_of_other_settings_are_not_added() =>
        Assert.Throws<ArgumentException>(() => new LatencyHistogram(1, 1000, 3).Add(new LatencyHistogram(1, 1000, 2)));

    [Fact]
    public void After_a_reset_it_is_as_new()
    {
        var histogram = new LatencyHistogram(1, 1000, 3);
        histogram.Record(0);
        histogram.Record(5000);
        histogram.Reset();
        AssertSame(new LatencyHistogram(1, 1000, 3), histogram);

        histogram.Record(50);
        Assert.Equal((1, 0, 50, 50), (histogram.TotalCount, histogram.SaturatedCount, histogram.Min, histogram.Max));
    }

    [Fact]
    public void Recording_during_a_walk_is_noticed()
    {
        var histogram = new LatencyHistogram(1, 1000, 3);
        histogram.Record(1);
        histogram.Record(500);

        Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (PercentileIterationValue _ in histogram.Percentiles(5)) { histogram.Record(2); }
        });
    }

    [Fact]
    public void A_percentile_must_be_a_number() =>
        Assert.Throws<ArgumentException>(() => new LatencyHistogram(1, 1000, 3).ValueAtPercentile(double.NaN));

    [Fact]
    public void Recording_allocates_nothing()
    {
        var histogram = new LatencyHistogram(1, 1_000_000, 3);
        RecordMany(histogram);   // Compiled before it is measured.

        Assert.Equal(0, AllocatedBytes.Least(() => RecordMany(histogram)));
        Assert.True(histogram.SaturatedCount > 0);
    }

    private static void RecordMany(LatencyHistogram histogram)
    {
        for (long i = 0; i < 100_000; i++)
        {
            histogram.Record(i * 11);   // The last ones saturate.
            histogram.RecordWithExpectedInterval(i, 40_000);
        }
    }

    private static IEnumerable<long> Recorded(LatencyHistogram histogram) =>
        Enumerable.Range(0, histogram.Layout.CountsLength)
            .Where(index => histogram.CountAtIndex(index) > 0)
            .Select(histogram.Layout.ValueAt);

    private static void AssertSame(LatencyHistogram expected, LatencyHistogram actual)
    {
        Assert.Equal(
            (expected.TotalCount, expected.SaturatedCount, expected.Min, expected.Max),
            (actual.TotalCount, actual.SaturatedCount, actual.Min, actual.Max));
        for (int index = 0; index < expected.Layout.CountsLength; index++)
        {
            Assert.Equal(expected.CountAtIndex(index), actual.CountAtIndex(index));
        }
    }
}
