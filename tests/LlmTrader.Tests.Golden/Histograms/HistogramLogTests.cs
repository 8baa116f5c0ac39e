using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Tests.Golden.Histograms;

/// <summary>What is written as a HdrHistogram log is read back by the decoder that reads HdrHistogram's own recordings.</summary>
public class HistogramLogTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 1_000)]
    [InlineData(3, 200_000)]
    public void A_written_log_has_the_same_counts_when_it_is_read(int seed, int values)
    {
        LatencyHistogram histogram = LatencyHistogram.OfNanoseconds();
        Random random = new(seed);
        for (int i = 0; i < values; i++) { histogram.Record((long)Math.Pow(10, random.NextDouble() * 12), random.Next(1, i % 100 == 0 ? int.MaxValue : 5)); }
        HdrLogEntry entry = Assert.Single(HdrLogV2.Parse(HistogramLog.Write(histogram, "decision", 1_700_000_000.5, 60)));
        Assert.Equal(("decision", 1_700_000_000.5), (entry.Tag, entry.StartSeconds));
        Assert.Equal(histogram.TotalCount, entry.Histogram.TotalCount);
        for (int i = 0; i < histogram.Layout.CountsLength; i++) { Assert.Equal(histogram.CountAtIndex(i), entry.Histogram.CountAtIndex(i)); }
    }
}
