using System.Diagnostics;
using Serilog;

namespace LlmTrader.Tools.Hosting.Supervision;

/// <summary>One process of the set: started, watched, started again within limits, stopped. One task runs it.</summary>
/// <param name="spec">What it is.</param>
/// <param name="limits">How often it may die.</param>
/// <param name="start">Starts the process, its output redirected.</param>
/// <param name="output">Takes each line that it prints.</param>
/// <param name="log">Told of starts and ends.</param>
/// <param name="changed">Called after every change of <see cref="Status"/>.</param>
internal sealed class SupervisedService(
    ServiceSpec spec, RestartLimits limits, Func<ServiceSpec, Process> start, Action<string> output, ILogger log, Action changed)
{
    private const int UsageExit = 2;

    private readonly RestartPolicy _policy = new(limits);
    private volatile ServiceStatus _status = new() { Name = spec.Name, State = ServiceState.Starting, Since = DateTimeOffset.UtcNow };

    public ServiceStatus Status => _status;

    /// <summary>Runs until it is told to stop or the process needs a person.</summary>
    /// <param name="isRestartWanted">Whether somebody asked for a restart; asked at each end.</param>
    /// <param name="stop">Ends the process in order.</param>
    public async Task RunAsync(Func<bool> isRestartWanted, CancellationToken stop)
    {
        while (true)
        {
            int code = await RunOnceAsync(stop);
            if (stop.IsCancellationRequested) { Change(ServiceState.Stopped, code); return; }
            if (isRestartWanted()) { log.Information("{Service} is started again, as was asked for.", spec.Name); Count(code); continue; }
            if (code == 0) { log.Information("{Service} has ended in order and stays down; `llmtrader restart` starts the set again.", spec.Name); Change(ServiceState.Stopped, code); return; }
            if (code == UsageExit || _policy.OnDeath(DateTimeOffset.UtcNow) is not { } delay)
            {
                log.Fatal("{Service} is dead: exit code {Code}{Why}. Nobody starts it again; see `llmtrader logs {Service}`.", spec.Name, code, code == UsageExit ? ", it can't be started like this" : $", {limits.Restarts} restarts in {limits.Window.TotalMinutes:0} minutes did not help", spec.Name);
                Change(ServiceState.Dead, code);
                return;
            }

            log.Error("{Service} has died with exit code {Code}; it is started again in {Delay:0.#} s.", spec.Name, code, delay.TotalSeconds);
            Change(ServiceState.Waiting, code);
            try { await Task.Delay(delay, stop); }
            catch (OperationCanceledException) { Change(ServiceState.Stopped, code); return; }
            Count(code);
        }
    }

    private async Task<int> RunOnceAsync(CancellationToken stop)
    {
        using ReadinessSocket? readiness = spec.NotifyPath is { } path ? new ReadinessSocket(path) : null;
        using Process process = start(readiness is null ? spec : spec with { Environment = new Dictionary<string, string>(spec.Environment) { [ReadinessSocket.Variable] = readiness.Path } });
        _status = _status with { State = readiness is null ? ServiceState.Running : ServiceState.Starting, ProcessId = process.Id, Since = DateTimeOffset.UtcNow };
        changed();
        log.Information("{Service} runs as process {Process}.", spec.Name, process.Id);
        process.OutputDataReceived += (_, line) => { if (line.Data is { } text) { output(text); } };
        process.ErrorDataReceived += (_, line) => { if (line.Data is { } text) { output(text); } };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using CancellationTokenSource ended = new();
        Task listening = readiness is null ? Task.CompletedTask : ListenAsync(readiness, ended.Token);
        try
        {
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process);
        }

        await ended.CancelAsync();
        await listening;
        return process.ExitCode;
    }

    private async Task ListenAsync(ReadinessSocket readiness, CancellationToken ended)
    {
        try { await readiness.ListenAsync(OnReady, ended); }
        catch (OperationCanceledException) { /* The process has ended. */ }
    }

    private void OnReady()
    {
        _status = _status with { State = ServiceState.Running };
        changed();
        log.Information("{Service} is ready.", spec.Name);
    }

    private async Task StopAsync(Process process)
    {
        PosixSignals.TryTerminate(process.Id);
        try
        {
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(spec.StopTime);
        }
        catch (TimeoutException)
        {
            log.Error("{Service} did not end within {Seconds:0} s and is killed.", spec.Name, spec.StopTime.TotalSeconds);
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private void Count(int code)
    {
        _status = _status with { State = ServiceState.Starting, ProcessId = 0, Restarts = _status.Restarts + 1, LastExitCode = code };
        changed();
    }

    private void Change(ServiceState state, int code)
    {
        _status = _status with { State = state, ProcessId = 0, Since = DateTimeOffset.UtcNow, LastExitCode = code };
        changed();
    }
}
