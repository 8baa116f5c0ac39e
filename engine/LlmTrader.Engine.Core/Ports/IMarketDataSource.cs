namespace LlmTrader.Engine.Core;

/// <summary>A pull source of market data in the order of its time: a journal, a file, a simulated market.</summary>
public interface IMarketDataSource : IDisposable
{
    /// <summary>
    /// Fills kind, instrument, times and payload of the next event; <see cref="EngineEvent.Time"/> is when it reaches the
    /// engine (exchange time plus feed latency). False at the end.
    /// </summary>
    bool TryRead(ref EngineEvent next);
}
