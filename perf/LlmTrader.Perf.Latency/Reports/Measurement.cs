using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Reports;

/// <summary>Which way a figure improves.</summary>
public enum Better
{
    Lower,
    Higher,
}

/// <summary>One figure of a benchmark, with its value in every run, so that a later reader can judge a difference by its spread.</summary>
/// <param name="Name">Dotted and stable, from the general to the particular: <c>latency.fused.1000000.decision.p99</c>.</param>
/// <param name="Unit">Of the values: <c>ns</c>, <c>events/s</c>, <c>bytes</c>.</param>
/// <param name="Better">Which way it improves.</param>
/// <param name="Runs">One value for each run, in the order in which they ran.</param>
public sealed record Measurement(string Name, string Unit, Better Better, IReadOnlyList<double> Runs)
{
    /// <summary>The middle run and how far the others are from it.</summary>
    public MedianSpread Spread() => MedianSpread.From([.. Runs]);
}
