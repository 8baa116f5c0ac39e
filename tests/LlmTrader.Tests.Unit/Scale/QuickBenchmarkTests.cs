using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Quick;

namespace LlmTrader.Tests.Unit.Scale;

public sealed class QuickBenchmarkTests
{
    [Fact]
    public void Each_way_is_tried_until_it_falls_behind()
    {
        int told = 0;
        QuickResult result = QuickBenchmark.Run(
            new QuickOptions { Cores = 1, Rates = [2_000, 4_000], Length = TimeSpan.FromMilliseconds(150) }, (done, all) => told = (done * 100) + all);
        Assert.Equal((1, 404), (result.Cores, told));
        Assert.True(result.Idle.Count > 0);
        Assert.Equal([(EngineTopology.Fused, 0), (EngineTopology.Pipelined, 0)], result.Tries.Where(one => one.Rate == 2_000).Select(one => (one.Topology, one.Spinning)));
        Assert.All(result.Tries.Where(one => one.Rate == 4_000), one => Assert.True(result.Tries.Single(before => before.Rate == 2_000 && before.Topology == one.Topology).IsCarried));
    }

    [Fact]
    public void Once_patience_is_over_nothing_more_is_tried() =>
        Assert.Empty(QuickBenchmark.Run(new QuickOptions { Cores = 1, Patience = TimeSpan.Zero }).Tries);

    [Fact]
    public void The_highest_rate_counts_first_then_the_shortest_wait_and_of_about_the_same_the_quieter_way()
    {
        QuickTry quiet = Try(EngineTopology.Fused, 0, 1_000, 1_100), spinning = Try(EngineTopology.Fused, 2, 1_000, 1_000), slow = Try(EngineTopology.Pipelined, 0, 1_000, 9_000);
        QuickTry early = Try(EngineTopology.Fused, 2, 100, 10), late = Try(EngineTopology.Pipelined, 2, 2_000, QuickTry.KeptUpNs);
        Assert.Equal(quiet, Of(early, spinning, slow, quiet, late).Recommended);
        Assert.Equal(spinning, Of(early, spinning, slow, late).Recommended);
        Assert.Null(Of(late).Recommended);
    }

    private static QuickResult Of(params QuickTry[] tries) => new(4, null, null, Summary(1), tries);

    private static QuickTry Try(EngineTopology topology, int spinning, long rate, long p50) => new(topology, spinning, rate, Summary(p50));

    private static LatencySummary Summary(long ns) => new()
    {
        Count = 1, MinNs = ns, P50Ns = ns, P90Ns = ns, P99Ns = ns, P999Ns = ns, P9999Ns = ns, MaxNs = ns, MeanNs = ns, SaturatedCount = 0,
    };
}
