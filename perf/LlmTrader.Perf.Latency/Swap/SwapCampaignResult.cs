using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Swap;

/// <summary>The memory of the whole process that is in RAM, as the operating system counts it.</summary>
/// <param name="Swaps">Swaps done by then.</param>
/// <param name="Bytes">VmRSS.</param>
public readonly record struct ResidentMemory(int Swaps, long Bytes);

/// <param name="Alive">Still in memory, of those looked at: every 64th, which the engine holds no longer.</param>
/// <param name="Of">Looked at.</param>
public readonly record struct OldVersions(int Alive, int Of);

/// <param name="Thread">Of the engine.</param>
/// <param name="Bytes">Allocated while measured; null when the thread was hardly seen.</param>
public readonly record struct HotThreadAllocation(string Thread, long? Bytes);

/// <summary>What one campaign came to, before its journal is replayed.</summary>
public sealed record SwapCampaignResult
{
    private const long ProfilingBytes = 256;

    public required EngineTopology Topology { get; init; }

    /// <summary>Swaps that were asked for, warm-up included.</summary>
    public required int Swaps { get; init; }

    public required long Activated { get; init; }

    /// <summary>Versions that decided on at least one bar, the first one included.</summary>
    public required int Deciders { get; init; }

    /// <summary>Stagings that failed because too many bars closed meanwhile, and were done again.</summary>
    public required long Restaged { get; init; }

    /// <summary>Market events that the feed wrote.</summary>
    public required long Fed { get; init; }

    /// <summary>All sequenced events.</summary>
    public required long Events { get; init; }

    /// <summary>Of the swaps, warm-up included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Bars that were decided on.</summary>
    public required long Bars { get; init; }

    public required long Fills { get; init; }

    /// <summary>A bar that was lost, came twice or was decided on by two versions; null when none was.</summary>
    public required string? Problem { get; init; }

    /// <summary>At the end, 16 hex digits.</summary>
    public required string StateHash { get; init; }

    /// <summary>Decision latency; null at full rate.</summary>
    public required LatencySummary? Rest { get; init; }

    /// <summary>Decision latency of events between stage and ready.</summary>
    public required LatencySummary? WhileStaging { get; init; }

    /// <summary>Decision latency of events in the window around an activation.</summary>
    public required LatencySummary? AroundActivation { get; init; }

    /// <summary>From the stage event to the ready event.</summary>
    public required LatencySummary StagingTime { get; init; }

    /// <summary>From text to rule set, of the time of a staging.</summary>
    public required LatencySummary CompileTime { get; init; }

    public required IReadOnlyList<HotThreadAllocation> HotThreads { get; init; }

    /// <summary>Bytes that the compiling thread allocated in one staging.</summary>
    public required GarbageSummary Garbage { get; init; }

    /// <summary>Collections while measured, by generation.</summary>
    public required IReadOnlyList<int> Collections { get; init; }

    /// <summary>All pauses while measured, spread over the stagings.</summary>
    public required double PausePerStagingNs { get; init; }

    /// <summary>The pause within one swap, of the swaps that had any.</summary>
    public required LatencySummary Pauses { get; init; }

    /// <summary>What a full collection at the end left of the versions.</summary>
    public required OldVersions OldVersions { get; init; }

    /// <summary>At every tenth of the swaps and at the end of the warm-up.</summary>
    public required IReadOnlyList<ResidentMemory> Resident { get; init; }

    /// <summary>From the end of the warm-up to the last swap, bytes.</summary>
    public required long ResidentGrowth { get; init; }

    /// <summary>
    /// Nothing was allocated on a thread of the path. On the one that writes the journal the runtime's own profiling of new
    /// code allocates once or twice, some hundred bytes in all and nothing with DOTNET_TieredPGO=0; that much is let pass.
    /// </summary>
    public bool IsHotGoalMet => HotThreads.All(thread => (thread.Bytes ?? 0) <= (thread.Thread == SwapCampaign.JournalThread ? ProfilingBytes : 0));
}

/// <summary>Bytes a staging.</summary>
/// <param name="Stagings">Measured.</param>
/// <param name="Median">Bytes.</param>
/// <param name="P99">Bytes.</param>
/// <param name="Max">Bytes.</param>
/// <param name="RequesterMean">Bytes a staging that the thread that asks for it allocates besides, to cut the source into events.</param>
public sealed record GarbageSummary(long Stagings, long Median, long P99, long Max, double RequesterMean);
