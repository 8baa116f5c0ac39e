using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>
/// The probe of a measured run: one look at the clock behind each event that closed a bar or caused an order, and behind the last of the others that were
/// decided in a row, eight at most; at the gate one for all that it let go together, 64 at most. What came earlier in a row seems later than it was, never
/// earlier. From the intended arrival, so that a late sender does not hide a wait.
/// </summary>
/// <remarks>A look takes some 20 ns, which was a seventh of the trading thread's time at five million events a second.</remarks>
internal sealed class PipelineProbe : ILatencyProbe
{
    private const int Causes = 1 << 16;   // Orders whose report is under way.
    private const int DecisionsAtOnce = 8;
    private const int ReleasesAtOnce = 64;

    private readonly (long Sequence, long Intended)[] _causes = new (long, long)[Causes];
    private readonly Decided[] _decided = new Decided[DecisionsAtOnce];
    private readonly long[] _released = new long[ReleasesAtOnce];    // Their intended arrivals.
    private int _decisions;
    private int _releases;
    private long _measureFrom = long.MaxValue;
    private long _lastDecision;

    public LatencyHistogram Decision { get; } = LatencyHistogram.OfNanoseconds();

    public LatencyHistogram Bar { get; } = LatencyHistogram.OfNanoseconds();

    public LatencyHistogram Order { get; } = LatencyHistogram.OfNanoseconds();

    public LatencyHistogram Report { get; } = LatencyHistogram.OfNanoseconds();

    public LatencyHistogram Release { get; } = LatencyHistogram.OfNanoseconds();

    /// <summary>When the last market event was decided, in ticks.</summary>
    public long LastDecision => Volatile.Read(ref _lastDecision);

    /// <summary>Events that were meant to arrive before this are warm-up. Set before the run.</summary>
    public void MeasureFrom(long ticks) => Volatile.Write(ref _measureFrom, ticks);

    public void OnDecision(in EngineEvent e)
    {
        if (e.IntendedTicks < _measureFrom)
        {
            if (e.Kind == EventKind.Report) { OnReport(in e); }
            return;
        }

        Decided decided = new(e.IntendedTicks, e.ClosedBars.Count > 0, e.Commands.Count > 0);
        if (decided.IsOrder) { _causes[e.Sequence & (Causes - 1)] = (e.Sequence, e.IntendedTicks); }
        _decided[_decisions++] = decided;
        if (decided.IsBar || decided.IsOrder || _decisions == DecisionsAtOnce) { EndOfDecisions(); }
    }

    public void EndOfDecisions()
    {
        if (_decisions == 0) { return; }
        long now = ExternalClock.NowTicks;
        foreach (ref readonly Decided decided in _decided.AsSpan(0, _decisions))
        {
            long ns = Math.Max(0, ExternalClock.TicksToNanoseconds(now - decided.Intended));
            Decision.Record(ns);
            if (decided.IsBar) { Bar.Record(ns); }
            if (decided.IsOrder) { Order.Record(ns); }
        }

        _decisions = 0;
        _lastDecision = now;
    }

    public void OnRelease(in EngineEvent e)
    {
        if (e.IntendedTicks < _measureFrom) { return; }
        _released[_releases++] = e.IntendedTicks;
        if (_releases == ReleasesAtOnce) { EndOfReleases(); }
    }

    public void EndOfReleases()
    {
        if (_releases == 0) { return; }
        long now = ExternalClock.NowTicks;
        foreach (long intended in _released.AsSpan(0, _releases)) { Release.Record(Math.Max(0, ExternalClock.TicksToNanoseconds(now - intended))); }
        _releases = 0;
    }

    // An order's number holds the sequence that caused it. Later reports of it find the place empty.
    private void OnReport(in EngineEvent e)
    {
        ref (long Sequence, long Intended) cause = ref _causes[e.Report.OrderId.Sequence & (Causes - 1)];
        if (cause.Intended == 0 || cause.Sequence != e.Report.OrderId.Sequence) { return; }
        Report.Record(Math.Max(0, ExternalClock.TicksToNanoseconds(ExternalClock.NowTicks - cause.Intended)));
        cause = default;
    }

    private readonly record struct Decided(long Intended, bool IsBar, bool IsOrder);
}
