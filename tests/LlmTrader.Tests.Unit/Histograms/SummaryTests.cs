using System.Text.Json;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Tests.Unit.Histograms;

public class SummaryTests
{
    [Fact]
    public void A_summary_has_the_histograms_figures_and_survives_json()
    {
        var histogram = new LatencyHistogram(1, 20_000, 5);
        for (long value = 1; value <= 20_000; value++) { histogram.Record(value); }
        histogram.Record(30_000, 5);

        var expected = new LatencySummary
        {
            Count = 20_005,
            MinNs = 1,
            P50Ns = 10_003,
            P90Ns = 18_005,
            P99Ns = 19_805,
            P999Ns = 19_985,
            P9999Ns = 20_000,   // Rank 20,003 is one of the saturated values.
            MaxNs = 20_000,
            MeanNs = ((20_000.0 * 20_001 / 2) + (5 * 20_000.0)) / 20_005,
            SaturatedCount = 5,
        };
        LatencySummary summary = LatencySummary.From(histogram);

        Assert.Equal(expected, summary);
        string json = JsonSerializer.Serialize(summary);
        Assert.Equal(summary, JsonSerializer.Deserialize<LatencySummary>(json));
        Assert.Contains("\"P999Ns\":19985", json, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_histogram_has_a_summary_of_zeros()
    {
        LatencySummary summary = LatencySummary.From(LatencyHistogram.OfNanoseconds());

        Assert.Equal((0, 0, 0, 0, 0.0), (summary.Count, summary.MinNs, summary.P9999Ns, summary.MaxNs, summary.MeanNs));
    }

    [Theory]
    [InlineData(new double[] { 4 }, 4, 4, 4, 0.0)]
    [InlineData(new double[] { 9, 1, 5 }, 5, 1, 9, 1.6)]
    [InlineData(new double[] { 8, 2, 4, 6 }, 5, 2, 8, 1.2)]
    [InlineData(new double[] { -3, -1, -2 }, -2, -3, -1, 1.0)]
    [InlineData(new double[] { 1e308, 1.5e308 }, 1.25e308, 1e308, 1.5e308, 0.4)]
    public void A_spread_is_median_min_and_max(double[] runs, double median, double min, double max, double relative)
    {
        double[] before = [.. runs];
        MedianSpread spread = MedianSpread.From(runs);

        Assert.Equal(new MedianSpread(runs.Length, median, min, max), spread);
        Assert.Equal(relative, spread.RelativeSpread!.Value, 12);
        Assert.Equal(before, runs);   // The caller's list stays in run order.
        Assert.Equal(spread, JsonSerializer.Deserialize<MedianSpread>(JsonSerializer.Serialize(spread)));
    }

    [Fact]
    public void A_spread_around_zero_has_no_relative_size() =>
        Assert.Null(MedianSpread.From(-1, 0, 1).RelativeSpread);

    [Fact]
    public void A_spread_of_nothing_or_of_no_number_is_refused()
    {
        Assert.Throws<ArgumentException>(() => MedianSpread.From());
        Assert.Throws<ArgumentException>(() => MedianSpread.From(1, double.NaN));
        Assert.Throws<ArgumentException>(() => MedianSpread.From(double.PositiveInfinity));
    }
}
