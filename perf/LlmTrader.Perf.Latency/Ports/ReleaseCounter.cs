using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Perf.Latency.Ports;

/// <summary>Counts the market data that has come out at the engine's end, so that whoever pushes it in knows when all of it is through.</summary>
public sealed class ReleaseCounter : ILatencyProbe
{
    private long _count;

    /// <summary>Trades and quotes that the outbound gate has seen.</summary>
    public long Count => Volatile.Read(ref _count);

    public void OnDecision(in EngineEvent e)
    {
    }

    public void OnRelease(in EngineEvent e)
    {
        if (e.Kind is EventKind.Trade or EventKind.Quote) { Volatile.Write(ref _count, _count + 1); }
    }
}
