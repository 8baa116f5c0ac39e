using System.Text.Json.Serialization;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Perf.Latency.Journal;

/// <summary>What the journal benchmark does.</summary>
public sealed record JournalBenchmarkOptions
{
    /// <summary>Published in each throughput run.</summary>
    public long Events { get; init; } = 4_000_000;

    /// <summary>Slots of the ring: the most that a batch can have when the disk was busy.</summary>
    public int RingCapacity { get; init; } = 65_536;

    /// <summary>Commits of one event of each mode in each run, and as many of the bare device between them.</summary>
    public int Commits { get; init; } = 300;

    /// <summary>Counted runs, after one that warms up.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>A directory on the disk to measure; the files go again.</summary>
    public required string Directory { get; init; }
}

/// <param name="Mode">When the journal syncs.</param>
/// <param name="EventsPerSecond">From the first publish until everything is on the disk.</param>
/// <param name="BytesPerEvent">On the disk, headers included.</param>
public sealed record JournalThroughput(JournalMode Mode, MedianSpread EventsPerSecond, double BytesPerEvent);

/// <param name="Mode">When the journal syncs.</param>
/// <param name="Commit">From the append of one event until it is durable; all runs together.</param>
/// <param name="Device">A bare write and fdatasync of as many bytes, taken between any two commits; all runs together.</param>
/// <param name="Ratio">Commit's p50 over the device's, run by run.</param>
public sealed record JournalCommit(JournalMode Mode, LatencySummary Commit, LatencySummary Device, MedianSpread Ratio);

/// <param name="Options">What was done.</param>
/// <param name="Throughput">By mode.</param>
/// <param name="Commits">By mode; async has none.</param>
/// <param name="Measurements">With the value of every run.</param>
/// <param name="Histograms">Commits and the device between them, by name, all runs together.</param>
public sealed record JournalBenchmarkResult(
    JournalBenchmarkOptions Options, IReadOnlyList<JournalThroughput> Throughput, IReadOnlyList<JournalCommit> Commits, IReadOnlyList<Measurement> Measurements,
    [property: JsonIgnore] IReadOnlyDictionary<string, LatencyHistogram> Histograms);
