using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;

namespace LlmTrader.Tests.Property.Topologies;

/// <summary>What the tests that compare a live run with its replays run on: a small ring, so that it wraps, and a seeded market of two instruments.</summary>
internal static class LiveRun
{
    public static ThreadingOptions Threading(EngineTopology topology) => new() { Topology = topology, RingCapacity = 256 };

    /// <summary>Every third market has trades alone.</summary>
    public static SimulatedMarket Market(int seed, long events, Duration feedLatency = default) => new(new SimulatedMarketOptions
    {
        Seed = (ulong)seed,
        Instruments = [.. SimulatedMarket.DemoInstruments().Take(2)],
        EventLimit = events,
        QuoteShare = seed % 3 == 0 ? 0 : 0.6,
        FeedLatency = feedLatency,
    });
}
