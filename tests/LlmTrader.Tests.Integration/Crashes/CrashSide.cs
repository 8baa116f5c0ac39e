using System.Diagnostics;
using System.Globalization;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Hosting.Recovery;

namespace LlmTrader.Tests.Integration.Crashes;

/// <summary>The process beside the engine that makes snapshots. It follows over the engine's crashes, and is killed as the engine is.</summary>
internal sealed class CrashSide : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _error;

    public CrashSide(string directory, int every)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardError = true };
        string[] args = [Path.Combine(AppContext.BaseDirectory, "LlmTrader.Tests.Integration.dll"), "crash-snapshots", directory, every.ToString(CultureInfo.InvariantCulture)];
        foreach (string arg in args) { start.ArgumentList.Add(arg); }
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>What the process does: exit code 0 at the end of a journal that stopped clean, 1 where a replay differs, 3 for a fault.</summary>
    public static int Run(string path, int every)
    {
        try
        {
            JournalSnapshotter snapshotter = new(CrashScene.Run(JournalDirectory.Open(path)), new SnapshotterOptions { Follow = true, Every = every, Keep = 2 });
            if (snapshotter.Run().Divergence is not { } divergence) { return 0; }
            Console.Error.WriteLine(divergence);
            return 1;
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine(failure);
            return 3;
        }
    }

    /// <summary>SIGKILL. Fails when it had ended by itself: as long as the engine is killed the journal has no end.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
        Assert.True(_process.ExitCode == 137, $"The snapshot process ended by itself: exit {_process.ExitCode}, {_error.Result}");
    }

    /// <summary>After the engine stopped clean: it sees the end, and makes the last snapshot there.</summary>
    public void AwaitExit()
    {
        Assert.True(_process.WaitForExit(Patience), "The snapshot process does not end.");
        Assert.True(_process.ExitCode == 0, $"exit {_process.ExitCode}, {_error.Result}");
    }

    public void Dispose()
    {
        if (!_process.HasExited) { _process.Kill(); }
        _process.WaitForExit();
        _process.Dispose();
    }
}
