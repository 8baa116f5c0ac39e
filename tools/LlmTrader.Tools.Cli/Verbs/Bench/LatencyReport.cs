using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary>What <c>llmtrader bench latency</c> found, for a person.</summary>
internal static class LatencyReport
{
    private const string NotMeasurable = "not measurable here";
    private const string NotKeptUp = "not kept up";

    // By how much they follow each other in an event's life; those of the stages are in a table of their own.
    private static readonly string[] Spans =
        [LatencySpans.Decision, LatencySpans.Bar, LatencySpans.Order, LatencySpans.Report, LatencySpans.Release, LatencySpans.Written, LatencySpans.Durable];

    public static void Print(EngineLatencyOptions options, EngineLatencyResult result, Session session)
    {
        session.WriteLine($"runs: {options.Runs} of {options.Length.TotalSeconds:F0} s at each rate, {result.Cores} cores, {result.SpinningThreads} engine threads may spin, a look at the clock costs {Figure.PreciseNanoseconds(result.ClockNs)}");
        PrintCells(result, session);
        PrintSpans(result, session);
        if (result.Rows.Any(row => row[LatencySpans.Ingest] is not null)) { PrintStages(result, session); }
        if (result.Note is not null) { session.WriteLine($"Note: {result.Note}"); }
        int far = result.Rows.Sum(row => row.Runs.Count(run => run.IsFar));
        if (far > 0) { session.WriteLine($"Note: in {far} runs no two cores were near each other (round trip above {Figure.Nanoseconds(LatencyRunFacts.FarNs)}); their hops cost more than they must."); }
    }

    private static void PrintCells(EngineLatencyResult result, Session session)
    {
        session.WriteLine("");
        session.WriteLine("Arrival to decision");
        Table table = Tables.Figures("Topology", "waits", "cores", "journal", "events/s", "taken/s", "p50", "p90", "p99", "p99.9", "p99.99", "max", "p99 of runs", "GCs", "paused", "bytes/event", "preempted");
        foreach (EngineLatencyRow row in result.Rows)
        {
            LatencyCell cell = row.Cell;
            LatencySeries decision = row[LatencySpans.Decision]!;
            MedianSpread taken = MedianSpread.From([.. row.Runs.Select(run => run.EventsPerSecond)]);
            table.Row(
            [
                Topologies.NameOf(cell.Topology), cell.Topology == EngineTopology.Inline ? "-" : Word(cell.Wait), Word(cell.Placement), cell.Topology == EngineTopology.Inline ? "-" : Word(cell.Journal),
                cell.Rate == 0 ? "maximum" : Figure.Count(cell.Rate), Figure.Count((long)taken.Median),
                .. Latencies(row, decision),
                .. Garbage(row),
            ]);
        }

        LatencySummary idle = result.IdleHiccups;
        table.Row("idle hiccups", "-", "-", "-", "-", "-", Ns(idle.P50Ns), Ns(idle.P90Ns), Ns(idle.P99Ns), Ns(idle.P999Ns), Ns(idle.P9999Ns), Ns(idle.MaxNs), "-", "-", "-", "-", "-");
        session.Write(table);
    }

    private static string[] Latencies(EngineLatencyRow row, LatencySeries series)
    {
        LatencySummary all = series.All;
        if (row.Cell.Rate == 0) { return ["-", "-", "-", "-", "-", "-", "-"]; }
        if (!row.IsKeptUp) { return [NotKeptUp, "-", "-", "-", "-", "-", "-"]; }
        if (!row.AreTailsMeasurable) { return [Ns(all.P50Ns), Ns(all.P90Ns), NotMeasurable, "-", "-", "-", "-"]; }
        return [Ns(all.P50Ns), Ns(all.P90Ns), Ns(all.P99Ns), Ns(all.P999Ns), Ns(all.P9999Ns), Ns(all.MaxNs), $"{Ns(series.P99.Min())} - {Ns(series.P99.Max())}"];
    }

    private static string[] Garbage(EngineLatencyRow row)
    {
        int[] collections = [.. Enumerable.Range(0, 3).Select(generation => row.Runs.Sum(run => run.Collections[generation]))];
        double bytes = row.Runs.Sum(run => run.AllocatedBytes) / Math.Max(1.0, row[LatencySpans.Decision]!.All.Count);
        long? preempted = row.Runs.Sum(run => run.Preemptions);
        return
        [
            string.Join('/', collections), Ns(row.Runs.Sum(run => run.PausedNs)), bytes.ToString("F2", System.Globalization.CultureInfo.InvariantCulture),
            row.Runs.All(run => run.Preemptions is null) ? "-" : Figure.Count(preempted!.Value),
        ];
    }

    private static void PrintSpans(EngineLatencyResult result, Session session)
    {
        EngineLatencyRow[] rows = [.. result.Rows.Where(row => row.IsKeptUp && row.Cell.Rate > 0)];
        if (rows.Length == 0) { return; }
        session.WriteLine("From an event's arrival to …, all runs together");
        Table table = Tables.Figures("Cell", "to", "events", "p50", "p90", "p99", "p99.9", "p99.99", "max", "p50 of runs");
        foreach (EngineLatencyRow row in rows)
        {
            foreach (string span in Spans) { Row(table, row, span); }
        }

        session.Write(table);
    }

    private static void PrintStages(EngineLatencyResult result, Session session)
    {
        session.WriteLine($"Stage by stage, one event in {StageSampling} of runs of their own: until the stage was through, and what it took itself");
        Table table = Tables.Figures("Cell", "stage", "events", "p50", "p90", "p99", "p99.9", "p99.99", "max", "p50 of runs");
        foreach (EngineLatencyRow row in result.Rows.Where(row => row.IsKeptUp && row.Cell.Rate > 0))
        {
            Row(table, row, LatencySpans.Ingest);
            foreach (EngineStage stage in Enum.GetValues<EngineStage>())
            {
                Row(table, row, LatencySpans.Own(stage));
                Row(table, row, LatencySpans.Through(stage));
            }
        }

        session.Write(table);
    }

    private static int StageSampling => EngineLatencyBenchmark.StageSampling;

    private static void Row(Table table, EngineLatencyRow row, string span)
    {
        if (row[span] is not { } series) { return; }
        LatencySummary all = series.All;
        MedianSpread middle = MedianSpread.From([.. series.P50]);
        string[] tail = row.AreTailsMeasurable ? [Ns(all.P99Ns), Ns(all.P999Ns), Ns(all.P9999Ns), Ns(all.MaxNs)] : [NotMeasurable, "-", "-", "-"];
        table.Row([row.Cell.Name, span, Figure.Count(all.Count), Ns(all.P50Ns), Ns(all.P90Ns), .. tail, $"{Ns(middle.Min)} - {Ns(middle.Max)}"]);
    }

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();

    private static string Ns(double ns) => Figure.Nanoseconds(ns);
}
