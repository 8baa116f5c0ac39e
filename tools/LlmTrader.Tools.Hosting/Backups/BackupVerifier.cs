using System.Security.Cryptography;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tools.Hosting.Recovery;

namespace LlmTrader.Tools.Hosting.Backups;

/// <summary>What a backup holds, and what is wrong with it.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="List">Its list; null when it can't be read.</param>
/// <param name="Findings">A sentence each; none when a restore can be relied on.</param>
public sealed record BackupReport(string Path, BackupList? List, IReadOnlyList<string> Findings)
{
    public bool IsSound => Findings.Count == 0;
}

/// <summary>Checks a backup without restoring it: the list, every file's bytes, every block of the streams, the snapshot.</summary>
public static class BackupVerifier
{
    /// <param name="path">A directory or a tar file, which is unpacked into the temporary directory meanwhile.</param>
    /// <param name="progress">Told of bytes while the blocks are walked over.</param>
    /// <exception cref="Runs.RunException">There is nothing.</exception>
    public static BackupReport Verify(string path, IProgress<JournalProgress>? progress = null)
    {
        try
        {
            using OpenedBackup backup = BackupPlace.Open(path);
            return Verify(backup, path, progress);
        }
        catch (BackupDamagedException error)
        {
            return new BackupReport(path, null, error.Findings);
        }
    }

    internal static BackupReport Verify(OpenedBackup backup, string path, IProgress<JournalProgress>? progress)
    {
        string listed = Path.Combine(backup.Directory, BackupList.FileName);
        if (!File.Exists(listed)) { return new BackupReport(path, null, [$"'{path}' is no backup: it has no {BackupList.FileName}."]); }
        BackupList list;
        try { list = BackupList.Parse(File.ReadAllBytes(listed), listed); }
        catch (JournalFormatException error) { return new BackupReport(path, null, [error.Message]); }
        List<string> findings = [.. FilesWrong(backup.Directory, list)];
        if (findings.Count == 0) { findings.AddRange(ContentWrong(backup.Directory, list, progress)); }
        return new BackupReport(path, list, findings);
    }

    private static IEnumerable<string> FilesWrong(string directory, BackupList list)
    {
        HashSet<string> known = [BackupList.FileName];
        foreach (BackupFile file in list.Files)
        {
            known.Add(file.Path);
            if (Path.IsPathRooted(file.Path) || file.Path.Split('/').Contains(".."))
            {
                yield return $"{file.Path} lies outside of the backup.";
                continue;
            }

            FileInfo info = new(Path.Combine(directory, file.Path));
            if (!info.Exists) { yield return $"{file.Path} is missing."; }
            else if (info.Length != file.Bytes) { yield return $"{file.Path} has {info.Length} bytes, the list says {file.Bytes}."; }
            else if (HashOf(info.FullName) != file.Sha256) { yield return $"{file.Path} is not what was copied: its SHA-256 is another."; }
        }

        foreach (string path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(directory, path).Replace(Path.DirectorySeparatorChar, '/');
            if (!known.Contains(name)) { yield return $"{name} is not in the list."; }
        }
    }

    private static List<string> ContentWrong(string directory, BackupList list, IProgress<JournalProgress>? progress)
    {
        JournalDirectory journal;
        RecoveryInspection found;
        string? unreadable = null;
        try
        {
            journal = JournalDirectory.Open(directory);
            found = JournalRecovery.Inspect(journal, progress, witnesses: new SnapshotDirectory(journal).Witnesses);
        }
        catch (Exception error) when (error is JournalFormatException or JournalIOException)
        {
            return [error.Message];
        }

        List<string> findings = [];
        if (found.Verdict > RecoveryVerdict.Open) { findings.Add(found.ToString()); }
        else if (StartCheck.WhyNoSnapshot(found) is { } why) { findings.Add(why); }
        if (journal.Manifest.JournalId != list.JournalId) { findings.Add($"the manifest is of journal '{journal.Manifest.JournalId}', the list of '{list.JournalId}'."); }
        if (found.In.LastSequence != list.LastSequence) { findings.Add($"the events end at sequence {found.In.LastSequence}, the list says {list.LastSequence}."); }
        if (list.SnapshotSequence is not null)
        {
            List<SnapshotDamagedException> passedOver = [];
            Snapshot? snapshot = new SnapshotDirectory(journal).Newest(list.LastSequence, passedOver);
            unreadable = passedOver.Count > 0 ? passedOver[0].Message : snapshot?.Header.Sequence != list.SnapshotSequence ? $"the snapshot is not that of sequence {list.SnapshotSequence}." : null;
        }

        if (unreadable is not null) { findings.Add(unreadable); }
        return findings;
    }

    private static string HashOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
