using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Engine;

namespace LlmTrader.Perf.Latency.Swap;

/// <summary>One live engine whose rule set is swapped again and again while a simulated market streams.</summary>
public sealed record SwapCampaignOptions
{
    private const ulong Seed = 11;

    // 2100-01-01, ahead of the engine's clock: no order fills on what the exchange says was before it.
    private static readonly Timestamp MarketStart = Timestamp.FromUnixSeconds(4_102_444_800);

    public EngineTopology Topology { get; init; } = EngineTopology.Fused;

    public int Swaps { get; init; } = 200;

    /// <summary>Market events per second, open loop; 0 is as fast as the engine takes them, which has no latency to measure.</summary>
    public long Rate { get; init; } = 100_000;

    /// <summary>From one activation to the next staging.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Events that were meant to arrive within it, before or after an activation, count as around it.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMilliseconds(1);

    public int SpinningThreads { get; init; } = ThreadingOptions.For(Environment.ProcessorCount).SpinningThreads;

    /// <summary>
    /// Swaps at the beginning, a tenth and at most 1,000, that are not measured: code that is new is compiled again and again
    /// and loads types, and memory finds its size.
    /// </summary>
    public int WarmUpSwaps => Math.Clamp(Swaps / 10, 1, 1_000);

    /// <summary>Of the market, for a journal's manifest.</summary>
    public static InstrumentTable Instruments => EngineOptions().Instruments;

    /// <summary>That the engine builds.</summary>
    public static IReadOnlyList<BarSpec> Bars => EngineOptions().Bars.Specs;

    internal static EngineOptions EngineOptions() =>
        BenchmarkEngine.Options([.. SimulatedMarket.DemoInstruments().Select(simulated => simulated.Instrument)], BarSpec.Parse(SwapRules.Bar)) with
        {
            RuleSets = new RuleSetOptions { MaxBufferedBars = 1 << 16 },
        };

    /// <summary>The market, from its beginning; every call gives the same events.</summary>
    internal static SimulatedMarket Market() => new(new SimulatedMarketOptions { Seed = Seed, Start = MarketStart, Instruments = SimulatedMarket.DemoInstruments() });
}
