using System.Diagnostics;
using System.Globalization;
using LlmTrader.Tools.Hosting.Live.Upkeep;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Supervision;

namespace LlmTrader.Tools.Hosting.Strategist.Benchmarks;

/// <summary>A search in a process of its own, as the strategist is one: backtest after backtest on some threads, at the strategist's priority. It can stand still.</summary>
internal sealed class SearchProcess : IDisposable
{
    private static readonly TimeSpan WarmCpu = TimeSpan.FromSeconds(2);    // By then it has read its history, and runs what it runs from then on.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private SearchProcess(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>Processor time that it has used so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            RequireAlive();
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it, waits until it is warm, and lets it stand still. Throws <see cref="RunException"/> where that can't be done.</summary>
    public static SearchProcess Start(int threads, CancellationToken cancel)
    {
        string count = threads.ToString(CultureInfo.InvariantCulture);
        string[] arguments = ["bench", "sweep", "--beside-engine", "--sets", "1000", "--runs", "1000", "--least-threads", count, "--threads", count, "--json"];
        SearchProcess search = new(OwnProgram.StartQuietly(arguments) ?? throw new RunException("The search beside the engine can't be started."));
        try
        {
            long start = Stopwatch.GetTimestamp();
            while (search.Cpu < WarmCpu)
            {
                if (Stopwatch.GetElapsedTime(start) > Patience) { throw new RunException($"The search beside the engine got less than {WarmCpu.TotalSeconds:F0} s of processor time in {Patience.TotalMinutes:F0} min; close what else runs."); }
                if (cancel.WaitHandle.WaitOne(20)) { cancel.ThrowIfCancellationRequested(); }
            }

            search.Pause();
            return search;
        }
        catch
        {
            search.Dispose();
            throw;
        }
    }

    public void Pause() => Signal(PosixSignals.TryStop);

    public void GoOn() => Signal(PosixSignals.TryContinue);

    public void Dispose()
    {
        if (!_process.HasExited) { _process.Kill(); }
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Signal(Func<int, bool> send)
    {
        RequireAlive();
        if (!send(_process.Id)) { throw new RunException("The search beside the engine can't be stopped and continued."); }
    }

    private void RequireAlive()
    {
        if (_process.HasExited) { throw new RunException($"The search beside the engine ended with exit code {_process.ExitCode}: {_errors.Result.Trim()}"); }
    }
}
