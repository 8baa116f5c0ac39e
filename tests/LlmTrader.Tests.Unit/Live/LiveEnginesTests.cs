using LlmTrader.Tests.Unit.Cli;
using LlmTrader.Tools.Hosting.Live;

namespace LlmTrader.Tests.Unit.Live;

public sealed class LiveEnginesTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"llmtrader-run-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_directory)) { Directory.Delete(_directory, recursive: true); }
    }

    [SkippableFact]
    public void An_engine_is_found_wherever_its_run_directory_is_as_long_as_it_has_it()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        using (RunDirectory.Take(_directory))
        {
            LiveEngine found = Assert.Single(LiveEngines.Find("nowhere"), engine => engine.RunDirectory == _directory);
            Assert.Equal(Environment.ProcessId, found.Process);
        }

        Assert.DoesNotContain(LiveEngines.Find("nowhere"), engine => engine.RunDirectory == _directory);
    }

    [Fact]
    public void A_lock_that_nobody_holds_is_no_engine()
    {
        Directory.CreateDirectory(_directory);
        File.WriteAllText(RunDirectory.ProcessIdOf(_directory), "1\n");
        using FileStream reader = new(Path.Combine(_directory, "engine.lock"), FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        Assert.DoesNotContain(LiveEngines.Find(_directory), engine => engine.RunDirectory == _directory);
    }

    [SkippableFact]
    public void Beside_a_live_engine_nothing_is_measured()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        using RunDirectory live = RunDirectory.Take(_directory);
        CommandRun run = CommandRun.Of("bench", "quick");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("An engine (process ", run.Error, StringComparison.Ordinal);
        Assert.Contains("a benchmark beside it would disturb it", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }
}
