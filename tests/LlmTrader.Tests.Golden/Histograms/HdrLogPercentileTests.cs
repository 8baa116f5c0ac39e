using System.Globalization;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Tests.Golden.Histograms;

/// <summary>Real jHiccup recordings: the accumulated percentiles must be those that HdrHistogram's own tests assert.</summary>
public class HdrLogPercentileTests
{
    [SkippableFact]
    public void Percentiles_of_a_real_log_are_HdrHistograms()
    {
        HdrLogEntry[] entries = [.. HdrLogV2.Parse(HdrHistogramData.Read("jHiccup-2.0.7S.logV2.hlog"))];
        string[][] rows =
        [
            .. HdrHistogramData.Read("expected.csv").Split('\n')
                .Select(line => line.Split(','))
                .Where(fields => fields[0] == "jHiccup-2.0.7S.logV2.hlog"),
        ];
        Assert.Equal(3, rows.Length);

        foreach (string[] row in rows)
        {
            double from = row[1].Length == 0 ? 0 : double.Parse(row[1], CultureInfo.InvariantCulture);
            double to = row[2].Length == 0 ? double.MaxValue : double.Parse(row[2], CultureInfo.InvariantCulture);
            HdrLogEntry[] inRange = [.. entries.Where(entry => entry.StartSeconds >= from && entry.StartSeconds <= to)];
            LatencyHistogram sum = Sum(inRange);

            Assert.Equal(row[3..7].Select(field => long.Parse(field, CultureInfo.InvariantCulture)),
                [inRange.Length, sum.TotalCount, sum.ValueAtPercentile(99.9), sum.Max]);
        }
    }

    [SkippableFact]
    public void The_same_counts_under_two_tags_add_up_to_the_same_histogram()
    {
        HdrLogEntry[] entries = [.. HdrLogV2.Parse(HdrHistogramData.Read("tagged-Log.logV2.hlog"))];
        LatencyHistogram tagged = Sum(entries.Where(entry => entry.Tag == "A"));
        LatencyHistogram untagged = Sum(entries.Where(entry => entry.Tag.Length == 0));

        Assert.Equal(32_290, tagged.TotalCount + untagged.TotalCount);
        Assert.Equal(LatencySummary.From(untagged), LatencySummary.From(tagged));
        Assert.Equal(untagged.Percentiles(20), tagged.Percentiles(20));
    }

    /// <summary>
    /// Sums as the test that the expected figures come from: the recordings have 2 digits, the sum has 3, so each
    /// counter goes in at its lowest value.
    /// </summary>
    private static LatencyHistogram Sum(IEnumerable<HdrLogEntry> entries)
    {
        var sum = new LatencyHistogram(1, 1L << 40, 3);
        foreach (LatencyHistogram part in entries.Select(entry => entry.Histogram))
        {
            Assert.Equal(2, part.Layout.SignificantDigits);
            for (int index = 0; index < part.Layout.CountsLength; index++)
            {
                sum.Record(part.Layout.ValueAt(index), part.CountAtIndex(index));
            }
        }

        return sum;
    }
}
