using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Retention;
using LlmTrader.Tools.Hosting.Recovery;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>Records of the derived stream whose events the journal does not have.</summary>
/// <param name="Records">How many.</param>
/// <param name="Sequences">Of the events.</param>
public sealed record OutAhead(long Records, SequenceRange Sequences);

/// <summary>What a replay found, over both streams.</summary>
public sealed record ReplayReport
{
    public required string Journal { get; init; }

    public required EngineTopology Topology { get; init; }

    public required long Events { get; init; }

    /// <summary>Of these, market data.</summary>
    public required long MarketEvents { get; init; }

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

    /// <summary>
    /// What <c>out</c> has of events that <c>in</c> does not have; null when nothing. Where <c>in</c> was cut off that is no difference: <c>out</c> is
    /// written without waiting for it.
    /// </summary>
    public required OutAhead? OutAhead { get; init; }

    /// <summary>How the <c>in</c> stream ends; anything but <see cref="JournalEnd.Complete"/> hides how much is missing.</summary>
    public required JournalEnd InEnd { get; init; }

    /// <summary>How the <c>out</c> stream ends; null when it was not compared.</summary>
    public required JournalEnd? OutEnd { get; init; }

    /// <summary>Where and how the journal breaks off, in a sentence; null when it ends cleanly.</summary>
    public required string? BreaksOff { get; init; }

    public required double EventsPerSecond { get; init; }

    /// <summary>Whether everything in the journal was reproduced, and the journal is whole.</summary>
    public bool IsReproduced => Divergence is null && OutAhead is null && IsWhole;

    /// <summary>Whether the streams that were read have their end marks.</summary>
    public bool IsWhole => InEnd == JournalEnd.Complete && (OutEnd ?? JournalEnd.Complete) == JournalEnd.Complete;
}

/// <summary>Runs a journal through the unmodified stages and compares all that can be compared.</summary>
public sealed class ReplayRunner
{
    private readonly JournaledRun _run;
    private readonly JournalDirectory _directory;
    private ReplayEngine? _engine;

    /// <summary>Opens a journal. Throws <see cref="RunException"/> when it was written under other rules or holds market data only.</summary>
    public ReplayRunner(string journal)
    {
        _run = JournaledRun.Open(journal);
        _directory = _run.Directory;
        if (PruneRecord.Read(_directory).In is { } pruned)
        {
            throw new RunException($"'{journal}' was pruned up to sequence {pruned.LastSequence}; a replay needs the first events: put the archived segments back together in a journal of their own, and replay that.");
        }
    }

    /// <summary>Events replayed so far; another thread may read it for a progress line.</summary>
    public long Progress => Volatile.Read(ref _engine)?.Progress ?? 0;

    /// <summary>Replays to the end or to the first divergence.</summary>
    /// <param name="threading">Names the topology.</param>
    /// <param name="compareOut">Whether the derived stream is rebuilt and compared too.</param>
    /// <param name="cancel">Ends the replay early, with what was found so far.</param>
    public ReplayReport Run(ThreadingOptions threading, bool compareOut, CancellationToken cancel = default)
    {
        using OutStreamComparer? comparer = compareOut ? new OutStreamComparer(_directory) : null;
        ReplayEngine engine = new(_run.Options, threading, _run.CreateRuleSet(), comparer, _run.CreateCompiler());
        Volatile.Write(ref _engine, engine);
        using JournalReader reader = new(_directory);
        using LastCheckpoint last = new(reader);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        ReplayResult result = engine.Run(last, cancel);
        JournalEnd? outEnd = comparer is null ? null : OutEndOf(comparer);
        bool isAhead = comparer is { Behind: > 0 } && reader.End != JournalEnd.Complete && comparer.Difference!.Sequence >= reader.NextSequence;
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new ReplayReport
        {
            Journal = _directory.Path,
            Topology = threading.Topology,
            Events = result.Events,
            MarketEvents = last.MarketEvents,
            Hash = $"{result.Hash:x16}",
            JournaledHash = last.Final is { } final ? $"{final.Hash:x16}" : null,
            AgreedCheckpoints = result.AgreedCheckpoints,
            OutRecords = comparer?.Compared,
            Divergence = result.Divergence ?? (isAhead ? null : OutDivergence(comparer)),
            OutAhead = isAhead ? new OutAhead(comparer!.Behind, new SequenceRange(comparer.Difference!.Sequence, comparer.LastRecordedSequence)) : null,
            InEnd = reader.End,
            OutEnd = outEnd,
            BreaksOff = BreakIn(reader) ?? BreakIn(comparer, outEnd),
            EventsPerSecond = result.Events / seconds,
        };
    }

    // A run that derived nothing leaves no file of the out stream, and so no end mark.
    private JournalEnd OutEndOf(OutStreamComparer comparer) =>
        comparer.Unrecorded == 0 && _directory.Segments(StreamKind.Out).Count == 0 ? JournalEnd.Complete : comparer.RecordedEnd;

    private static string? BreakIn(JournalReader reader) => reader.End switch
    {
        JournalEnd.Complete => null,
        JournalEnd.Torn => reader.TornTail!.ToString(),
        _ => OpenEnd.Describe(StreamKind.In, reader.NextSequence - 1),
    };

    private static string? BreakIn(OutStreamComparer? comparer, JournalEnd? end) => end switch
    {
        null or JournalEnd.Complete => null,
        JournalEnd.Torn => comparer!.RecordedTornTail!.ToString(),
        _ => OpenEnd.Describe(StreamKind.Out, comparer!.LastRecordedSequence),
    };

    private static Divergence? OutDivergence(OutStreamComparer? comparer) =>
        comparer?.Difference is { } difference ? new Divergence(difference.Sequence, "out stream", difference.Recorded ?? "has no such record", difference.Rebuilt ?? "made none") : null;

    /// <summary>Remembers the checkpoint that ends the journal while it is read, and counts market data.</summary>
    private sealed class LastCheckpoint(IJournalReader inner) : IJournalReader
    {
        public long MarketEvents { get; private set; }

        /// <summary>Of everything before it; null when something follows it or none came.</summary>
        public HashCheckpoint? Final { get; private set; }

        public bool TryRead(ref EngineEvent next)
        {
            if (!inner.TryRead(ref next)) { return false; }
            if (next.Kind.IsMarketData()) { MarketEvents++; }
            Final = next.Kind == EventKind.HashCheckpoint && next.Checkpoint.UpTo == next.Sequence - 1 ? next.Checkpoint : null;
            return true;
        }

        public void Dispose()
        {
        }
    }
}
