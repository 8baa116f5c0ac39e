using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Kill;

namespace LlmTrader.Tests.Unit.Kills;

/// <summary>The benchmark measures what it says: orders leave before each flag, and meet it afterwards.</summary>
public sealed class KillBenchmarkTests
{
    [Theory]
    [InlineData(EngineTopology.Fused)]
    [InlineData(EngineTopology.Pipelined)]
    public void Every_kill_meets_orders_and_ends_them(EngineTopology topology)
    {
        int told = 0;
        KillBenchmarkResult result = KillBenchmark.Run(new KillBenchmarkOptions { Topologies = [topology], Trials = 6, WarmUp = 2, SpinningThreads = 0 }, (done, all) => told = (done * 100) + all);
        KillBenchmarkRow row = Assert.Single(result.Rows);
        Assert.Equal((topology, 6, 6L, 808), (row.Topology, row.Trials, row.LastWrite.Count, told));
        Assert.True(row.OrdersPerSecond > 0 && row.Refused >= 6 * 200, $"{row}");
        Assert.True(row.WithWrite > 0 == row.LastWrite.MaxNs > 0, $"{row}");
        Assert.True(result.IdleHiccups.Count > 0);
    }
}
