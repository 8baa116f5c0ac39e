using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Perf.Latency.Journal;

/// <summary>What the journal benchmark does.</summary>
public sealed record JournalBenchmarkOptions
{
    /// <summary>Appended in each throughput run; mode sync, whose rate is the disk's, gets a tenth.</summary>
    public long Events { get; init; } = 4_000_000;

    /// <summary>
    /// Between two ends of a batch. Under load a batch is what came while the disk was busy, at most a ring (65,536); with few
    /// events to a batch, mode group syncs after each, since its delay has passed during the sync before.
    /// </summary>
    public int BatchEvents { get; init; } = 16_384;

    /// <summary>Lone commits of each mode in each run, and as many of the bare device between them.</summary>
    public int Commits { get; init; } = 300;

    /// <summary>Counted runs, after one that warms up.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>A directory on the disk to measure; the files go again.</summary>
    public required string Directory { get; init; }
}

/// <param name="Mode">When the journal syncs.</param>
/// <param name="EventsPerSecond">From the first append until everything is on the disk.</param>
/// <param name="BytesPerEvent">On the disk, headers included.</param>
public sealed record JournalThroughput(JournalMode Mode, MedianSpread EventsPerSecond, double BytesPerEvent);

/// <param name="Mode">When the journal syncs.</param>
/// <param name="IsLone">Whether group commit's delay had passed before each event; else each comes as soon as the one before is durable.</param>
/// <param name="Commit">From the append of one event until it is durable; all runs together.</param>
/// <param name="Device">A bare write and fdatasync of as many bytes, taken between any two commits; all runs together.</param>
/// <param name="Ratio">Commit's p50 over the device's, run by run.</param>
public sealed record JournalCommit(JournalMode Mode, bool IsLone, LatencySummary Commit, LatencySummary Device, MedianSpread Ratio);

/// <param name="Options">What was done.</param>
/// <param name="Throughput">By mode.</param>
/// <param name="Commits">By mode; async has none.</param>
public sealed record JournalBenchmarkResult(JournalBenchmarkOptions Options, IReadOnlyList<JournalThroughput> Throughput, IReadOnlyList<JournalCommit> Commits);
