namespace LlmTrader.Tools.Hosting.Live;

/// <summary>An engine that runs on this machine.</summary>
/// <param name="Process">Its process id.</param>
/// <param name="RunDirectory">Where it keeps what is its own.</param>
public sealed record LiveEngine(int Process, string RunDirectory);

/// <summary>Looks for engines that run here, wherever their run directories are.</summary>
public static class LiveEngines
{
    private const string Processes = "/proc";

    /// <summary>
    /// Those whose run directory this user may see: on Linux every process that holds the lock of one. Elsewhere only the one in
    /// <paramref name="runDirectory"/> is found.
    /// </summary>
    public static IReadOnlyList<LiveEngine> Find(string runDirectory)
    {
        List<LiveEngine> found = [];
        if (RunDirectory.FindProcess(runDirectory) is { } known) { found.Add(new LiveEngine(known, Path.GetFullPath(runDirectory))); }
        if (!OperatingSystem.IsLinux()) { return found; }
        foreach (string process in Directory.EnumerateDirectories(Processes))
        {
            if (!int.TryParse(Path.GetFileName(process), out int id)) { continue; }
            foreach (string directory in Locked(process))
            {
                if (RunDirectory.FindProcess(directory) == id && found.All(one => one.RunDirectory != directory)) { found.Add(new LiveEngine(id, directory)); }
            }
        }

        return found;
    }

    // A process can end while it is looked at, and those of other users do not tell.
    private static IReadOnlyList<string> Locked(string process)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd")).Select(file => new FileInfo(file).LinkTarget)
                    .Where(target => Path.GetFileName(target) == RunDirectory.LockName).Select(target => Path.GetDirectoryName(target)!),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
