using System.Globalization;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>
/// What the engine is to reach with the journal running, fused, on a quiet machine: nanoseconds to the decision, judged by the median of
/// the runs. Beside it the same machine without an engine, in the same minute: where that alone takes more, nothing can be said.
/// </summary>
public static class LatencyGoals
{
    private static readonly (long Rate, double Percentile, double MostNs)[] Goals =
        [(1_000_000, 50, 500), (1_000_000, 99, 4_000), (1_000_000, 99.9, 22_000), (5_000_000, 99, 42_000)];

    /// <summary>
    /// The goals of every fused and journaled cell that has one; empty when none was measured. In a matrix only cells whose threads spin on
    /// cores of their own are judged: the others are there to show what sleeping or sharing costs.
    /// </summary>
    internal static IEnumerable<PageTable> Of(EngineLatencyResult result)
    {
        EngineLatencyRow[] rows = [.. result.Rows.Where(row => row.Cell.Topology == EngineTopology.Fused && row.Cell.Journal != EngineJournal.None && Goals.Any(goal => goal.Rate == row.Cell.Rate))];
        if (rows.Length == 0) { return []; }
        EngineLatencyRow[] spinning = [.. rows.Where(row => row.Cell is { Wait: EngineWait.Spin, Placement: EnginePlacement.Pinned })];
        if (spinning.Length > 0) { rows = spinning; }
        string[][] cells = [.. rows.SelectMany(row => Goals.Where(goal => goal.Rate == row.Cell.Rate).Select(goal => Row(row, goal)))];
        return [new PageTable("Goals, by the median of the runs", ["cell", "arrival to decision", "goal", "is", "of the runs", "without an engine", ""], cells)];
    }

    private static string[] Row(EngineLatencyRow row, (long Rate, double Percentile, double MostNs) goal)
    {
        string percentile = string.Create(CultureInfo.InvariantCulture, $"p{goal.Percentile}");
        string most = $"at most {Text(goal.MostNs)}";
        if (!row.IsKeptUp) { return [row.Cell.Name, percentile, most, "not kept up", "-", "-", "NOT MET"]; }
        if (goal.Percentile > 50 && !row.AreTailsMeasurable) { return [row.Cell.Name, percentile, most, "not measurable here", "-", "-", "-"]; }
        IReadOnlyList<double> runs = row[LatencySpans.Decision]!.ByRun(goal.Percentile);
        double found = MedianSpread.From([.. runs]).Median;
        double? bare = row[LatencySpans.Bare] is { } alone ? MedianSpread.From([.. alone.ByRun(goal.Percentile)]).Median : null;
        string verdict = found <= goal.MostNs ? "met" : bare > goal.MostNs ? "the machine alone takes more" : "NOT MET";
        return [row.Cell.Name, percentile, most, Text(found), $"{Text(runs.Min())} to {Text(runs.Max())}", bare is { } ns ? Text(ns) : "-", verdict];
    }

    private static string Text(double ns) => Quantity.Text(ns, "ns");
}
