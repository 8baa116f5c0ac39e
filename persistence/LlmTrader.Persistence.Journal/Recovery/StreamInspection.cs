using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Recovery;

namespace LlmTrader.Persistence.Journal;

/// <summary>What recovery found in a stream.</summary>
public sealed record StreamInspection
{
    public required StreamKind Stream { get; init; }

    public required RecoveryVerdict Verdict { get; init; }

    /// <summary>Where the whole part ends: segment, block, byte.</summary>
    public required BlockPosition Position { get; init; }

    /// <summary>Of the last whole record that stays; −1 is none.</summary>
    public required long LastSequence { get; init; }

    /// <summary>The highest sequence recorded as durable, in whatever block, segment name or epoch; −1 is none.</summary>
    public required long KnownDurable { get; init; }

    /// <summary>Sequences that can't be read; a tail's end is not known, so what it held beyond is not in here.</summary>
    public required IReadOnlyList<SequenceRange> Unreadable { get; init; }

    /// <summary>Sequences in whole blocks behind the bad bytes. They can't be replayed without those before them.</summary>
    public required IReadOnlyList<SequenceRange> WholeBehind { get; init; }

    /// <summary>Whole blocks behind the bad bytes.</summary>
    public required long WholeBlocksBehind { get; init; }

    /// <summary>The highest epoch in any block; 0 is none.</summary>
    public required int HighestEpoch { get; init; }

    /// <summary>What is wrong; empty when nothing is.</summary>
    public required string Reason { get; init; }

    /// <summary>The first sequence that does not stay.</summary>
    public long FirstAffected => LastSequence + 1;

    /// <summary>The highest sequence known to be touched; null when nothing tells, as in a torn tail.</summary>
    public long? LastAffected =>
        Verdict is RecoveryVerdict.Clean or RecoveryVerdict.Open ? null
        : WholeBehind.Count > 0 ? Math.Max(WholeBehind.Max(range => range.Last), KnownDurable)
        : KnownDurable >= FirstAffected ? KnownDurable : null;

    public override string ToString()
    {
        string name = Stream == StreamKind.In ? "in" : "out";
        if (Verdict <= RecoveryVerdict.Open && Ahead > 0) { return AheadText; }
        if (Verdict == RecoveryVerdict.Clean) { return LastSequence < 0 ? $"{name} is empty." : $"{name} is clean: it ends with its end mark after sequence {LastSequence}."; }
        if (Verdict == RecoveryVerdict.Open) { return $"{name} is open: every block is whole, the last sequence is {LastSequence}, and there is no end mark."; }
        string what = Verdict switch
        {
            RecoveryVerdict.TornTail => "a torn tail",
            RecoveryVerdict.AmbiguousTail => "an ambiguous tail",
            _ => "corruption",
        };
        return $"{name} has {what} in '{Position.Segment}', block {Position.Block} at byte {Position.Offset}, {SequenceRange.Describe(FirstAffected, LastAffected)}: {Reason}{(Ahead > 0 ? $" {AheadText}" : "")}";
    }

    /// <summary>Of <c>out</c>: records of events that <c>in</c> does not have. They do not stay.</summary>
    public required long Ahead { get; init; }

    /// <summary>The highest epoch of which an end block is there: its run was completed; 0 is none.</summary>
    internal int CompletedEpoch { get; init; }

    /// <summary>Of the last whole block, whether or not all of it stays.</summary>
    internal long LastWritten { get; init; }

    internal StreamTail Tail => new(LastWritten, CompletedEpoch, Verdict == RecoveryVerdict.Clean);

    private string AheadText => $"out is ahead of in: it holds {Ahead} records of {SequenceRange.Describe(LastSequence + 1, LastWritten)}, which in does not have.";

    /// <summary>The checksum of the last block that stays, which the next one continues.</summary>
    internal uint LastCrc32C { get; init; }

    /// <summary>Of the last record in a block that stays: less than <see cref="LastSequence"/> by what is <see cref="Rescued"/>.</summary>
    internal long LastInBlocks { get; init; }

    /// <summary>Where the part that stays ends; null when all of it stays.</summary>
    internal BlockPosition? Cut { get; init; }

    /// <summary>Of <c>out</c>: how many records of <see cref="LastSequence"/> stay.</summary>
    public int RecordsOfLast { get; init; }

    /// <summary>Of <c>out</c>: records that stay and lie behind the cut, because their block holds others too.</summary>
    internal IReadOnlyList<OutRecord> Rescued { get; init; } = [];
}
