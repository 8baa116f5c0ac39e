using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>
/// Records, for every event that carries an intended time, how long after it the decision and the release were through.
/// Measured from when the event was meant to arrive, so that a late sender does not hide a wait (no coordinated omission).
/// </summary>
public sealed class LatencyProbe : ILatencyProbe
{
    private long _measureFromTicks;

    /// <summary>Intended arrival to risk and matching done, nanoseconds.</summary>
    public LatencyHistogram Decision { get; } = LatencyHistogram.OfNanoseconds();

    /// <summary>Intended arrival to past the outbound gate, the journal's write included, nanoseconds.</summary>
    public LatencyHistogram Release { get; } = LatencyHistogram.OfNanoseconds();

    /// <summary>Events that were meant to arrive before this are warm-up and not recorded. Set before the run.</summary>
    public void MeasureFrom(long ticks) => Volatile.Write(ref _measureFromTicks, ticks);

    public void OnDecision(in EngineEvent e) => Record(Decision, e.IntendedTicks);

    public void OnRelease(in EngineEvent e) => Record(Release, e.IntendedTicks);

    private void Record(LatencyHistogram histogram, long intendedTicks)
    {
        if (intendedTicks == 0 || intendedTicks < Volatile.Read(ref _measureFromTicks)) { return; }
        histogram.Record(Math.Max(0, ExternalClock.TicksToNanoseconds(ExternalClock.NowTicks - intendedTicks)));
    }
}
