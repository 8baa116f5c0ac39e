namespace LlmTrader.Perf.Latency.Histograms;

/// <summary>HdrHistogram's percentile iteration: fixed steps within each half distance to 100 %.</summary>
internal static class PercentileIterator
{
    /// <exception cref="InvalidOperationException">The histogram was recorded to during the walk.</exception>
    public static IEnumerable<PercentileIterationValue> Iterate(LatencyHistogram histogram, int ticksPerHalfDistance)
    {
        long total = histogram.TotalCount;
        if (total == 0) { yield break; }

        BucketLayout layout = histogram.Layout;
        double level = 0;
        long seen = 0;
        long value = 0;
        for (int index = 0; seen < total; index++)
        {
            if (histogram.TotalCount != total) { throw new InvalidOperationException("The histogram changed during the walk."); }

            long count = histogram.CountAtIndex(index);
            if (count == 0) { continue; }

            seen += count;
            value = layout.HighestEquivalentValue(layout.ValueAt(index));
            double percentile = 100.0 * seen / total;
            while (percentile >= level && level < 100.0)   // 100 % is the step after the loop.
            {
                yield return new PercentileIterationValue(value, level, seen);
                if (seen == total) { break; }   // The rest of the way is one last step, to 100 %.
                level = NextLevel(level, ticksPerHalfDistance);
            }
        }

        yield return new PercentileIterationValue(value, 100.0, total);
    }

    private static double NextLevel(double level, int ticksPerHalfDistance)
    {
        // Written as HdrHistogram writes it, with its roundings, so that the levels are the same to the last bit.
        double halvings = Math.Truncate(Math.Log(100.0 / (100.0 - level)) / Math.Log(2)) + 1;
        double ticks = ticksPerHalfDistance * Math.Pow(2, halvings);
        return Math.Min(level + (100.0 / ticks), 100.0);
    }
}
