namespace LlmTrader.Perf.Latency.Histograms;

/// <summary>The figures of a latency histogram that tables and result files show. All times in ns.</summary>
public sealed record LatencySummary
{
    /// <summary>Number of measurements.</summary>
    public required long Count { get; init; }

    public required long MinNs { get; init; }

    public required long P50Ns { get; init; }

    public required long P90Ns { get; init; }

    public required long P99Ns { get; init; }

    /// <summary>99.9 % of the measurements are at or below this.</summary>
    public required long P999Ns { get; init; }

    /// <summary>99.99 % of the measurements are at or below this.</summary>
    public required long P9999Ns { get; init; }

    public required long MaxNs { get; init; }

    public required double MeanNs { get; init; }

    /// <summary>Measurements above the histogram's range; when not 0, the figures of the tail are lower bounds.</summary>
    public required long SaturatedCount { get; init; }

    /// <summary>Takes the figures from a histogram that was recorded in ns.</summary>
    public static LatencySummary From(LatencyHistogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        return new LatencySummary
        {
            Count = histogram.TotalCount,
            MinNs = histogram.Min,
            P50Ns = histogram.ValueAtPercentile(50),
            P90Ns = histogram.ValueAtPercentile(90),
            P99Ns = histogram.ValueAtPercentile(99),
            P999Ns = histogram.ValueAtPercentile(99.9),
            P9999Ns = histogram.ValueAtPercentile(99.99),
            MaxNs = histogram.Max,
            MeanNs = histogram.Mean,
            SaturatedCount = histogram.SaturatedCount,
        };
    }
}
