using System.Text.Json;
using LlmTrader.Tests.Integration.Cli;

namespace LlmTrader.Tests.Integration.Mcp;

/// <summary>An engine of the demo profile, a process of its own, in a directory of its own.</summary>
internal sealed class McpScene : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private CommandProcess? _engine;

    public string Root { get; } = Directory.CreateTempSubdirectory("llmtrader-mcp-").FullName;

    public async Task PrepareAsync(string mcp = "")
    {
        await MustAsync("init", "--profile", "demo", "--to", ".");
        await File.AppendAllTextAsync(Path.Combine(Root, "engine.yaml"), mcp);
    }

    public async Task StartEngineAsync()
    {
        _engine = CommandProcess.Start(Root, "engine", "--config", "engine.yaml");
        await UntilAsync(async () => (await RunAsync("ctl", "health")).ExitCode == 0, "the engine is ready");
    }

    public Task<ProcessResult> RunAsync(params string[] args) => CommandProcess.RunAsync(Root, [.. args, "--config", "engine.yaml"]);

    public async Task<ProcessResult> MustAsync(params string[] args)
    {
        ProcessResult result = args[0] == "init" ? await CommandProcess.RunAsync(Root, args) : await RunAsync(args);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', args)}: exit code {result.ExitCode}\n{result.Error}{result.Output}");
        return result;
    }

    /// <summary>Whether the first slot may open positions, as <c>ctl</c> tells.</summary>
    public async Task<string> TradingAsync() => (await MustAsync("ctl", "strategies", "--json")).Json().GetProperty("strategies")[0].GetProperty("trading").GetString()!;

    public IReadOnlyList<JsonElement> Audit() => [.. File.ReadAllLines(Path.Combine(Root, "run", "mcp.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];

    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        DateTime end = DateTime.UtcNow + Patience;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < end, $"It took too long until {what}.");
            await Task.Delay(100);
        }
    }

    public void Dispose()
    {
        _engine?.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
