using LlmTrader.Engine.Ring;

namespace LlmTrader.Engine.Runtime;

/// <summary>How a live engine uses the machine. Nothing here changes what it decides.</summary>
public sealed record ThreadingOptions
{
    public EngineTopology Topology { get; init; } = EngineTopology.Fused;

    /// <summary>Slots of the ring: 65,536 slots of 128 bytes are 8 MiB, a few milliseconds of a busy market.</summary>
    public int RingCapacity { get; init; } = 65_536;

    /// <summary>Threads that may spin while they wait; the others sleep until they are woken. At most two fewer than the cores.</summary>
    public int SpinningThreads { get; init; }

    /// <summary>Makes the wait strategy of a thread that may spin.</summary>
    public Func<IWaitStrategy> SpinWith { get; init; } = static () => new BusySpinWaitStrategy();

    /// <summary>How long the journal's thread lets a batch wait for company.</summary>
    public TimeSpan JournalWait { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How long derived records wait at most for company once no event comes any more.</summary>
    public TimeSpan RecordWait { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>What suits a machine: fused everywhere, and spinning only where two cores stay free for everybody else.</summary>
    public static ThreadingOptions For(int cores) => new() { SpinningThreads = cores >= 4 ? Math.Min(cores - 2, 4) : 0 };

    /// <summary>The wait strategy of the n-th most urgent thread.</summary>
    internal IWaitStrategy WaitStrategy(int urgency) =>
        urgency < SpinningThreads ? SpinWith() : new BlockingWaitStrategy();
}
