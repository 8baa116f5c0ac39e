namespace LlmTrader.Engine.Core;

/// <summary>A live feed's way into the engine. One thread at a time writes; nothing is allocated, and nobody waits.</summary>
public interface IMarketDataPort
{
    /// <summary>
    /// Takes an event in, or answers that the engine does not keep up: then the event is dropped, a <see cref="EventKind.Gap"/> enters
    /// before the instrument's next event, and the feed must send the instrument's book again. Quotes are never refused: the
    /// newest one waits for room.
    /// </summary>
    bool TryWrite(in EngineEvent e);

    /// <summary>Delivers what waits for room; called when the feed is idle. True when nothing is owed.</summary>
    bool DeliverOwed();
}
