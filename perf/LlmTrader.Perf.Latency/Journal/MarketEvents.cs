using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Simulated;

namespace LlmTrader.Perf.Latency.Journal;

/// <summary>A simulated market's events without end: made before the measurement, taken round and round, time going on.</summary>
internal sealed class MarketEvents
{
    private const int Length = 1 << 17;   // 12 MiB of events: they come from memory, not from a cache, as a ring's do.

    private readonly EngineEvent[] _events = new EngineEvent[Length];
    private readonly long _span;

    /// <param name="start">Exchange time of the first event; null for the market's own.</param>
    public MarketEvents(Timestamp? start = null)
    {
        SimulatedMarketOptions options = new() { Instruments = SimulatedMarket.DemoInstruments(), EventLimit = Length };
        using SimulatedMarket market = new(start is { } at ? options with { Start = at } : options);
        for (int i = 0; i < Length; i++) { Invariant.Holds(market.TryRead(ref _events[i])); }
        _span = _events[^1].Time.Nanoseconds - _events[0].Time.Nanoseconds + 1;
    }

    /// <summary>The event of a sequence, in its place until the same place comes round again.</summary>
    public ref readonly EngineEvent At(long sequence)
    {
        ref EngineEvent e = ref _events[(int)(sequence & (Length - 1))];
        if (sequence >= Length)
        {
            e.Time = new Timestamp(e.Time.Nanoseconds + _span);
            e.ExchangeTime = new Timestamp(e.ExchangeTime.Nanoseconds + _span);
        }

        e.Sequence = sequence;
        return ref e;
    }
}
