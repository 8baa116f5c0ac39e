using LlmTrader.Tests.Integration.Cli;

namespace LlmTrader.Tests.Integration.Strategist;

/// <summary>A strategist without an engine.</summary>
public sealed class StrategistAloneTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-alone-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("strategist", "once", "--dry-run")]
    [InlineData("auto", "--once")]
    public async Task One_decision_without_an_engine_ends_as_a_fault_with_the_remedy(params string[] verb)
    {
        Assert.Equal(0, (await CommandProcess.RunAsync(_directory, "init", "--profile", "demo", "--to", ".")).ExitCode);
        ProcessResult alone = await CommandProcess.RunAsync(_directory, [.. verb, "--config", "engine.yaml"]);
        Assert.True(alone.ExitCode == 3, alone.Output + alone.Error);
        Assert.Contains("No engine answers", alone.Error, StringComparison.Ordinal);
        Assert.Contains("llmtrader up", alone.Error, StringComparison.Ordinal);
    }
}
