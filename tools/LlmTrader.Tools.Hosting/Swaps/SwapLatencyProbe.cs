using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Tools.Hosting.Swaps;

/// <summary>
/// Measures all events, and those from each swap's first piece of source until a thousand events after its activation once
/// more by themselves: what a swap costs the market data beside it.
/// </summary>
public sealed class SwapLatencyProbe : ILatencyProbe
{
    private const long EventsAfter = 1_000;

    private long _until = -1;

    public LatencyProbe All { get; } = new();

    /// <summary>Nanoseconds, as <see cref="LatencyProbe.Decision"/>.</summary>
    public LatencyHistogram Swapping { get; } = LatencyHistogram.OfNanoseconds();

    public void OnDecision(in EngineEvent e)
    {
        All.OnDecision(in e);
        if (e.Kind == EventKind.RuleSetSource) { _until = long.MaxValue; }
        else if (e.Kind == EventKind.RuleSetActivate) { _until = e.Sequence + EventsAfter; }
        if (e.Sequence > _until || e.IntendedTicks == 0) { return; }
        Swapping.Record(Math.Max(0, ExternalClock.TicksToNanoseconds(ExternalClock.NowTicks - e.IntendedTicks)));
    }

    public void OnRelease(in EngineEvent e) => All.OnRelease(in e);
}
