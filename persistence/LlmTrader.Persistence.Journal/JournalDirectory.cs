using System.Globalization;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Journal.Retention;

namespace LlmTrader.Persistence.Journal;

/// <summary>A journal's place: <c>manifest.json</c>, <c>in/</c> and <c>out/</c> with segments named by their first sequence.</summary>
public sealed class JournalDirectory
{
    public const string ManifestName = "manifest.json";

    /// <summary>The file that lists the epochs behind the manifest's.</summary>
    public const string EpochsName = "epoch.json";

    /// <summary>Where recovery puts aside what does not belong to the journal any more: <c>dropped/EPOCH/</c>.</summary>
    public const string DroppedName = "dropped";

    // Lies in a directory that a recovery put aside, with the reason in it.
    internal const string PutAsideName = "put-aside.txt";

    private const int NameDigits = 20;    // Every 64-bit number, so that names sort as numbers.

    private PruneRecord? _assumed;

    private JournalDirectory(string path, JournalManifest manifest)
    {
        Path = path;
        Manifest = manifest;
    }

    public string Path { get; }

    public JournalManifest Manifest { get; }

    /// <summary>Whether this holds what a recovery put aside: whole blocks, read as they come, with holes between them.</summary>
    public bool IsPutAside => File.Exists(System.IO.Path.Combine(Path, PutAsideName));

    internal SegmentReads Reads { get; private init; } = SegmentReads.System;

    /// <summary>What was pruned: from <c>pruned.json</c>, or what a recovery assumes that it said.</summary>
    /// <exception cref="JournalFormatException">It is damaged.</exception>
    internal PruneRecord Pruned => _assumed ?? PruneRecord.Read(this);

    /// <summary>The same directory, for one who knows better than <c>pruned.json</c> what was pruned.</summary>
    internal JournalDirectory Assuming(PruneRecord record) => new(Path, Manifest) { Reads = Reads, _assumed = record };

    /// <summary>The same directory as it is on the disk.</summary>
    internal JournalDirectory AsItIs => new(Path, Manifest) { Reads = Reads };

    /// <summary>Makes a new journal: the directory, if need be, and its manifest, durably.</summary>
    /// <exception cref="JournalIOException">A journal lies there already, or the disk refuses.</exception>
    public static JournalDirectory Create(string path, JournalManifest manifest)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(manifest);
        string full = System.IO.Path.GetFullPath(path);
        MakeDirectory(full);
        manifest.Write(System.IO.Path.Combine(full, ManifestName));
        return new JournalDirectory(full, manifest);
    }

    /// <summary>Opens a journal for reading.</summary>
    /// <exception cref="JournalIOException">There is none, or it can't be read.</exception>
    /// <exception cref="JournalFormatException">Its manifest is damaged or of another version.</exception>
    public static JournalDirectory Open(string path) => Open(path, SegmentReads.System);

    /// <summary>As <see cref="Open(string)"/>, with segments read in a way of the caller's.</summary>
    public static JournalDirectory Open(string path, SegmentReads reads)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = System.IO.Path.GetFullPath(path);
        return new JournalDirectory(full, JournalManifest.Read(System.IO.Path.Combine(full, ManifestName))) { Reads = reads };
    }

    /// <summary>The epochs that recoveries opened, in order; none when the first one still lasts.</summary>
    /// <exception cref="JournalIOException"><c>epoch.json</c> can't be read.</exception>
    /// <exception cref="JournalFormatException">It is damaged.</exception>
    public IReadOnlyList<JournalEpoch> ReadEpochs() => EpochFile.Read(this);

    /// <summary>The directory of a stream's segments.</summary>
    public string StreamPath(StreamKind stream) => System.IO.Path.Combine(Path, stream == StreamKind.In ? "in" : "out");

    /// <summary>Where followers keep their checkpoints: pruning removes nothing that one of them has not seen.</summary>
    public string FollowersPath => System.IO.Path.Combine(Path, "followers");

    /// <summary>Where snapshots lie, each named by its sequence.</summary>
    public string SnapshotsPath => System.IO.Path.Combine(Path, "snapshots");

    /// <summary>What a snapshot's file ends with.</summary>
    public const string SnapshotExtension = ".snap";

    /// <summary>The files of snapshots and the sequences that their names tell, newest first, whether or not they are whole.</summary>
    public IReadOnlyList<(string Path, long Sequence)> SnapshotFiles
    {
        get
        {
            if (!Directory.Exists(SnapshotsPath)) { return []; }
            List<(string Path, long Sequence)> files = [];
            foreach (string path in Directory.GetFiles(SnapshotsPath, "*" + SnapshotExtension))
            {
                if (TrySequenceOf(path, out long sequence)) { files.Add((path, sequence)); }
            }

            return [.. files.OrderByDescending(file => file.Sequence)];
        }
    }

    /// <summary>A stream's segment files in order, without those that pruning is about to remove; none when the stream was never written.</summary>
    /// <exception cref="JournalFormatException">A segment's name is not 20 digits.</exception>
    public IReadOnlyList<string> Segments(StreamKind stream)
    {
        IReadOnlyList<string> files = AllSegments(stream);
        return Pruned.Of(stream) is { } pruned ? [.. files.Where(file => FirstSequenceOf(file) >= pruned.FirstKept)] : files;
    }

    /// <summary>As <see cref="Segments"/>, with those that a crash kept pruning from removing.</summary>
    internal IReadOnlyList<string> AllSegments(StreamKind stream)
    {
        string directory = StreamPath(stream);
        if (!Directory.Exists(directory)) { return []; }
        string[] files = Directory.GetFiles(directory, "*" + JournalFormat.SegmentExtension);
        Array.Sort(files, StringComparer.Ordinal);
        foreach (string file in files) { _ = FirstSequenceOf(file); }
        return files;
    }

    /// <summary>The sequence that a segment's name tells.</summary>
    /// <exception cref="JournalFormatException">The name is not 20 digits.</exception>
    public static long FirstSequenceOf(string segment) => TrySequenceOf(segment, out long first)
        ? first
        : throw new JournalFormatException(segment, null, $"a segment's name is its first sequence in {NameDigits} digits. Move foreign files away.");

    /// <summary>The sequence that the name of a segment or a snapshot tells; false for a foreign file.</summary>
    public static bool TrySequenceOf(string file, out long sequence)
    {
        string name = System.IO.Path.GetFileNameWithoutExtension(file);
        sequence = -1;
        return name.Length == NameDigits && long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out sequence);
    }

    internal string SegmentPath(StreamKind stream, long firstSequence) => System.IO.Path.Combine(
        StreamPath(stream), firstSequence.ToString("D20", CultureInfo.InvariantCulture) + JournalFormat.SegmentExtension);

    /// <summary>A new stream must not have segments yet.</summary>
    /// <exception cref="JournalIOException">It has.</exception>
    internal JournalDirectory WithoutSegments(StreamKind stream) =>
        Segments(stream).Count == 0 ? this : throw new JournalIOException(Errno.EEXIST, "creation of the stream", StreamPath(stream));

    /// <summary>Makes the directory of a stream, if need be.</summary>
    internal void EnsureStream(StreamKind stream)
    {
        MakeDirectory(StreamPath(stream));
        JournalFile.SyncDirectory(Path);
    }

    /// <summary>Makes a directory, if need be.</summary>
    /// <exception cref="JournalIOException">The file system refuses.</exception>
    internal static void MakeDirectory(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new JournalIOException(error is UnauthorizedAccessException ? Errno.EACCES : 0, "creation of the directory", path, error);
        }
    }
}
