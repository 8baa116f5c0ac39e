using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Perf.Latency.Rules;

/// <summary>One thing done in the fast way and in the plain one, taking turns within each run.</summary>
/// <param name="Name">What.</param>
/// <param name="Fast">What the fast way is called, one word.</param>
/// <param name="Plain">What the plain way is called, one word.</param>
/// <param name="FastNs">A bar.</param>
/// <param name="PlainNs">A bar.</param>
/// <param name="Ratio">How many times as fast the fast way is, of each run by itself.</param>
public sealed record TwinRow(string Name, string Fast, string Plain, MedianSpread FastNs, MedianSpread PlainNs, MedianSpread Ratio);

/// <param name="Name">The document's.</param>
/// <param name="Nodes">Of its program.</param>
/// <param name="Indicators">Of its program.</param>
/// <param name="CompileNs">From text to a rule set that is ready for a bar, machine code included.</param>
public sealed record CompileRow(string Name, int Nodes, int Indicators, MedianSpread CompileNs);

/// <param name="WholeSet">A rule set with twenty indicators, compiled and interpreted: everything that a closed bar costs in it.</param>
/// <param name="Expression">The same clauses with the bar's own values in the place of indicators: evaluation alone.</param>
/// <param name="Indicators">Those of its indicators that have a window, without any rules: streaming, and plainly computed anew over their windows; all of them.</param>
/// <param name="Compiles">By document.</param>
/// <param name="Bars">A measurement.</param>
/// <param name="Orders">That the twenty-indicator set sent in one measurement, so that a reader sees that it does decide.</param>
public sealed record RulesBenchmarkResult(TwinRow WholeSet, TwinRow Expression, TwinRow Indicators, IReadOnlyList<CompileRow> Compiles, int Bars, long Orders)
{
    /// <summary>The figures with their runs, each beside its plain twin's.</summary>
    public IReadOnlyList<Measurement> Measurements { get; init; } = [];

    /// <summary>Nanoseconds a closed bar, compiled.</summary>
    public const double BarGoalNs = 1_000;

    /// <summary>Compiled against interpreted, indicators apart.</summary>
    public const double RatioGoal = 5;

    /// <summary>Nanoseconds for a shipped set, after warm-up.</summary>
    public const double CompileGoalNs = 50_000_000;

    public bool IsBarGoalMet => WholeSet.FastNs.Median <= BarGoalNs;

    public bool IsRatioGoalMet => Expression.Ratio.Median >= RatioGoal;

    public bool IsCompileGoalMet => Compiles.All(row => row.CompileNs.Median < CompileGoalNs);
}
