namespace LlmTrader.Persistence.Journal.Retention;

/// <summary>What a reader needs was removed from the journal by pruning.</summary>
public sealed class JournalPrunedException : IOException
{
    internal JournalPrunedException(string directory, long sequence, PrunedPart pruned)
        : base($"'{directory}': sequence {sequence} was pruned at {pruned.At}; what is left begins behind sequence {pruned.LastSequence}. "
            + "Start there, or take the older segments from the archive.")
    {
        Sequence = sequence;
        Pruned = pruned;
    }

    /// <summary>The sequence that was wanted.</summary>
    public long Sequence { get; }

    public PrunedPart Pruned { get; }
}
