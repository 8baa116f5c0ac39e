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
    /// <summary>What a snapshot's file ends with.</summary>
    public const string Extension = ".snap";

    private const int NameDigits = 20;   // As the segments' names: every 64-bit number, sorting as numbers.

    private readonly JournalManifest _manifest;

    /// <param name="journal">The journal that the snapshots are of. The directory is made with the first one.</param>
    public SnapshotDirectory(JournalDirectory journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        _manifest = journal.Manifest;
        Path = System.IO.Path.Combine(journal.Path, "snapshots");
    }

    /// <summary>The directory of the snapshots.</summary>
    public string Path { get; }

    /// <summary>The files, newest first, whether or not they are whole.</summary>
    public IReadOnlyList<string> Files =>
        Directory.Exists(Path) ? [.. Directory.GetFiles(Path, "*" + Extension).Where(file => TrySequenceOf(file, out _)).OrderDescending(StringComparer.Ordinal)] : [];

    /// <summary>The sequence that a file's name tells; false for a foreign file.</summary>
    public static bool TrySequenceOf(string file, out long sequence)
    {
        string name = System.IO.Path.GetFileNameWithoutExtension(file);
        sequence = -1;
        return name.Length == NameDigits && long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out sequence);
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

        string path = System.IO.Path.Combine(Path, header.Sequence.ToString("D20", CultureInfo.InvariantCulture) + Extension);
        SnapshotFile.Write(path, header, content);
        return path;
    }

    /// <summary>
    /// The newest snapshot that can be used, not newer than <paramref name="atMost"/>: a state beyond the journal's end would
    /// know what the journal doesn't. Those that can't be used are told, and the one before is tried.
    /// </summary>
    /// <param name="atMost">The last sequence of the journal.</param>
    /// <param name="passedOver">Why each newer one was not taken.</param>
    /// <param name="before">Those from this sequence on are not looked at.</param>
    public Snapshot? Newest(long atMost, ICollection<SnapshotDamagedException> passedOver, long before = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(passedOver);
        foreach (string file in Files)
        {
            if (TrySequenceOf(file, out long at) && at >= before) { continue; }
            try
            {
                if (TrySequenceOf(file, out long named) && named > atMost) { throw new SnapshotDamagedException(file, $"it is of sequence {named}, the journal ends at {atMost}."); }
                SnapshotHeader header = SnapshotFile.Read(file, out ReadOnlyMemory<byte> content);
                Check(file, header);
                return new Snapshot(file, header, content);
            }
            catch (SnapshotDamagedException error)
            {
                passedOver.Add(error);
            }
            catch (JournalIOException error)
            {
                passedOver.Add(new SnapshotDamagedException(file, error.Message));
            }
        }

        return null;
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
            foreach (string file in Directory.GetFiles(Path, "*" + Extension + ".tmp")) { File.Delete(file); }
        }

        return old.Count;
    }

    /// <summary>Whether a file is whole and of this journal, as a start asks it.</summary>
    public bool IsUsable(string file)
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
        string? reason = header switch
        {
            _ when header.JournalId != _manifest.JournalId => $"it is of journal '{header.JournalId}', not of '{_manifest.JournalId}'.",
            _ when header.EngineSemantics != _manifest.EngineSemantics => $"it was made under engine semantics {header.EngineSemantics}, the journal's are {_manifest.EngineSemantics}.",
            _ when header.ConfigurationHash != _manifest.ConfigurationHash => "it was made under another configuration.",
            _ when !TrySequenceOf(file, out long named) || named != header.Sequence => $"it is of sequence {header.Sequence}, its name tells another.",
            _ => null,
        };
        if (reason is not null) { throw new SnapshotDamagedException(file, reason); }
    }
}
