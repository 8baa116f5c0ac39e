using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal;

/// <summary>How far a walk over a journal has come.</summary>
public readonly record struct JournalProgress(long BytesDone, long BytesTotal);

/// <summary>What a journal holds.</summary>
public sealed record JournalDescription(JournalManifest Manifest, StreamDescription In, StreamDescription Out);

/// <summary>What a stream holds.</summary>
public sealed record StreamDescription
{
    public required StreamKind Stream { get; init; }

    public required IReadOnlyList<SegmentDescription> Segments { get; init; }

    /// <summary>Records of each kind that occurs, by the kind's number.</summary>
    public required IReadOnlyList<(string Kind, long Count)> RecordsByKind { get; init; }

    /// <summary>Of the first record; null without records.</summary>
    public required long? FirstSequence { get; init; }

    public required long? LastSequence { get; init; }

    /// <summary>Engine time of the first record; null without records.</summary>
    public required Timestamp? FirstTime { get; init; }

    public required Timestamp? LastTime { get; init; }

    /// <summary>Bytes of MessagePack.</summary>
    public required long ContentBytes { get; init; }

    /// <summary>The highest durable sequence that a block recorded; −1 is none.</summary>
    public required long Watermark { get; init; }

    public required JournalEnd End { get; init; }

    /// <summary>The end that can't be read, when <see cref="End"/> is <see cref="JournalEnd.Torn"/>.</summary>
    public required TornTail? TornTail { get; init; }

    public long Records => Segments.Sum(segment => segment.Records);

    public long Blocks => Segments.Sum(segment => (long)segment.Blocks);

    /// <summary>Bytes of the segment files.</summary>
    public long FileBytes => Segments.Sum(segment => segment.FileBytes);

    /// <summary>Content over file, e.g. 3.1; 0 without bytes.</summary>
    public double CompressionRatio => FileBytes == 0 ? 0 : (double)ContentBytes / FileBytes;

    /// <summary>Bytes on the disk per record, everything included; 0 without records.</summary>
    public double BytesPerRecord => Records == 0 ? 0 : (double)FileBytes / Records;
}

/// <summary>What a segment holds.</summary>
/// <param name="Path">The file.</param>
/// <param name="FileBytes">Its length.</param>
/// <param name="Blocks">Whole blocks.</param>
/// <param name="Records">Records in them.</param>
/// <param name="FirstSequence">Of the first record.</param>
/// <param name="LastSequence">Of the last record.</param>
public sealed record SegmentDescription(string Path, long FileBytes, int Blocks, long Records, long FirstSequence, long LastSequence);

/// <summary>Something wrong in a journal.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Position">Segment, block and byte.</param>
/// <param name="FirstSequence">The first sequence that it touches.</param>
/// <param name="LastSequence">The last one; null when it reaches to the stream's end.</param>
/// <param name="What">What is wrong.</param>
/// <param name="IsTornTail">Whether it is but the end of a stream that was cut off while written: in a block, or between two.</param>
public sealed record JournalFinding(StreamKind Stream, BlockPosition Position, long FirstSequence, long? LastSequence, string What, bool IsTornTail)
{
    /// <summary>Whether all of a stream is gone that can be derived again.</summary>
    public bool IsStreamMissing { get; init; }

    public override string ToString() => IsStreamMissing
        ? $"'{Position.Segment}' is missing or empty: {What}"
        : $"{(IsTornTail ? "torn tail" : "damage")} in '{Position.Segment}', block {Position.Block} at byte {Position.Offset}, {SequenceRange.Describe(FirstSequence, LastSequence)}: {What}";
}

/// <summary>What a walk over every byte of a journal found.</summary>
/// <param name="Findings">All that is wrong, in order.</param>
/// <param name="Blocks">Whole blocks that were checked.</param>
/// <param name="Records">Records in them.</param>
/// <param name="InEnd">How the <c>in</c> stream ends.</param>
/// <param name="OutEnd">How the <c>out</c> stream ends.</param>
public sealed record JournalVerification(IReadOnlyList<JournalFinding> Findings, long Blocks, long Records, JournalEnd InEnd, JournalEnd OutEnd)
{
    /// <summary>Whether nothing is wrong; a torn tail and a missing end mark count as wrong.</summary>
    public bool IsSound => Findings.Count == 0;

    /// <summary>Whether something is wrong that a crash does not explain.</summary>
    public bool IsDamaged => Findings.Any(finding => !finding.IsTornTail);
}
