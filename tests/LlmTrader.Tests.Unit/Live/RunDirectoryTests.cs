using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Unit.Live;

public sealed class RunDirectoryTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"llmtrader-run-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_directory)) { Directory.Delete(_directory, recursive: true); }
    }

    [Fact]
    public void One_engine_has_it_at_a_time()
    {
        using (RunDirectory first = RunDirectory.Take(_directory))
        {
            Assert.Equal(Environment.ProcessId, RunDirectory.FindProcess(_directory));
            RunException refused = Assert.Throws<RunException>(() => RunDirectory.Take(_directory));
            Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
            Assert.Equal(Environment.ProcessId, RunDirectory.FindProcess(_directory));   // The look and the refusal took nothing from the first.
        }

        Assert.Null(RunDirectory.FindProcess(_directory));
        using RunDirectory second = RunDirectory.Take(_directory);
        Assert.Equal(Path.GetFullPath(_directory), second.Path);
    }

    [Fact]
    public void What_a_killed_engine_left_behind_is_nobodys()
    {
        Directory.CreateDirectory(_directory);
        File.WriteAllText(RunDirectory.ProcessIdOf(_directory), "1\n");
        File.WriteAllText(Path.Combine(_directory, "engine.lock"), "");
        Assert.Null(RunDirectory.FindProcess(_directory));
        using RunDirectory taken = RunDirectory.Take(_directory);
        Assert.Equal(Environment.ProcessId, RunDirectory.FindProcess(_directory));
    }

    [SkippableFact]
    public void Only_its_owner_may_look_into_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "Modes of files are Unix's.");
        using RunDirectory taken = RunDirectory.Take(_directory);
        UnixFileMode mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(_directory);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, mode);
    }

    [Fact]
    public void A_file_in_its_place_is_told()
    {
        File.WriteAllText(_directory, "");
        try { Assert.Contains("can't be used as run directory", Assert.Throws<RunException>(() => RunDirectory.Take(_directory)).Message, StringComparison.Ordinal); }
        finally { File.Delete(_directory); }
    }
}
