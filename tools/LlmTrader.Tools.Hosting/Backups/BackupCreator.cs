using System.Security.Cryptography;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Journal.Retention;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tools.Hosting.Recovery;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Backups;

/// <summary>
/// Copies a journal while an engine writes it: manifest, epochs, closed segments, the durable part of the open ones, the newest snapshot.
/// It reads beside the writer and takes no lock. Nothing else of the directory is copied.
/// </summary>
public sealed class BackupCreator
{
    // A start or a pruning meanwhile changes what belongs together; then it begins anew.
    private const int MaxAttempts = 5;
    private const int BufferBytes = 1 << 20;

    private static readonly TimeSpan WriterPause = TimeSpan.FromMilliseconds(500);

    private readonly string _journal;
    private readonly string _target;

    /// <exception cref="RunException">The place is taken.</exception>
    public BackupCreator(string journal, string target)
    {
        _journal = journal;
        _target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        BackupPlace.RefuseTaken(_target);
    }

    /// <summary>Makes the backup; it is there whole or not at all.</summary>
    /// <param name="onBytes">Hears of bytes, as (done, all).</param>
    /// <param name="cancel">Ends it; nothing is left.</param>
    /// <exception cref="JournalCorruptException">The journal is damaged where it had been durable.</exception>
    /// <exception cref="JournalIOException">The disk refuses; nothing is left.</exception>
    /// <exception cref="RunException">The journal changed its shape again and again meanwhile.</exception>
    /// <exception cref="UnstartableJournalException">No engine could start on it, and so on no copy of it.</exception>
    public BackupList Run(Action<long, long>? onBytes = null, CancellationToken cancel = default)
    {
        RefuseUnstartable();
        string partial = $"{_target}.partial-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            try
            {
                if (TryCopy(partial, onBytes, cancel) is not { } list) { continue; }
                if (BackupPlace.IsArchive(_target)) { BackupPlace.PackIn(partial, _target); }
                else { BackupPlace.MoveIn(partial, _target); }
                return list;
            }
            catch (Exception error) when (attempt < MaxAttempts && error is FileNotFoundException or JournalIOException { Errno: Errno.ENOENT } && Directory.Exists(_journal))
            {
                // A segment or a snapshot went meanwhile.
            }
            catch (IOException error) when (JournalIOException.IsFull(error))
            {
                throw JournalIOException.NoRoomFor("the backup", _target, error);
            }
            finally
            {
                if (Directory.Exists(partial)) { Directory.Delete(partial, recursive: true); }
            }
        }

        throw new RunException($"'{_journal}' was started or pruned {MaxAttempts} times while it was copied; try again.");
    }

    // A writer may be between the two streams, or between a snapshot and what it wrote of the derived stream: that is over in a moment.
    private void RefuseUnstartable()
    {
        JournalDirectory directory = JournalDirectory.Open(_journal);
        string? why = StartCheck.WhyNot(directory);
        if (why is null) { return; }
        Thread.Sleep(WriterPause);
        why = StartCheck.WhyNot(directory);
        if (why is not null) { throw new UnstartableJournalException(_journal, $"a backup of it could not be restored to a running engine: {why}"); }
    }

    private BackupList? TryCopy(string partial, Action<long, long>? onBytes, CancellationToken cancel)
    {
        JournalDirectory directory = JournalDirectory.Open(_journal);
        byte[] before = StateOf(directory);
        DurableFiles durable = DurableFiles.Of(directory);
        IReadOnlyList<JournalEpoch> epochs = directory.ReadEpochs();
        Snapshot? snapshot = new SnapshotDirectory(directory).Newest(durable.LastSequence, []);
        List<(string Path, long Bytes)> wanted = [];
        foreach (string name in (string[])[JournalDirectory.ManifestName, JournalDirectory.EpochsName, PruneRecord.FileName])
        {
            string path = Path.Combine(directory.Path, name);
            if (File.Exists(path)) { wanted.Add((path, new FileInfo(path).Length)); }
        }

        wanted.AddRange(durable.Parts.Select(part => (part.Path, part.Bytes)));
        if (snapshot is not null) { wanted.Add((snapshot.Path, new FileInfo(snapshot.Path).Length)); }
        List<BackupFile> files = Copy(directory.Path, partial, wanted, onBytes, cancel);
        if (!StateOf(directory).AsSpan().SequenceEqual(before)) { return null; }
        if (StartCheck.WhyNot(JournalDirectory.Open(partial)) is not null) { return null; }    // The streams, or the snapshot, were copied at two times.
        BackupList list = new()
        {
            JournalId = directory.Manifest.JournalId,
            Epoch = epochs.Count == 0 ? directory.Manifest.Epoch : epochs[^1].Epoch,
            LastSequence = durable.LastSequence,
            SnapshotSequence = snapshot?.Header.Sequence,
            CreatedAt = new SystemClock().Now.Nanoseconds,
            ProgramVersion = ProgramVersion.Text,
            Files = files,
        };
        using IJournalFile listed = JournalFile.CreateNew(Path.Combine(partial, BackupList.FileName));
        listed.Write(list.ToBytes());
        listed.SyncData();
        return list;
    }

    // What a start or a pruning changes.
    private static byte[] StateOf(JournalDirectory directory)
    {
        byte[] Bytes(string name) => File.Exists(Path.Combine(directory.Path, name)) ? File.ReadAllBytes(Path.Combine(directory.Path, name)) : [];
        return [.. Bytes(JournalDirectory.EpochsName), 0, .. Bytes(PruneRecord.FileName)];
    }

    private static List<BackupFile> Copy(string from, string to, List<(string Path, long Bytes)> wanted, Action<long, long>? onBytes, CancellationToken cancel)
    {
        long all = wanted.Sum(file => file.Bytes);
        long done = 0;
        List<BackupFile> files = [];
        foreach ((string path, long bytes) in wanted)
        {
            string relative = Path.GetRelativePath(from, path);
            string target = Path.Combine(to, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            string hash = CopyBeginning(path, target, bytes, count =>
            {
                cancel.ThrowIfCancellationRequested();
                onBytes?.Invoke(done += count, all);
            });
            files.Add(new BackupFile(relative.Replace(Path.DirectorySeparatorChar, '/'), bytes, hash));
        }

        foreach (string directory in Directory.GetDirectories(to)) { JournalFile.SyncDirectory(directory); }
        return files;
    }

    /// <summary>Copies the first bytes of a file, synced, and returns their SHA-256.</summary>
    internal static string CopyBeginning(string path, string target, long bytes, Action<int> onBytes)
    {
        using FileStream source = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        using IJournalFile copy = JournalFile.CreateNew(target);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[BufferBytes];
        for (long left = bytes; left > 0;)
        {
            int read = source.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0) { throw new JournalIOException(Errno.EIO, "reading as many bytes as there were", path); }
            hash.AppendData(buffer, 0, read);
            copy.Write(buffer.AsSpan(0, read));
            left -= read;
            onBytes(read);
        }

        copy.SyncData();
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
