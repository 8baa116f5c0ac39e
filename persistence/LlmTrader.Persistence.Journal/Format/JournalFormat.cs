namespace LlmTrader.Persistence.Journal;

/// <summary>The numbers of the journal's format that writer and reader share. FORMAT.md tells the rest.</summary>
public static class JournalFormat
{
    /// <summary>Rises whenever a reader of an older version would misread a journal.</summary>
    public const ushort Version = 1;

    /// <summary>The largest content of a block, in bytes before compression; a reader refuses more.</summary>
    public const int MaxContentLength = 4 << 20;

    /// <summary>The largest block in a segment, in bytes: what LZ4 can make of the largest content, and the headers.</summary>
    public const int MaxBlockLength = MaxContentLength + (MaxContentLength / 255) + 1024;

    /// <summary>Which of the 16 skippable frames the block header lies in.</summary>
    internal const int SkippableKind = 10;

    /// <summary>Kind of the record that opens each block's content: <c>[0, firstSequence]</c>.</summary>
    internal const byte BlockStartKind = 0;

    /// <summary>Bytes of the block-start record.</summary>
    internal const int BlockStartLength = 11;

    /// <summary>Added to an <see cref="Engine.Core.EventKind"/>: the same event in its wide form.</summary>
    internal const byte WideKind = 32;

    /// <summary>Added to an <see cref="Engine.Core.OutKind"/>, so that a record tells by itself which stream it is of.</summary>
    internal const byte OutKindBase = 64;

    internal const string SegmentExtension = ".seg";
}

/// <summary>The two streams of a journal. The numbers are in every block header.</summary>
public enum StreamKind : byte
{
    /// <summary>All sequenced events: the truth.</summary>
    In = 1,

    /// <summary>What the engine derived from them.</summary>
    Out = 2,
}
