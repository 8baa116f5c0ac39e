using LlmTrader.Engine.Core;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Swap;

namespace LlmTrader.Tests.Unit.SwapBenchmarks;

public sealed class SwapProbeTests
{
    [Fact]
    public void Without_a_window_events_fall_into_those_while_staging_and_the_rest()
    {
        SwapProbe probe = Probe(TimeSpan.Zero);
        Market(probe, 3);
        probe.OnDecision(new EngineEvent { Kind = EventKind.RuleSetStage });
        Market(probe, 5);
        probe.OnDecision(new EngineEvent { Kind = EventKind.RuleSetReady });
        Market(probe, 7);
        probe.Complete();
        Assert.Equal((10, 5, 0, 1), Counts(probe));
    }

    [Fact]
    public void Events_shortly_before_an_activation_count_as_around_it_as_those_after_do()
    {
        SwapProbe probe = Probe(TimeSpan.FromHours(1));
        Market(probe, 3);
        probe.OnDecision(new EngineEvent { Kind = EventKind.RuleSetActivate });
        Market(probe, 4);
        probe.Complete();
        Assert.Equal((0, 0, 7, 0), Counts(probe));
    }

    [Fact]
    public void More_events_than_the_ring_holds_are_counted_all_the_same()
    {
        SwapProbe probe = Probe(TimeSpan.FromHours(1));
        Market(probe, (1 << 16) + 100);
        probe.OnDecision(new EngineEvent { Kind = EventKind.RuleSetActivate });
        probe.Complete();
        Assert.Equal((100, 0, 1 << 16, 0), Counts(probe));
    }

    [Fact]
    public void Nothing_counts_before_it_is_armed_nor_without_an_intended_time()
    {
        SwapProbe probe = new(new HotThread("matching"), new HotThread("gate"), TimeSpan.Zero);
        Market(probe, 3);
        probe.Arm();
        probe.OnDecision(new EngineEvent { Kind = EventKind.Trade });
        probe.Complete();
        Assert.Equal((0, 0, 0, 0), Counts(probe));
    }

    private static SwapProbe Probe(TimeSpan window)
    {
        SwapProbe probe = new(new HotThread("matching"), new HotThread("gate"), window);
        probe.Arm();
        return probe;
    }

    private static void Market(SwapProbe probe, int events)
    {
        for (int i = 0; i < events; i++) { probe.OnDecision(new EngineEvent { Kind = EventKind.Trade, IntendedTicks = ExternalClock.NowTicks - 1 }); }
    }

    private static (long Quiet, long Staging, long Activation, long Stagings) Counts(SwapProbe probe) =>
        (probe.Rest.TotalCount, probe.WhileStaging.TotalCount, probe.AroundActivation.TotalCount, probe.StagingTime.TotalCount);
}
