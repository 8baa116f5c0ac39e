namespace LlmTrader.Persistence.Snapshots;

/// <summary>A snapshot's content is not what the state that loads it expects. The one before it, or the journal, still is.</summary>
public sealed class SnapshotFormatException : Exception
{
    /// <param name="section">The part of the state that was being loaded.</param>
    /// <param name="offset">The byte of the decompressed content at which it failed.</param>
    /// <param name="reason">What is wrong, as a sentence.</param>
    public SnapshotFormatException(string section, int offset, string reason)
        : base($"The snapshot does not fit at byte {offset}, in '{section}': {reason}")
    {
        Section = section;
    }

    /// <summary>The part of the state that was being loaded.</summary>
    public string Section { get; }
}
