using System.Globalization;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>
/// Where a running engine keeps what is its own while it runs: the admin socket, its process id, the kill latch, its log. One engine
/// has it at a time; the lock goes with the process, whatever becomes of it.
/// </summary>
public sealed class RunDirectory : IDisposable
{
    internal const string LockName = "engine.lock";

    private readonly FileStream _lock;

    private RunDirectory(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    public string Path { get; }

    public static string ProcessIdOf(string runDirectory) => System.IO.Path.Combine(runDirectory, "engine.pid");

    /// <summary>Takes it for this process, and makes it when it is not there.</summary>
    /// <exception cref="RunException">Another engine has it, or it can't be made.</exception>
    public static RunDirectory Take(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        FileStream taken;
        try
        {
            taken = ProcessLock.Take(full, LockName);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException(
                FindProcess(path) is { } other ? $"An engine (process {other}) runs on '{path}' already; stop it, or give this one another run directory." : $"'{path}' can't be used as run directory: {error.Message}",
                error);
        }

        File.WriteAllText(ProcessIdOf(full), string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
        return new RunDirectory(full, taken);
    }

    /// <summary>The process that runs on it; null when none does, whatever an old file says.</summary>
    public static int? FindProcess(string path)
    {
        try
        {
            string text = File.ReadAllText(ProcessIdOf(path)).Trim();
            return ProcessLock.IsTaken(path, LockName) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(ProcessIdOf(Path));
        _lock.Dispose();
    }
}
