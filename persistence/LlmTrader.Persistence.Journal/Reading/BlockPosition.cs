namespace LlmTrader.Persistence.Journal;

/// <summary>Where a block lies.</summary>
/// <param name="Segment">Path of the segment file.</param>
/// <param name="Block">Index in the segment, from 0.</param>
/// <param name="Offset">First byte in the segment.</param>
public readonly record struct BlockPosition(string Segment, int Block, long Offset);

/// <summary>How a stream ends.</summary>
public enum JournalEnd
{
    /// <summary>With the empty block that <see cref="JournalWriter.Complete"/> writes.</summary>
    Complete,

    /// <summary>After a whole block: the writer still runs, or was stopped between two writes.</summary>
    Open,

    /// <summary>In a block that was never written whole: a crash. What it held was never known to be durable.</summary>
    Torn,
}

/// <summary>The unreadable end of a stream that was cut off while it was written.</summary>
/// <param name="Position">Where the whole part ends: what lies from here on does not count.</param>
/// <param name="FirstSequence">The first sequence that it may have held.</param>
/// <param name="Reason">Why the block can't be read.</param>
public sealed record TornTail(BlockPosition Position, long FirstSequence, string Reason)
{
    /// <summary>Whole blocks behind the unreadable one. They had not been durable either: the disk wrote in its own order.</summary>
    public long WholeBlocksBehind { get; init; }

    public override string ToString() =>
        $"'{Position.Segment}' breaks off in block {Position.Block} at byte {Position.Offset}, before sequence {FirstSequence}: {Reason}";
}
