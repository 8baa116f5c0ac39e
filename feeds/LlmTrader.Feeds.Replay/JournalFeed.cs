using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Replay;

/// <summary>
/// The market data of a journal as a source: trades, quotes and ready-made bars with the times at which they reached the
/// engine then. What the engine itself made (timers, reports, checkpoints) is passed over: another run makes its own.
/// </summary>
public sealed class JournalFeed(IJournalReader journal) : IMarketDataSource
{
    /// <summary>Events read so far, those passed over included.</summary>
    public long EventsRead { get; private set; }

    public bool TryRead(ref EngineEvent next)
    {
        while (journal.TryRead(ref next))
        {
            EventsRead++;
            if (next.Kind is EventKind.Trade or EventKind.Quote or EventKind.Bar) { return true; }
        }

        return false;
    }

    public void Dispose() => journal.Dispose();
}
