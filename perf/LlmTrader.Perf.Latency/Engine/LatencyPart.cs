using System.Globalization;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>The latency benchmark's result as a part of a report.</summary>
public static class LatencyPart
{
    private const string NotMeasurable = "not measurable here";

    private static readonly string[] Spans =
        [LatencySpans.Decision, LatencySpans.Bar, LatencySpans.Order, LatencySpans.Report, LatencySpans.Release, LatencySpans.Written, LatencySpans.Durable, LatencySpans.Bare];

    public static PartReport Of(EngineLatencyOptions options, EngineLatencyResult result)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(result);
        EngineLatencyRow[] measured = [.. result.Rows.Where(row => row.IsKeptUp && row.Cell.Rate > 0)];
        return new PartReport
        {
            Name = "latency",
            What = $"The whole engine under an open loop: a simulated market's events at fixed rates, each counted from when it was meant to arrive; 20 indicators and a rule set on bars of ten trades, risk, matching and accounts. {options.Runs} runs of {options.Length.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s in each cell, the cells in turn. A look at the clock costs {Quantity.Text(result.ClockNs, "ns")}.",
            Measurements = result.Measurements,
            Notes = [.. Notes(result)],
            Tables = [.. LatencyGoals.Of(result), Cells(result)],
            Details = [SpansOf(measured), .. measured.Any(row => row[LatencySpans.Ingest] is not null) ? [StagesOf(measured)] : (PageTable[])[]],
            Plots = [.. Plots(measured, result)],
            Histograms = result.Rows.Where(row => row.Cell.Rate > 0).SelectMany(row => row.Series.Select(series => (Name: $"latency.{row.Cell.Name}.{series.Name}", series.Histogram)))
                .Append((Name: "latency.idle-hiccups", Histogram: result.Idle)).ToDictionary(one => one.Name, one => one.Histogram),
        };
    }

    private static IEnumerable<string> Notes(EngineLatencyResult result)
    {
        if (result.Note is not null) { yield return result.Note; }
        int far = result.Rows.Sum(row => row.Runs.Count(run => run.IsFar));
        if (far > 0) { yield return $"In {far} runs no two cores were near each other (round trip above {Quantity.Text(LatencyRunFacts.FarNs, "ns")}): their hops cost more than they must."; }
        EngineLatencyRow[] late = [.. result.Rows.Where(row => !row.IsKeptUp)];
        if (late.Length > 0) { yield return $"Not kept up, and so without latencies: {string.Join(", ", late.Select(row => row.Cell.Name))}."; }
    }

    private static PageTable Cells(EngineLatencyResult result) => new(
        "Arrival to decision",
        ["cell", "taken", "p50", "p99", "p99.9", "p99.99", "max", "p99 of the runs", "GCs 0/1/2", "paused", "bytes/event", "fills", "preempted", "idle p99"],
        [
            .. result.Rows.Select(Cell),
            Idle(result.IdleHiccups),
        ]);

    private static string[] Cell(EngineLatencyRow row)
    {
        SpanLatency decision = row[LatencySpans.Decision]!;
        int[] collections = [.. Enumerable.Range(0, 3).Select(generation => row.Runs.Sum(run => run.Collections[generation]))];
        double bytes = row.Runs.Sum(run => run.AllocatedBytes) / Math.Max(1.0, decision.All.Count);
        return
        [
            row.Cell.Name,
            Quantity.Text(MedianSpread.From([.. row.Runs.Select(run => run.EventsPerSecond)]).Median, "events/s"),
            .. Latencies(row, decision),
            string.Join('/', collections), Ns(row.Runs.Sum(run => run.PausedNs)), bytes.ToString("0.00", CultureInfo.InvariantCulture), row.Runs.Sum(run => run.Fills).ToString("N0", CultureInfo.InvariantCulture),
            row.Runs.All(run => run.Preemptions is null) ? "-" : row.Runs.Sum(run => run.Preemptions)!.Value.ToString("N0", CultureInfo.InvariantCulture),
            Ns(MedianSpread.From([.. row.Runs.Select(run => (double)run.IdleP99Ns)]).Median),
        ];
    }

    private static string[] Latencies(EngineLatencyRow row, SpanLatency series)
    {
        if (row.Cell.Rate == 0) { return ["-", "-", "-", "-", "-", "-"]; }
        if (!row.IsKeptUp) { return ["not kept up", "-", "-", "-", "-", "-"]; }
        return [Ns(series.All.P50Ns), .. Tail(row, series.All), row.AreTailsMeasurable ? $"{Ns(series.P99.Min())} to {Ns(series.P99.Max())}" : "-"];
    }

    private static string[] Tail(EngineLatencyRow row, LatencySummary all) =>
        row.AreTailsMeasurable ? [Ns(all.P99Ns), Ns(all.P999Ns), Ns(all.P9999Ns), Ns(all.MaxNs)] : [NotMeasurable, "-", "-", "-"];

    private static string[] Idle(LatencySummary idle) =>
        ["idle hiccups", "-", Ns(idle.P50Ns), Ns(idle.P99Ns), Ns(idle.P999Ns), Ns(idle.P9999Ns), Ns(idle.MaxNs), "-", "-", "-", "-", "-", "-", "-"];

    private static PageTable SpansOf(IReadOnlyList<EngineLatencyRow> rows) => new(
        "From an event's arrival to …, all runs together",
        ["cell", "to", "events", "p50", "p99", "p99.9", "p99.99", "max"],
        [.. rows.SelectMany(row => Spans.Where(span => row[span] is not null).Select(span => Span(row, span)))]);

    private static PageTable StagesOf(IReadOnlyList<EngineLatencyRow> rows) => new(
        $"Stage by stage, one event in {EngineLatencyBenchmark.StageSampling}, in runs of their own",
        ["cell", "", "events", "p50", "p99", "p99.9", "p99.99", "max"],
        [.. rows.Where(row => row[LatencySpans.Ingest] is not null).SelectMany(row => StageSpans().Where(span => row[span] is not null).Select(span => Span(row, span)))]);

    private static IEnumerable<string> StageSpans() => [LatencySpans.Ingest, .. Enum.GetValues<EngineStage>().SelectMany(stage => (string[])[LatencySpans.Own(stage), LatencySpans.Through(stage)])];

    private static string[] Span(EngineLatencyRow row, string span)
    {
        LatencySummary all = row[span]!.All;
        return [row.Cell.Name, span, all.Count.ToString("N0", CultureInfo.InvariantCulture), Ns(all.P50Ns), .. Tail(row, all)];
    }

    // For each way of running the engine: the rates against each other, then the ways through it and the stages at the rate nearest to a million a second.
    private static IEnumerable<PercentilePlot> Plots(IReadOnlyList<EngineLatencyRow> rows, EngineLatencyResult result)
    {
        PercentileLine idle = new("idle hiccups", result.Idle, IsReference: true);
        foreach (IGrouping<string, EngineLatencyRow> way in rows.Where(row => row.AreTailsMeasurable).GroupBy(row => row.Cell.Name[..row.Cell.Name.LastIndexOf('.')]))
        {
            yield return new PercentilePlot($"{way.Key}: arrival to decision, by rate", [.. way.Select(row => new PercentileLine(Quantity.Text(row.Cell.Rate, "events/s"), row[LatencySpans.Decision]!.Histogram)), idle]);
            EngineLatencyRow typical = way.MinBy(row => Math.Abs(Math.Log10(row.Cell.Rate / 1e6)))!;
            string at = Quantity.Text(typical.Cell.Rate, "events/s");
            yield return new PercentilePlot($"{way.Key} at {at}: from arrival to …", [.. Spans.Where(span => typical[span] is not null).Select(span => new PercentileLine(span, typical[span]!.Histogram)), idle]);
            if (typical[LatencySpans.Ingest] is null) { continue; }
            yield return new PercentilePlot($"{way.Key} at {at}: what each stage takes itself", [.. Enum.GetValues<EngineStage>().Select(LatencySpans.Own).Where(span => typical[span] is not null).Select(span => new PercentileLine(span[..^4], typical[span]!.Histogram))]);
        }
    }

    private static string Ns(double ns) => Quantity.Text(ns, "ns");
}
