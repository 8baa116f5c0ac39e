using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Perf.Latency.Scale;

/// <summary>All figures of scale together, in the shape in which a report collects them.</summary>
/// <param name="Rates">Replays on one core.</param>
/// <param name="Sweep">Of a million orders; null when it was not run.</param>
/// <param name="Scale">Cost curves and memory.</param>
public sealed record ScaleReport(IReadOnlyList<ThroughputRow> Rates, OrderSweepResult? Sweep, ScaleResult Scale)
{
    /// <summary>Every figure with its runs, those of the curves' points among them.</summary>
    public IReadOnlyList<Measurement> Measurements =>
    [
        .. Rates.Select(row => row.PerSecond), .. Sweep is { } sweep ? (Measurement[])[sweep.Elapsed, sweep.PerOrder, sweep.Inline] : [],
        .. Scale.Curves.SelectMany(curve => curve.Measurements), .. Scale.Memory,
    ];

    public IReadOnlyList<Curve> Curves => [.. Scale.Curves.Select(curve => curve.Cost)];
}
