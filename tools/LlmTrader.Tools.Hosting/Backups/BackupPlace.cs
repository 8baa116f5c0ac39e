using System.Formats.Tar;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Backups;

/// <summary>Where a backup lies: a directory, or one tar file of it when the name ends with <c>.tar</c>.</summary>
internal static class BackupPlace
{
    private const string Archive = ".tar";

    public static bool IsArchive(string path) => path.EndsWith(Archive, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="RunException">Something lies there.</exception>
    public static void RefuseTaken(string path)
    {
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new RunException($"'{path}' is there already; name another place.");
        }
    }

    /// <summary>Moves a finished directory to its place, durably.</summary>
    public static void MoveIn(string partial, string target)
    {
        JournalFile.SyncDirectory(partial);
        if (Directory.Exists(target)) { Directory.Delete(target); }    // Empty.
        Directory.Move(partial, target);
        JournalFile.SyncDirectory(Path.GetDirectoryName(target)!);
    }

    /// <summary>As <see cref="MoveIn"/>, as one tar file.</summary>
    public static void PackIn(string partial, string target)
    {
        string temporary = partial + Archive;
        try
        {
            TarFile.CreateFromDirectory(partial, temporary, includeBaseDirectory: false);
            using (FileStream file = new(temporary, FileMode.Open, FileAccess.ReadWrite)) { file.Flush(flushToDisk: true); }
            File.Move(temporary, target);
        }
        finally
        {
            File.Delete(temporary);
        }

        JournalFile.SyncDirectory(Path.GetDirectoryName(target)!);
    }

    /// <summary>The backup as a directory: itself, or unpacked into a temporary one that goes again.</summary>
    /// <exception cref="RunException">There is none.</exception>
    public static OpenedBackup Open(string path)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full)) { return new OpenedBackup(full, isTemporary: false); }
        if (!File.Exists(full)) { throw new RunException($"'{path}' is not there."); }
        string directory = Directory.CreateTempSubdirectory("llmtrader-backup-").FullName;
        try
        {
            TarFile.ExtractToDirectory(full, directory, overwriteFiles: false);
            return new OpenedBackup(directory, isTemporary: true);
        }
        catch (Exception error)
        {
            Directory.Delete(directory, recursive: true);
            if (JournalIOException.IsFull(error)) { throw JournalIOException.NoRoomFor("the unpacked backup (TMPDIR names another place)", directory, error); }
            if (error is not (InvalidDataException or EndOfStreamException or FormatException)) { throw; }
            throw new BackupDamagedException(path, [$"'{path}' is no whole tar file: {error.Message}"]);
        }
    }
}

/// <summary>A backup that lies in a directory as long as this lives.</summary>
internal sealed class OpenedBackup(string directory, bool isTemporary) : IDisposable
{
    public string Directory { get; } = directory;

    public void Dispose()
    {
        if (isTemporary && System.IO.Directory.Exists(Directory)) { System.IO.Directory.Delete(Directory, recursive: true); }
    }
}

/// <summary>A backup that is not what was made.</summary>
public sealed class BackupDamagedException : Exception
{
    internal BackupDamagedException(string path, IReadOnlyList<string> findings)
        : base($"The backup '{path}' is damaged and was not used: {findings[0]}{(findings.Count > 1 ? $" ({findings.Count} findings in all)" : "")}") => Findings = findings;

    /// <summary>What is wrong, a sentence each.</summary>
    public IReadOnlyList<string> Findings { get; }
}
