using LlmTrader.Engine.Core;

namespace LlmTrader.Perf.Latency.Scale;

/// <summary>Market data in memory, to be played as often as wanted: what is measured over it is the engine alone.</summary>
public sealed class EventTape
{
    private readonly EngineEvent[] _events;

    private EventTape(EngineEvent[] events) => _events = events;

    public int Count => _events.Length;

    /// <summary>The first events of a source.</summary>
    public static EventTape Record(IMarketDataSource source, int count)
    {
        ArgumentNullException.ThrowIfNull(source);
        EngineEvent[] events = new EngineEvent[count];
        int read = 0;
        while (read < count && source.TryRead(ref events[read])) { read++; }
        return new EventTape(read == count ? events : events[..read]);
    }

    /// <summary>Ready-made bars, each at its close.</summary>
    public static EventTape Of(ReadOnlySpan<ClosedBar> bars)
    {
        EngineEvent[] events = new EngineEvent[bars.Length];
        for (int i = 0; i < events.Length; i++)
        {
            events[i] = new EngineEvent { Kind = EventKind.Bar, Instrument = bars[i].Instrument, Time = bars[i].CloseTime, ExchangeTime = bars[i].CloseTime, Bar = bars[i].Bar };
        }

        return new EventTape(events);
    }

    /// <summary>Its beginning.</summary>
    public EventTape First(int count) => count >= _events.Length ? this : new EventTape(_events[..count]);

    public IMarketDataSource Open() => new Player(_events);

    private sealed class Player(EngineEvent[] events) : IMarketDataSource
    {
        private int _next;

        public bool TryRead(ref EngineEvent next)
        {
            if (_next == events.Length) { return false; }
            next = events[_next++];
            return true;
        }

        public void Dispose() => _next = events.Length;
    }
}
