using System.Diagnostics;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tools.Hosting.Live;

namespace LlmTrader.Tests.Integration.Kills;

/// <summary>A kill on a disk that takes nothing any more: a real file system of a few pages, filled.</summary>
public sealed class KillDiskTests : IDisposable
{
    private readonly string _mount = Directory.CreateTempSubdirectory("llmtrader-tmpfs-").FullName;
    private bool _isMounted;

    [SkippableFact]
    public void On_a_full_disk_it_is_killed_and_says_that_the_latch_is_not_durable()
    {
        _isMounted = Run("mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", _mount) == 0;
        Skip.IfNot(_isMounted, "This user may not mount a file system, so that no disk can be filled.");
        string filler = Path.Combine(_mount, "filler");
        using KilledRun run = new(EngineTopology.Fused, _mount);
        Fill(filler);
        KillOutcome outcome = run.KillSwitch.Kill("tester", "full", flatten: false, []);

        Assert.False(outcome.IsLatchDurable);
        Assert.False(string.IsNullOrWhiteSpace(outcome.LatchProblem));
        Assert.NotNull(outcome.Event);
        Assert.Null(run.Latch.Read());
        KilledRun.Eventually(() => run.Gateway.OpenOrders == 0, "all that worked is cancelled");
        KilledRun.Eventually(() => run.Engine.Stages.Risk.Gate.Kill.IsKilled, "the event comes through");
        (int orders, long written) = (run.OrdersAtVenue(), run.Gateway.OrdersWritten);
        Thread.Sleep(100);
        Assert.Equal((orders, written), (run.OrdersAtVenue(), run.Gateway.OrdersWritten));

        File.Delete(filler);
        Assert.True(run.KillSwitch.Kill("tester", "again", flatten: false, []).IsLatchDurable);
        Assert.Equal("again", run.Latch.Read()?.Why);
    }

    public void Dispose()
    {
        if (_isMounted) { Run("umount", _mount); }
        Directory.Delete(_mount);
    }

    private static void Fill(string path)
    {
        using FileStream file = new(path, FileMode.CreateNew);
        try
        {
            while (true) { file.Write(new byte[4096]); file.Flush(flushToDisk: true); }
        }
        catch (IOException) { }   // No space left on device.
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception) { return -1; }
    }
}
