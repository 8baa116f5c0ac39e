using System.Security.Cryptography;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Backups;

/// <summary>A journal that was made of a backup.</summary>
/// <param name="Journal">Its directory.</param>
/// <param name="Epoch">The epoch that was opened.</param>
/// <param name="List">What the backup held.</param>
public sealed record RestoredJournal(string Journal, JournalEpoch Epoch, BackupList List);

/// <summary>
/// Makes a journal of a backup, in a place of its own and in a new epoch whose cause is <see cref="EpochReason.Restore"/>: the engine that
/// starts on it only observes until an operator says otherwise.
/// </summary>
public static class BackupRestorer
{
    /// <summary>
    /// Epoch numbers that are left out. The original may have gone on behind the backup, in epochs that this journal knows nothing of, and
    /// no order may be named as one of theirs.
    /// </summary>
    public const int SkippedEpochs = 1_000;

    /// <param name="backup">A directory or a tar file.</param>
    /// <param name="target">The new journal's directory; absent or empty.</param>
    /// <param name="progress">Told of bytes while the blocks are checked.</param>
    /// <exception cref="RunException">The place is taken, or there is no backup.</exception>
    /// <exception cref="JournalIOException">The disk refuses; nothing is left.</exception>
    /// <exception cref="BackupDamagedException">The backup is not what was made; nothing was written.</exception>
    public static RestoredJournal Restore(string backup, string target, IProgress<JournalProgress>? progress = null)
    {
        string place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        BackupPlace.RefuseTaken(place);
        using OpenedBackup opened = BackupPlace.Open(backup);
        BackupReport report = BackupVerifier.Verify(opened, backup, progress);
        if (!report.IsSound) { throw new BackupDamagedException(backup, report.Findings); }
        string partial = $"{place}.partial-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        try
        {
            Copy(opened.Directory, partial, report.List!);
            JournalEpoch epoch = OpenEpoch(partial, report.List!);
            BackupPlace.MoveIn(partial, place);
            return new RestoredJournal(place, epoch, report.List!);
        }
        catch (IOException error) when (JournalIOException.IsFull(error))
        {
            throw JournalIOException.NoRoomFor("the restored journal", place, error);
        }
        finally
        {
            if (Directory.Exists(partial)) { Directory.Delete(partial, recursive: true); }
        }
    }

    private static void Copy(string from, string to, BackupList list)
    {
        foreach (BackupFile file in list.Files)
        {
            string target = Path.Combine(to, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            string hash = BackupCreator.CopyBeginning(Path.Combine(from, file.Path), target, file.Bytes, _ => { });
            if (hash != file.Sha256) { throw new BackupDamagedException(from, [$"{file.Path} changed while it was copied."]); }
        }

        foreach (string directory in Directory.GetDirectories(to)) { JournalFile.SyncDirectory(directory); }
    }

    // What the program that goes on would refuse, its start refuses; a restore is no start.
    private static JournalEpoch OpenEpoch(string journal, BackupList list)
    {
        JournalDirectory directory = JournalDirectory.Open(journal);
        IReadOnlyList<JournalEpoch> epochs = directory.ReadEpochs();
        using RecoveredJournal recovered = JournalRecovery.Open(directory, new RecoveryOptions
        {
            ProgramVersion = $"{ProgramVersion.Text} (backup restore of sequence {list.LastSequence})",
            OpenedAt = new SystemClock().Now,
            EngineSemantics = epochs.Count == 0 ? directory.Manifest.EngineSemantics : epochs[^1].EngineSemantics,
            Cause = EpochReason.Restore,
            SkippedEpochs = SkippedEpochs,
            Witnesses = new SnapshotDirectory(directory).Witnesses,
        });
        return recovered.Epoch;
    }
}
