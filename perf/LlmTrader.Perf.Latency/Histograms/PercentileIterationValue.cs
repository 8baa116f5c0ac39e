namespace LlmTrader.Perf.Latency.Histograms;

/// <summary>One step of a walk over the percentiles of a histogram.</summary>
/// <param name="Value">The highest value of the counter that the step ended in.</param>
/// <param name="Percentile">The level that the step was to reach, 0 to 100.</param>
/// <param name="TotalCountToThisValue">Number of recorded values at or below <paramref name="Value"/>.</param>
public readonly record struct PercentileIterationValue(long Value, double Percentile, long TotalCountToThisValue);
