using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Tests.Unit.Histograms;

/// <summary>The histogram against its plain twin: the sorted list of all values.</summary>
public class LatencyHistogramPropertyTests
{
    private static readonly decimal[] Percentiles =
        [0.001m, 1m, 10m, 25m, 33.3m, 50m, 66.7m, 75m, 90m, 95m, 99m, 99.5m, 99.9m, 99.95m, 99.99m, 99.999m, 100m];

    [Fact]
    public void Every_figure_is_the_sorted_lists_within_the_precision()
    {
        for (int seed = 1; seed <= 150; seed++)
        {
            var random = new Random(seed);
            int digits = random.Next(1, 6);
            long lowest = random.Next(3) == 0 ? random.Next(2, 2000) : 1;
            long highest = random.NextInt64(lowest * 1_000_000, 1L << random.Next(33, 45));
            var histogram = new LatencyHistogram(lowest, highest, digits);
            long[] values = Draw(random, highest);
            foreach (long value in values) { histogram.Record(value); }

            Array.Sort(values);
            Check(histogram, values, $"seed {seed}: {values.Length} values, {lowest}..{highest}, {digits} digits");
        }
    }

    private static long[] Draw(Random random, long highest)
    {
        var values = new long[random.Next(1, 4000)];
        for (int i = 0; i < values.Length; i++)
        {
            // Log-uniform with ties and zeros, so that every bucket and every kind of step is met.
            values[i] = random.Next(4) == 0 && i > 0
                ? values[random.Next(i)]
                : random.NextInt64(0, Math.Min(highest, 1L << random.Next(0, 45)) + 1);
        }

        return values;
    }

    private static void Check(LatencyHistogram histogram, long[] sorted, string run)
    {
        BucketLayout layout = histogram.Layout;
        Assert.True(histogram.TotalCount == sorted.Length && histogram.SaturatedCount == 0, run);
        Assert.True(histogram.Min == layout.LowestEquivalentValue(sorted[0]), run);
        Assert.True(histogram.Max == layout.HighestEquivalentValue(sorted[^1]), run);

        double precision = Math.Pow(10, -layout.SignificantDigits);
        foreach (decimal percentile in Percentiles)
        {
            int rank = Math.Max((int)Math.Ceiling(percentile * sorted.Length / 100m), 1);
            long exact = sorted[rank - 1];
            long actual = histogram.ValueAtPercentile((double)percentile);

            Assert.True(actual == layout.HighestEquivalentValue(exact), $"{run}: p{percentile} {actual} for {exact}");
            Assert.True(
                actual >= exact && actual - exact <= Math.Max(layout.LowestDiscernibleValue, exact * precision),
                $"{run}: p{percentile} {actual} for {exact} is outside the precision");
        }

        double mean = sorted.Average();
        double deviation = Math.Sqrt(sorted.Average(value => (value - mean) * (value - mean)));
        double tolerance = layout.LowestDiscernibleValue + (sorted[^1] * precision);
        Assert.True(Math.Abs(histogram.Mean - mean) <= tolerance, $"{run}: mean {histogram.Mean} for {mean}");
        Assert.True(Math.Abs(histogram.StdDeviation - deviation) <= tolerance, $"{run}: deviation {histogram.StdDeviation} for {deviation}");
        CheckWalk(histogram, sorted, run);
    }

    private static void CheckWalk(LatencyHistogram histogram, long[] sorted, string run)
    {
        PercentileIterationValue last = default;
        foreach (PercentileIterationValue step in histogram.Percentiles(7))
        {
            int atOrBelow = sorted.Count(value => value <= step.Value);
            Assert.True(step.TotalCountToThisValue == atOrBelow, $"{run}: {step}");
            Assert.True(100.0 * atOrBelow / sorted.Length >= step.Percentile, $"{run}: {step}");
            Assert.True(step.Percentile >= last.Percentile && step.Value >= last.Value, $"{run}: {step} after {last}");
            last = step;
        }

        Assert.True(last == new PercentileIterationValue(histogram.Max, 100.0, sorted.Length), $"{run}: ends with {last}");
    }
}
