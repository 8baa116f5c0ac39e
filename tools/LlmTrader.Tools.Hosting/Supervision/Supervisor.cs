using System.Diagnostics;
using LlmTrader.Tools.Hosting.Live.Upkeep;
using Serilog;

namespace LlmTrader.Tools.Hosting.Supervision;

/// <summary>
/// Starts the set, watches it and starts again what dies, within limits; one process dying is nothing to the others. It reports a
/// service that is dead for good, and ends when it is told to or when none is left.
/// </summary>
public sealed class Supervisor
{
    private readonly SupervisorDirectory _directory;
    private readonly SupervisedService[] _services;
    private readonly Lock _status = new();

    /// <param name="directory">Its place.</param>
    /// <param name="specs">The set, in the order of starting.</param>
    /// <param name="limits">How often each may die.</param>
    /// <param name="output">Takes each line that a service prints, with the service's name.</param>
    /// <param name="log">Its own log.</param>
    /// <param name="start">Starts a process, for tests; this program by default.</param>
    public Supervisor(
        SupervisorDirectory directory, IReadOnlyList<ServiceSpec> specs, RestartLimits limits, Action<string, string> output, ILogger log, Func<ServiceSpec, Process>? start = null)
    {
        _directory = directory;
        _services = [.. specs.Select(spec => new SupervisedService(spec, limits, start ?? Start, line => output(spec.Name, line), log, WriteStatus))];
    }

    public IReadOnlyList<ServiceStatus> Services => [.. _services.Select(service => service.Status)];

    /// <summary>Runs until it is told to stop or no service is left. True when none is dead.</summary>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        WriteStatus();
        await Task.WhenAll(_services.Select(service => service.RunAsync(() => _directory.TakeRequest(service.Status.Name), stop)));
        return Services.All(service => service.State != ServiceState.Dead);
    }

    private static Process Start(ServiceSpec spec)
    {
        ProcessStartInfo info = OwnProgram.StartInfo(spec.Arguments);
        (info.RedirectStandardOutput, info.RedirectStandardError) = (true, true);
        foreach ((string name, string value) in spec.Environment) { info.Environment[name] = value; }
        return Process.Start(info) ?? throw new InvalidOperationException("The process did not start.");
    }

    private void WriteStatus()
    {
        lock (_status) { _directory.Write(Services); }
    }
}
