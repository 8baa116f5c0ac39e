using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>What the engine is to reach with the journal running, fused, on a quiet machine: nanoseconds to the decision.</summary>
public static class LatencyGoals
{
    private static readonly (long Rate, double Percentile, double MostNs)[] Goals =
        [(1_000_000, 50, 500), (1_000_000, 99, 4_000), (1_000_000, 99.9, 22_000), (5_000_000, 99, 42_000)];

    /// <summary>The goals of every fused and journaled cell that has one; empty when none was measured.</summary>
    internal static IEnumerable<PageTable> Of(EngineLatencyResult result)
    {
        EngineLatencyRow[] rows = [.. result.Rows.Where(row => row.Cell.Topology == EngineTopology.Fused && row.Cell.Journal != EngineJournal.None && Goals.Any(goal => goal.Rate == row.Cell.Rate))];
        if (rows.Length == 0) { return []; }
        string[][] cells = [.. rows.SelectMany(row => Goals.Where(goal => goal.Rate == row.Cell.Rate).Select(goal => Row(row, goal, result)))];
        return [new PageTable("Goals", ["cell", "arrival to decision", "goal", "is", "idle hiccups", ""], cells)];
    }

    private static string[] Row(EngineLatencyRow row, (long Rate, double Percentile, double MostNs) goal, EngineLatencyResult result)
    {
        string percentile = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"p{goal.Percentile}");
        string most = $"at most {Quantity.Text(goal.MostNs, "ns")}";
        string idle = Quantity.Text(result.Idle.ValueAtPercentile(goal.Percentile), "ns");
        if (!row.IsKeptUp) { return [row.Cell.Name, percentile, most, "not kept up", idle, "NOT MET"]; }
        if (goal.Percentile > 50 && !row.AreTailsMeasurable) { return [row.Cell.Name, percentile, most, "not measurable here", idle, "-"]; }
        double found = row[LatencySpans.Decision]!.Histogram.ValueAtPercentile(goal.Percentile);
        return [row.Cell.Name, percentile, most, Quantity.Text(found, "ns"), idle, found <= goal.MostNs ? "met" : "NOT MET"];
    }
}
