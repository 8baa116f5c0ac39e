using System.Text;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Journal.Recovery;

/// <summary>
/// Moves what does not stay in a journal into a directory that can be read like one: manifest, segments, snapshots, and a text that
/// tells where they come from. Nothing is deleted but empty segments.
/// </summary>
internal static class DroppedFiles
{
    private const int CopyBytes = 1 << 20;

    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public static void Execute(RecoveryPlan plan)
    {
        string droppedPath = plan.DroppedPath;
        JournalDirectory journal = plan.Inspection.Directory;
        try
        {
            if (plan.HasContent) { Prepare(plan.Inspection, droppedPath); }
            foreach (string snapshot in plan.Snapshots) { MoveSnapshot(snapshot, droppedPath); }
            foreach (PutAside step in plan.Steps) { Execute(step, droppedPath); }
            foreach (StreamKind stream in plan.Steps.Select(step => step.Stream).Distinct()) { JournalFile.SyncDirectory(journal.StreamPath(stream)); }
            if (plan.Snapshots.Count > 0) { JournalFile.SyncDirectory(journal.SnapshotsPath); }
        }
        catch (Exception error) when (error is (IOException and not JournalIOException) or UnauthorizedAccessException)
        {
            throw new JournalIOException(error is UnauthorizedAccessException ? Errno.EACCES : 0, "putting aside what does not stay", droppedPath, error);
        }
    }

    private static void Prepare(RecoveryInspection inspection, string droppedPath)
    {
        Directory.CreateDirectory(droppedPath);
        string journal = inspection.Directory.Path;
        DurableFile.Write(Path.Combine(droppedPath, JournalDirectory.PutAsideName), Encoding.UTF8.GetBytes($"{inspection}\n"));
        DurableFile.Write(Path.Combine(droppedPath, JournalDirectory.ManifestName), DurableFile.Read(Path.Combine(journal, JournalDirectory.ManifestName)));
        JournalFile.SyncDirectory(Path.GetDirectoryName(droppedPath)!);
        JournalFile.SyncDirectory(journal);
    }

    private static void MoveSnapshot(string snapshot, string droppedPath)
    {
        string directory = Path.Combine(droppedPath, "snapshots");
        Directory.CreateDirectory(directory);
        JournalFile.SyncDirectory(droppedPath);
        File.Move(snapshot, Path.Combine(directory, Path.GetFileName(snapshot)));
        JournalFile.SyncDirectory(directory);
    }

    private static void Execute(PutAside step, string droppedPath)
    {
        if (step.Length == 0)
        {
            File.Delete(step.Segment);
            return;
        }

        string directory = Path.Combine(droppedPath, step.Stream == StreamKind.In ? "in" : "out");
        Directory.CreateDirectory(directory);
        JournalFile.SyncDirectory(droppedPath);
        string target = Path.Combine(directory, Path.GetFileName(step.Segment));
        if (step.From == 0) { File.Move(step.Segment, target); }
        else { CutOff(step, target); }
        JournalFile.SyncDirectory(directory);
    }

    // The copy is durable before the original is cut.
    private static void CutOff(PutAside step, string target)
    {
        using (var source = new FileStream(step.Segment, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        using (IJournalFile copy = JournalFile.CreateNew(target))
        {
            source.Position = step.From;
            byte[] buffer = new byte[CopyBytes];
            while (source.Read(buffer) is int read and > 0) { copy.Write(buffer.AsSpan(0, read)); }
            copy.SyncData();
        }

        JournalFile.SyncDirectory(Path.GetDirectoryName(target)!);
        using IJournalFile file = JournalFile.OpenAppend(step.Segment);
        file.Truncate(step.From);
        file.SyncData();
    }
}
