namespace LlmTrader.Tools.Hosting.Live;

/// <summary>A file in a run directory that one process has at a time; it goes with the process, whatever becomes of it.</summary>
internal static class ProcessLock
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Takes it, and makes the directory, for its owner alone, when it is not there.</summary>
    /// <exception cref="IOException">Another process has it, or the disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static FileStream Take(string directory, string name)
    {
        if (OperatingSystem.IsWindows()) { Directory.CreateDirectory(directory); } else { Directory.CreateDirectory(directory, OwnerOnly); }
        return new FileStream(Path.Combine(directory, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Whether a process has it.</summary>
    /// <exception cref="UnauthorizedAccessException">This user may not look.</exception>
    public static bool IsTaken(string directory, string name)
    {
        try
        {
            using FileStream _ = new(Path.Combine(directory, name), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;   // Whoever has it holds it exclusively.
        }
    }
}
