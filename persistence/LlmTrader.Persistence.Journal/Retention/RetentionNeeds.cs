namespace LlmTrader.Persistence.Journal.Retention;

/// <summary>Who still needs a journal's older segments: the oldest snapshot that a start could use, and the followers.</summary>
internal sealed class RetentionNeeds
{
    private readonly long? _oldestSnapshot;
    private readonly List<(string Name, StreamKind? Stream, long Sequence)> _followers = [];

    public RetentionNeeds(JournalDirectory directory, long? oldestSnapshot)
    {
        _oldestSnapshot = oldestSnapshot;
        if (!Directory.Exists(directory.FollowersPath)) { return; }
        foreach (string path in Directory.GetFiles(directory.FollowersPath, "*.json").Order(StringComparer.Ordinal)) { _followers.Add(Read(directory, path)); }
    }

    /// <summary>Why a segment must stay; null when nobody needs it.</summary>
    /// <param name="stream">Its stream.</param>
    /// <param name="lastSequence">The last sequence that it can hold.</param>
    public string? WhyNeeded(StreamKind stream, long lastSequence)
    {
        if (_oldestSnapshot is not { } snapshot) { return "there is no snapshot that can be used: the engine needs the journal from its first sequence on"; }
        if (lastSequence >= snapshot) { return $"the snapshot of sequence {snapshot} needs what comes from there on"; }
        foreach ((string name, StreamKind? of, long sequence) in _followers)
        {
            if (of is null) { return $"the checkpoint of follower '{name}' can't be read, so nobody knows what it has seen"; }
            if (of == stream && sequence < lastSequence) { return $"follower '{name}' has seen no more than sequence {sequence}"; }
        }

        return null;
    }

    private static (string Name, StreamKind? Stream, long Sequence) Read(JournalDirectory directory, string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        try
        {
            FollowerCheckpoint checkpoint = FollowerCheckpoint.Read(path, directory);
            return checkpoint.JournalId == directory.Manifest.JournalId ? (name, checkpoint.Stream, checkpoint.Sequence) : (name, null, -1);
        }
        catch (JournalFormatException)
        {
            return (name, null, -1);
        }
    }
}
