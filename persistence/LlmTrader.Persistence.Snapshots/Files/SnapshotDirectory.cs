using System.Globalization;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Snapshots;

/// <summary>A snapshot that was read.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Header">What it is of.</param>
/// <param name="Content">The state.</param>
public sealed record Snapshot(string Path, SnapshotHeader Header, ReadOnlyMemory<byte> Content);

/// <summary>The snapshots of a journal: <c>snapshots/</c> in its directory, named by the last sequence that each has seen.</summary>
public sealed class SnapshotDirectory
{
    private readonly JournalDirectory _journal;
    private readonly JournalManifest _manifest;

    /// <param name="journal">The journal that the snapshots are of. The directory is made with the first one.</param>
    public SnapshotDirectory(JournalDirectory journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        _journal = journal;
        _manifest = journal.Manifest;
    }

    /// <summary>The directory of the snapshots.</summary>
    public string Path => _journal.SnapshotsPath;

    /// <summary>The files, newest first, whether or not they are whole.</summary>
    public IReadOnlyList<string> Files => [.. _journal.SnapshotFiles.Select(file => file.Path)];

    /// <summary>
    /// What the snapshots testify of the journal, for a recovery: those that are whole and of this journal, whether or not it still holds what
    /// they are of. Files of the first version don't, since in mode async their events need not have been on the disk.
    /// </summary>
    public IReadOnlyList<SnapshotWitness> Witnesses
    {
        get
        {
            List<SnapshotWitness> witnesses = [];
            foreach (string file in Files)
            {
                try
                {
                    SnapshotHeader header = SnapshotFile.Read(file, out _);
                    CheckOrigin(file, header);
                    if (header.BlockCrc32C is not null) { witnesses.Add(new SnapshotWitness(file, header.Sequence, header.Epoch)); }
                }
                catch (Exception error) when (error is SnapshotDamagedException or JournalIOException)
                {
                    // It can't testify.
                }
            }

            return witnesses;
        }
    }

    /// <summary>Writes a snapshot, durably, and returns its path.</summary>
    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public string Save(SnapshotHeader header, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (!Directory.Exists(Path))
        {
            Directory.CreateDirectory(Path);
            JournalFile.SyncDirectory(System.IO.Path.GetDirectoryName(Path)!);
        }

        string path = System.IO.Path.Combine(Path, header.Sequence.ToString("D20", CultureInfo.InvariantCulture) + JournalDirectory.SnapshotExtension);
        SnapshotFile.Write(path, header, content);
        return path;
    }

    /// <summary>
    /// The newest snapshot that can be used, not newer than <paramref name="atMost"/>: a state beyond the journal's end would
    /// know what the journal doesn't. Those that can't be used are told, and the one before is tried.
    /// </summary>
    /// <param name="atMost">The last sequence to which the journal is to be taken for there.</param>
    /// <param name="passedOver">Why each newer one was not taken; one that is told already is not looked at again.</param>
    /// <param name="before">Those from this sequence on are not looked at.</param>
    public Snapshot? Newest(long atMost, ICollection<SnapshotDamagedException> passedOver, long before = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(passedOver);
        while (true)
        {
            if (TryNewest(atMost, passedOver, before, out Snapshot? newest)) { return newest; }
        }
    }

    // False when a listed one is gone: whoever makes them beside this has made newer ones, and a new look finds those.
    private bool TryNewest(long atMost, ICollection<SnapshotDamagedException> passedOver, long before, out Snapshot? newest)
    {
        newest = null;
        foreach ((string file, long named) in _journal.SnapshotFiles)
        {
            if (named >= before || passedOver.Any(told => told.Path == file)) { continue; }
            try
            {
                if (named > atMost) { throw new SnapshotDamagedException(file, $"it is of sequence {named}, the journal ends at {atMost}.") { IsBeyondEnd = true }; }
                SnapshotHeader header = SnapshotFile.Read(file, out ReadOnlyMemory<byte> content);
                Check(file, header);
                newest = new Snapshot(file, header, content);
                return true;
            }
            catch (SnapshotDamagedException error)
            {
                passedOver.Add(error);
            }
            catch (JournalIOException error) when (error.Errno == Errno.ENOENT)
            {
                return false;
            }
            catch (JournalIOException error)
            {
                passedOver.Add(new SnapshotDamagedException(file, error.Message));
            }
        }

        return true;
    }

    /// <summary>
    /// Removes what is older than the newest <paramref name="keep"/> that can be used, and what a crash left half written.
    /// Damaged ones among them are left for a person to look at, and don't count.
    /// </summary>
    /// <returns>How many snapshots went.</returns>
    public int Prune(int keep)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(keep);
        int usable = 0;
        List<string> old = [];
        foreach (string file in Files)
        {
            if (usable == keep) { old.Add(file); }
            else if (IsUsable(file)) { usable++; }
        }

        foreach (string file in old) { File.Delete(file); }
        if (Directory.Exists(Path))
        {
            foreach (string file in Directory.GetFiles(Path, "*" + JournalDirectory.SnapshotExtension + ".tmp")) { File.Delete(file); }
        }

        return old.Count;
    }

    /// <summary>The sequence of the oldest one that a start could use: the journal is needed from there on. Null without any.</summary>
    public long? OldestUsable() =>
        Files.Reverse().FirstOrDefault(IsUsable) is { } file && JournalDirectory.TrySequenceOf(file, out long sequence) ? sequence : null;

    // Whole and of this journal, as a start asks it.
    private bool IsUsable(string file)
    {
        try
        {
            Check(file, SnapshotFile.Read(file, out _));
            return true;
        }
        catch (Exception error) when (error is SnapshotDamagedException or JournalIOException)
        {
            return false;
        }
    }

    private void Check(string file, SnapshotHeader header)
    {
        CheckOrigin(file, header);
        if (JournalChain.Find(_journal, header.Sequence) is not { } block)
        {
            throw new SnapshotDamagedException(file, $"it is of sequence {header.Sequence}, of which in has no whole block: its end is missing, or what lies there is damaged.") { IsBeyondEnd = true };
        }

        if (block.Epoch != header.Epoch || (header.BlockCrc32C is { } crc && crc != block.Crc32C))
        {
            throw new SnapshotDamagedException(file, $"it is of another history: sequence {header.Sequence} came in epoch {header.Epoch} there, and in a block that is not the journal's.");
        }
    }

    private void CheckOrigin(string file, SnapshotHeader header)
    {
        string? reason = header switch
        {
            _ when header.JournalId != _manifest.JournalId => $"it is of journal '{header.JournalId}', not of '{_manifest.JournalId}'.",
            _ when header.EngineSemantics != _manifest.EngineSemantics => $"it was made under engine semantics {header.EngineSemantics}, the journal's are {_manifest.EngineSemantics}.",
            _ when header.ConfigurationHash != _manifest.ConfigurationHash => "it was made under another configuration.",
            _ when !JournalDirectory.TrySequenceOf(file, out long named) || named != header.Sequence => $"it is of sequence {header.Sequence}, its name tells another.",
            _ => null,
        };
        if (reason is not null) { throw new SnapshotDamagedException(file, reason); }
    }
}
