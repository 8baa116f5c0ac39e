namespace LlmTrader.Persistence.Journal;

/// <summary>The disk took longer than a journal allows: the writer stopped, or ought to.</summary>
public sealed class JournalStalledException : IOException
{
    internal JournalStalledException(string path, TimeSpan stalledFor, TimeSpan limit)
        : base($"The disk under '{path}' has not answered for {stalledFor.TotalSeconds:F1} s, at most {limit.TotalSeconds:F1} s are allowed. Check the disk (dmesg, iostat), then start again.")
    {
        Path = path;
        StalledFor = stalledFor;
    }

    /// <summary>The segment, or the stream's directory.</summary>
    public string Path { get; }

    /// <summary>How long the operation took, or has been taking.</summary>
    public TimeSpan StalledFor { get; }
}
