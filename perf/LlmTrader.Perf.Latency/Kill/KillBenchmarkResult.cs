using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Kill;

/// <summary>What is measured.</summary>
public sealed record KillBenchmarkOptions
{
    public IReadOnlyList<EngineTopology> Topologies { get; init; } = [EngineTopology.Fused];

    /// <summary>Kills of each topology that count.</summary>
    public int Trials { get; init; } = 500;

    /// <summary>Kills before them that don't.</summary>
    public int WarmUp { get; init; } = 20;

    public int SpinningThreads { get; init; } = ThreadingOptions.For(Environment.ProcessorCount).SpinningThreads;
}

/// <summary>One topology.</summary>
/// <param name="Topology">How the stages were spread.</param>
/// <param name="Trials">Kills.</param>
/// <param name="WithWrite">Kills after whose flag an order write still began.</param>
/// <param name="LastWrite">From the store of the flag until the last order write began after it; 0 where none did.</param>
/// <param name="OrdersPerSecond">Written between the kills.</param>
/// <param name="Refused">Orders that the flag kept back while it was set, in all trials.</param>
public sealed record KillBenchmarkRow(EngineTopology Topology, int Trials, int WithWrite, LatencySummary LastWrite, double OrdersPerSecond, long Refused);

/// <param name="Rows">By topology.</param>
/// <param name="IdleHiccups">How late an idle thread is woken on this machine: no tail below it says anything about the engine.</param>
/// <param name="Cores">Of this machine.</param>
/// <param name="GoalNs">What the 99th percentile should not exceed.</param>
public sealed record KillBenchmarkResult(IReadOnlyList<KillBenchmarkRow> Rows, LatencySummary IdleHiccups, int Cores, long GoalNs);
