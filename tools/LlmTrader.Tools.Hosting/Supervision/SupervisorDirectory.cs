using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Supervision;

/// <summary>The supervisor's files in the run directory, by which other commands find it: its lock, its status, requests to restart.</summary>
public sealed class SupervisorDirectory : IDisposable
{
    private const string LockName = "supervisor.lock";
    private const string StatusName = "supervisor.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    private readonly string _path;
    private readonly FileStream _lock;

    private SupervisorDirectory(string path, FileStream @lock) => (_path, _lock) = (path, @lock);

    /// <summary>Takes it for this process.</summary>
    /// <exception cref="RunException">Another supervisor has it, or it can't be made.</exception>
    public static SupervisorDirectory Take(string path)
    {
        try
        {
            return new SupervisorDirectory(path, ProcessLock.Take(path, LockName));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException(
                Find(path) is { } other ? $"The set of '{path}' is up already (process {other.ProcessId}); `llmtrader status` shows it, `llmtrader down` stops it." : $"'{path}' can't be used as run directory: {error.Message}", error);
        }
    }

    /// <summary>How the set stands; null when none is up, whatever an old file says.</summary>
    public static SupervisorStatus? Find(string path)
    {
        if (!ProcessLock.IsTaken(path, LockName)) { return null; }
        try { return JsonSerializer.Deserialize<SupervisorStatus>(File.ReadAllBytes(Path.Combine(path, StatusName)), Json); }
        catch (Exception error) when (error is IOException or JsonException) { return null; }   // It has only begun.
    }

    /// <summary>Asks the supervisor to take a service's next end for a restart.</summary>
    public static void RequestRestart(string path, string service) => File.WriteAllText(RequestOf(path, service), "");

    /// <summary>Whether somebody asked for it; asked once.</summary>
    public bool TakeRequest(string service)
    {
        if (!File.Exists(RequestOf(_path, service))) { return false; }
        File.Delete(RequestOf(_path, service));
        return true;
    }

    /// <summary>Replaces the status as a whole, so that nobody reads half of one.</summary>
    public void Write(IReadOnlyList<ServiceStatus> services)
    {
        string partial = Path.Combine(_path, StatusName + ".tmp");
        File.WriteAllBytes(partial, JsonSerializer.SerializeToUtf8Bytes(new SupervisorStatus(Environment.ProcessId, services), Json));
        File.Move(partial, Path.Combine(_path, StatusName), overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(Path.Combine(_path, StatusName));
        _lock.Dispose();
    }

    private static string RequestOf(string path, string service) => Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"restart.{service}"));
}

/// <summary>The set as a whole.</summary>
/// <param name="ProcessId">The supervisor's.</param>
/// <param name="Services">In the order in which they are started.</param>
public sealed record SupervisorStatus(int ProcessId, IReadOnlyList<ServiceStatus> Services);
