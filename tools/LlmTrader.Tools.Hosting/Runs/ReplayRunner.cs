using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Hosting.Configuration;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>What a replay found, over both streams.</summary>
public sealed record ReplayReport
{
    public required string Journal { get; init; }

    public required EngineTopology Topology { get; init; }

    public required long Events { get; init; }

    /// <summary>The StateHash after the last event, 16 hex digits.</summary>
    public required string Hash { get; init; }

    /// <summary>The hash that ends the journal; null when the run did not end cleanly.</summary>
    public required string? JournaledHash { get; init; }

    /// <summary>Checkpoints of the journal that the replay reproduced.</summary>
    public required long AgreedCheckpoints { get; init; }

    /// <summary>Records of the derived stream that the replay rebuilt, byte for byte; null when they were not compared.</summary>
    public required long? OutRecords { get; init; }

    /// <summary>The first difference; null when there is none.</summary>
    public required Divergence? Divergence { get; init; }

    /// <summary>Where the journal breaks off; null when it ends cleanly.</summary>
    public required string? TornTail { get; init; }

    public required double EventsPerSecond { get; init; }

    /// <summary>Whether everything in the journal was reproduced, and the journal is whole.</summary>
    public bool IsReproduced => Divergence is null && TornTail is null;
}

/// <summary>Runs a journal through the unmodified stages and compares all that can be compared.</summary>
public sealed class ReplayRunner
{
    private readonly JournalDirectory _directory;
    private readonly RunConfiguration _configuration;
    private ReplayEngine? _engine;

    /// <summary>Opens a journal. Throws <see cref="RunException"/> when it was written under other rules or holds market data only.</summary>
    public ReplayRunner(string journal)
    {
        _directory = JournalDirectory.Open(journal);
        JournalManifest manifest = _directory.Manifest;
        if (manifest.EngineSemantics != EngineSemantics.Version)
        {
            throw new RunException($"'{journal}' was written under engine semantics {manifest.EngineSemantics}, this program has {EngineSemantics.Version}; replay it with the version that wrote it ({manifest.ProgramVersion}).");
        }

        if (!manifest.Configuration.TryGetProperty("strategy", out _))
        {
            throw new RunException($"'{journal}' holds imported market data and no run; use 'llmtrader backtest --data {journal}', or 'llmtrader journal verify {journal}' to check the files.");
        }

        _configuration = RunConfiguration.FromJson(manifest.Configuration);
    }

    /// <summary>Events replayed so far; another thread may read it for a progress line.</summary>
    public long Progress => Volatile.Read(ref _engine)?.Progress ?? 0;

    /// <summary>Replays to the end or to the first divergence.</summary>
    /// <param name="threading">Names the topology.</param>
    /// <param name="compareOut">Whether the derived stream is rebuilt and compared too.</param>
    /// <param name="cancel">Ends the replay early, with what was found so far.</param>
    public ReplayReport Run(ThreadingOptions threading, bool compareOut, CancellationToken cancel = default)
    {
        InstrumentTable instruments = _directory.Manifest.Instruments;
        using OutStreamComparer? comparer = compareOut && _directory.Segments(StreamKind.Out).Count > 0 ? new OutStreamComparer(_directory) : null;
        ReplayEngine engine = new(_configuration.ToOptions(instruments), threading, _configuration.CreateRuleSet(instruments), comparer);
        Volatile.Write(ref _engine, engine);
        using JournalReader reader = new(_directory);
        using LastCheckpoint last = new(reader);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        ReplayResult result = engine.Run(last, cancel);
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new ReplayReport
        {
            Journal = _directory.Path,
            Topology = threading.Topology,
            Events = result.Events,
            Hash = $"{result.Hash:x16}",
            JournaledHash = last.Final is { } final ? $"{final.Hash:x16}" : null,
            AgreedCheckpoints = result.AgreedCheckpoints,
            OutRecords = comparer?.Compared,
            Divergence = result.Divergence ?? OutDivergence(comparer),
            TornTail = reader.TornTail?.ToString(),
            EventsPerSecond = result.Events / seconds,
        };
    }

    private static Divergence? OutDivergence(OutStreamComparer? comparer) =>
        comparer?.Difference is { } difference ? new Divergence(difference.Sequence, "out stream", difference.Recorded ?? "has no such record", difference.Rebuilt ?? "made none") : null;

    /// <summary>Remembers the checkpoint that ends the journal while it is read.</summary>
    private sealed class LastCheckpoint(IJournalReader inner) : IJournalReader
    {
        /// <summary>Of everything before it; null when something follows it or none came.</summary>
        public HashCheckpoint? Final { get; private set; }

        public bool TryRead(ref EngineEvent next)
        {
            if (!inner.TryRead(ref next)) { return false; }
            Final = next.Kind == EventKind.HashCheckpoint && next.Checkpoint.UpTo == next.Sequence - 1 ? next.Checkpoint : null;
            return true;
        }

        public void Dispose()
        {
        }
    }
}
