using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Ring;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>Collects the runs of one cell.</summary>
internal sealed class EngineLatencyRowBuilder(LatencyCell cell)
{
    private readonly Dictionary<string, Spans> _spans = [];
    private readonly List<LatencyRunFacts> _runs = [];

    public LatencyCell Cell => cell;

    /// <summary>A run with the usual probe.</summary>
    public void Add(PipelineProbe probe, EngineLatencyRun run, long idleP99, CorePair? pair)
    {
        Add(LatencySpans.Decision, probe.Decision);
        Add(LatencySpans.Bar, probe.Bar);
        Add(LatencySpans.Order, probe.Order);
        Add(LatencySpans.Report, probe.Report);
        if (cell.Topology != EngineTopology.Inline) { Add(LatencySpans.Release, probe.Release); }
        if (run.Journal is { } journal)
        {
            Add(LatencySpans.Written, journal.Written);
            Add(LatencySpans.Durable, journal.Durable);
        }

        long ticks = Math.Max(1, probe.LastDecision - run.MeasuredFrom);
        double rate = probe.Decision.TotalCount / (ExternalClock.TicksToNanoseconds(ticks) / 1e9);
        GarbageSnapshot garbage = run.Garbage;
        _runs.Add(new LatencyRunFacts(
            rate, [garbage.Gen0, garbage.Gen1, garbage.Gen2], garbage.Paused.TotalNanoseconds, garbage.Allocated, run.Preemptions, run.Fills, idleP99, pair));
    }

    /// <summary>What the machine takes without an engine, right before a run.</summary>
    public void AddBare(LatencyHistogram bare) => Add(LatencySpans.Bare, bare);

    /// <summary>A run in which each stage was stamped.</summary>
    public void Add(StageProbe stages)
    {
        Add(LatencySpans.Ingest, stages.Ingest);
        foreach (EngineStage stage in Enum.GetValues<EngineStage>())
        {
            Add(LatencySpans.Own(stage), stages.Own(stage));
            Add(LatencySpans.Through(stage), stages.Through(stage));
        }
    }

    public EngineLatencyRow Build(bool areTailsMeasurable) =>
        new(cell, [.. _spans.Where(span => span.Key == LatencySpans.Decision || span.Value.Sum.TotalCount > 0).Select(span => span.Value.Series(span.Key))], _runs, areTailsMeasurable);

    // A run in which nothing happened has no percentile.
    private void Add(string span, LatencyHistogram histogram)
    {
        if (!_spans.TryGetValue(span, out Spans? spans)) { _spans.Add(span, spans = new Spans()); }
        if (histogram.TotalCount > 0) { spans.Add(histogram); }
    }

    private sealed class Spans
    {
        private readonly List<double> _p50 = [];
        private readonly List<double> _p99 = [];
        private readonly List<double> _p999 = [];

        public LatencyHistogram Sum { get; } = LatencyHistogram.OfNanoseconds();

        public void Add(LatencyHistogram run)
        {
            Sum.Add(run);
            _p50.Add(run.ValueAtPercentile(50));
            _p99.Add(run.ValueAtPercentile(99));
            _p999.Add(run.ValueAtPercentile(99.9));
        }

        public SpanLatency Series(string name) => new(name, LatencySummary.From(Sum), _p50, _p99, _p999, Sum);
    }
}
