using System.Diagnostics;
using System.Globalization;
using LlmTrader.Tests.Integration.Cli;
using LlmTrader.Tools.Cli;
using LlmTrader.Tools.Hosting.Live;

namespace LlmTrader.Tests.Integration.Ctl;

/// <summary>A configured engine as a process of its own: what its first rule set may be asked, and a kill when it stands still.</summary>
public sealed class StoppedEngineTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-stopped-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [SkippableFact]
    public async Task A_kill_of_an_engine_that_stands_still_gives_up_latches_and_says_which_process_to_end()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "SIGSTOP is tested on Linux.");
        Assert.Equal(ExitCode.Success, (await CommandProcess.RunAsync(_directory, "init", "--profile", "demo")).ExitCode);
        using CommandProcess engine = CommandProcess.Start(_directory, "engine");
        try
        {
            await AwaitAsync(async () => await CtlAsync("rulesets", "list", "--json") is { ExitCode: ExitCode.Success } listed
                && listed.Json().GetProperty("slots")[0].GetProperty("active").GetProperty("name").GetString() != "none");   // Staged is too early.

            CtlRun rollback = await CtlAsync("rulesets", "rollback", "--reason", "a try");
            Assert.Equal(ExitCode.Finding, rollback.ExitCode);
            Assert.Contains("'none', which decides nothing", rollback.Error, StringComparison.Ordinal);
            Assert.Contains("ctl pause 0", rollback.Error, StringComparison.Ordinal);
            CtlRun quarantine = await CtlAsync("rulesets", "quarantine", "0", "--reason", "a try");
            Assert.Equal(ExitCode.Finding, quarantine.ExitCode);
            Assert.Contains("nothing to stop", quarantine.Error, StringComparison.Ordinal);
            CtlRun unknown = await CtlAsync("rulesets", "activate", "77", "--reason", "a try");
            Assert.Equal(ExitCode.Finding, unknown.ExitCode);
            Assert.Contains("ctl rulesets list", unknown.Output, StringComparison.Ordinal);

            Signal("-STOP", engine.Id);
            long start = Stopwatch.GetTimestamp();
            CtlRun kill = await CtlAsync("kill", "--flatten", "--reason", "it hangs");
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
            Assert.Equal(ExitCode.Fault, kill.ExitCode);
            Assert.Contains($"kill -9 {engine.Id.ToString(CultureInfo.InvariantCulture)}", kill.Error, StringComparison.Ordinal);
            Assert.Contains("NOT known to be killed", kill.Error, StringComparison.Ordinal);
            KillLatch latch = new(Path.Combine(_directory, "run"));
            Assert.Equal(("it hangs", true), (latch.Read()!.Why, latch.Read()!.Flatten));
            CtlRun plain = await CtlAsync("kill", "--reason", "again");
            Assert.Equal((ExitCode.Fault, true), (plain.ExitCode, latch.Read()!.Flatten));   // What was to be flattened still is.
        }
        finally
        {
            engine.Kill();
            await engine.ResultAsync();
        }
    }

    private static async Task AwaitAsync(Func<Task<bool>> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), "It has not come.");
            await Task.Delay(100);
        }
    }

    private static void Signal(string signal, int process)
    {
        using Process kill = Process.Start("kill", [signal, process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private Task<CtlRun> CtlAsync(params string[] args) => CtlRun.OfAsync(CancellationToken.None, ["ctl", .. args, "--config", Path.Combine(_directory, "engine.yaml")]);
}
