using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Reports;

/// <summary>What something costs as one quantity grows.</summary>
/// <param name="Name">Dotted and stable, as a measurement's: <c>scale.instruments.event</c>.</param>
/// <param name="Quantity">What grows: <c>instruments</c>.</param>
/// <param name="Unit">Of the cost: <c>ns</c>, <c>bytes</c>.</param>
/// <param name="Points">By growing quantity.</param>
public sealed record Curve(string Name, string Quantity, string Unit, IReadOnlyList<CurvePoint> Points);

/// <param name="Quantity">How many there were.</param>
/// <param name="Cost">Over the runs.</param>
public readonly record struct CurvePoint(double Quantity, MedianSpread Cost);
