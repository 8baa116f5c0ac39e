using System.ComponentModel;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>How the engine uses the machine. Nothing here changes what it decides.</summary>
public sealed record ThreadConfiguration
{
    [Description("fused: the trading stages on one thread; pipelined: each on its own.")]
    public LiveTopology Topology { get; init; } = LiveTopology.Fused;

    [Within("0", "16")]
    [Description("Threads that spin while they wait, at most two fewer than the cores; what suits the machine when left out.")]
    public int? Spinning { get; init; }

    [Description("Cores that the process may use, by number from 0; all when left out.")]
    public IReadOnlyList<int> Affinity { get; init; } = [];

    [Description("Cores that one thread each has to itself, in order of urgency: the Sequencer, then the trading stages; every other thread of the process runs on those that are left. Linux only.")]
    public IReadOnlyList<int> UrgentCores { get; init; } = [];

    [Within("1024", "4194304")]
    [Description("Slots of the ring, a power of two.")]
    public int RingCapacity { get; init; } = 65_536;

    /// <summary>What others on the machine should leave to the engine; empty when nothing is set aside for it.</summary>
    public IReadOnlyList<int> OwnCores() => Affinity.Count > 0 ? Affinity : UrgentCores;

    /// <summary>As the engine calls it.</summary>
    public EngineTopology ToTopology() => Topology == LiveTopology.Pipelined ? EngineTopology.Pipelined : EngineTopology.Fused;

    /// <summary>For a machine.</summary>
    /// <param name="cores">As many as the process may use.</param>
    public ThreadingOptions ToThreading(int cores)
    {
        ThreadingOptions fit = ThreadingOptions.For(cores);
        return fit with
        {
            Topology = ToTopology(),
            SpinningThreads = Spinning ?? fit.SpinningThreads,
            RingCapacity = RingCapacity,
        };
    }
}

/// <summary>The topologies of a live engine; inline is for replays.</summary>
public enum LiveTopology
{
    Fused,
    Pipelined,
}
