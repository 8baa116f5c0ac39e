namespace LlmTrader.Persistence.Journal;

/// <summary>
/// A journal that can't be trusted as it is: a bad block that is not just the torn end of it. Nothing behind it is read,
/// so that nothing is dropped silently.
/// </summary>
public sealed class JournalCorruptException : IOException
{
    internal JournalCorruptException(BlockPosition position, long firstSequence, long? lastSequence, string reason)
        : base($"'{position.Segment}' is damaged: block {position.Block} at byte {position.Offset}, "
            + $"{SequenceRange.Describe(firstSequence, lastSequence)}: {reason}")
    {
        Position = position;
        FirstSequence = firstSequence;
        LastSequence = lastSequence;
        Reason = reason;
    }

    /// <summary>Segment file, block index in it, byte offset.</summary>
    public BlockPosition Position { get; }

    /// <summary>The first sequence that can't be read.</summary>
    public long FirstSequence { get; }

    /// <summary>The last one before the next readable block; null when none follows.</summary>
    public long? LastSequence { get; }

    public string Reason { get; }
}
