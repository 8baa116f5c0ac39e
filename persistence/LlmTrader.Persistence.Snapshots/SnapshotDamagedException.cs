namespace LlmTrader.Persistence.Snapshots;

/// <summary>A snapshot file can't be used: damaged, or of another format, journal or configuration. The one before it may still do.</summary>
public sealed class SnapshotDamagedException : Exception
{
    /// <param name="path">The file.</param>
    /// <param name="reason">What is wrong with it, as a sentence.</param>
    public SnapshotDamagedException(string path, string reason)
        : base($"'{path}' can't be used: {reason}")
    {
        Path = path;
        Reason = reason;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Whether the journal does not hold what it is of: then something may be missing there.</summary>
    public bool IsBeyondEnd { get; init; }

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; }
}
