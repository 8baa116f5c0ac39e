using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Perf.Latency.Rules;

/// <summary>One thing done by both back ends, taking turns within each run.</summary>
/// <param name="Name">What.</param>
/// <param name="CompiledNs">A bar.</param>
/// <param name="InterpretedNs">A bar.</param>
/// <param name="Ratio">How many times as fast compiled is, of each run by itself.</param>
public sealed record BackEndRow(string Name, MedianSpread CompiledNs, MedianSpread InterpretedNs, MedianSpread Ratio);

/// <summary>Indicators that are updated bar by bar, and plainly computed anew over their windows, taking turns within each run.</summary>
/// <param name="Name">Which.</param>
/// <param name="StreamingNs">A bar, all of them.</param>
/// <param name="PlainNs">A bar, all of them.</param>
/// <param name="Ratio">How many times as fast streaming is, of each run by itself.</param>
public sealed record IndicatorRow(string Name, MedianSpread StreamingNs, MedianSpread PlainNs, MedianSpread Ratio);

/// <param name="Name">The document's.</param>
/// <param name="Nodes">Of its program.</param>
/// <param name="Indicators">Of its program.</param>
/// <param name="CompileNs">From text to a rule set that is ready for a bar, machine code included.</param>
public sealed record CompileRow(string Name, int Nodes, int Indicators, MedianSpread CompileNs);

/// <param name="WholeSet">A rule set with twenty indicators: everything that a closed bar costs in it.</param>
/// <param name="Expression">The same clauses with the bar's own values in the place of indicators: evaluation alone.</param>
/// <param name="Indicators">Those of its indicators that have a window, without any rules.</param>
/// <param name="Compiles">By document.</param>
/// <param name="Bars">A measurement.</param>
/// <param name="Orders">That the twenty-indicator set sent in one measurement, so that a reader sees that it does decide.</param>
public sealed record RulesBenchmarkResult(BackEndRow WholeSet, BackEndRow Expression, IndicatorRow Indicators, IReadOnlyList<CompileRow> Compiles, int Bars, long Orders)
{
    /// <summary>The figures with their runs, each beside its plain twin's.</summary>
    public IReadOnlyList<Measurement> Measurements { get; init; } = [];

    /// <summary>Nanoseconds a closed bar, compiled.</summary>
    public const double BarGoalNs = 1_000;

    /// <summary>Compiled against interpreted, indicators apart.</summary>
    public const double RatioGoal = 5;

    /// <summary>Nanoseconds for a shipped set, after warm-up.</summary>
    public const double CompileGoalNs = 50_000_000;

    public bool IsBarGoalMet => WholeSet.CompiledNs.Median <= BarGoalNs;

    public bool IsRatioGoalMet => Expression.Ratio.Median >= RatioGoal;

    public bool IsCompileGoalMet => Compiles.All(row => row.CompileNs.Median < CompileGoalNs);
}
