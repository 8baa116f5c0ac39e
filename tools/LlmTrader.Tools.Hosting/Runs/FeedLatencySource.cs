using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>
/// Lets market data arrive at its exchange time plus a feed latency, in place of the time at which it reached the engine that recorded
/// it. The order of a source stays: what would arrive before the event ahead of it arrives with it. Ready-made bars arrive that much
/// after their close.
/// </summary>
internal sealed class FeedLatencySource(IMarketDataSource inner, Duration latency) : IMarketDataSource
{
    private Timestamp _last = Timestamp.MinValue;

    public bool TryRead(ref EngineEvent next)
    {
        if (!inner.TryRead(ref next)) { return false; }
        Timestamp left = next.Kind == EventKind.Bar || next.ExchangeTime.Nanoseconds <= 0 ? next.Time : next.ExchangeTime;
        _last = Timestamp.Max(_last, left + latency);
        next.Time = _last;
        return true;
    }

    public void Dispose() => inner.Dispose();
}
