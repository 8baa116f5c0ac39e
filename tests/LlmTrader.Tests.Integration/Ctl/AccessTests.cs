using System.Globalization;
using System.Text.Json;
using LlmTrader.Tests.Integration.Admin;
using LlmTrader.Tests.Integration.Cli;
using LlmTrader.Tools.Cli;
using LlmTrader.Tools.Cli.Verbs.Ctl;
using LlmTrader.Tools.Hosting.Admin;
using LlmTrader.Tools.Hosting.Admin.Security;

namespace LlmTrader.Tests.Integration.Ctl;

/// <summary>How ctl finds its engine, gets in, and stays with it.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task Over_TCP_the_key_says_what_may_be_done()
    {
        (string text, ApiKey key) = ApiKey.Generate("look", AdminRole.Viewer);
        await using LiveRun run = await LiveRun.StartAsync(options: options => options with { TcpPort = 0, Keys = [key] });
        string url = $"http://127.0.0.1:{run.Server.Port!.Value.ToString(CultureInfo.InvariantCulture)}";
        Task<ProcessResult> Ctl(string? with, params string[] args) => CommandProcess.RunAsync(run.Path, new Dictionary<string, string> { [EngineOptions.KeyVariable] = with ?? "" }, ["ctl", .. args, "--url", url]);

        ProcessResult seen = await Ctl(text, "status");
        Assert.True(seen.ExitCode == ExitCode.Success, seen.Error);
        ProcessResult kill = await Ctl(text, "kill", "--reason", "a try");
        Assert.Equal(ExitCode.Finding, kill.ExitCode);
        Assert.Contains("operator", kill.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Finding, (await Ctl("wrong", "status")).ExitCode);
        ProcessResult none = await Ctl(null, "status");
        Assert.Equal(ExitCode.Usage, none.ExitCode);
        Assert.Contains(EngineOptions.KeyVariable, none.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(text, seen.Output + seen.Error + kill.Output + kill.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_with_a_mistake_does_not_keep_an_operator_from_killing()
    {
        string directory = Directory.CreateTempSubdirectory("llmtrader-ctl-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(directory, "run"));
            await using LiveRun run = await LiveRun.StartAsync(options: options => options with { SocketPath = Path.Combine(directory, "run", "admin.sock") });
            string file = Path.Combine(directory, "engine.yaml");
            File.WriteAllText(file, "mode: papr\n");
            CtlRun kill = await CtlRun.OfAsync(CancellationToken.None, "ctl", "kill", "--reason", "a try", "--config", file);
            Assert.True(kill.ExitCode == ExitCode.Success, kill.Error);
            Assert.Contains("config check", kill.Error, StringComparison.Ordinal);
            Assert.True(run.Kill.IsKilled);
        }
        finally { Directory.Delete(directory, recursive: true); }
    }

    [Fact]
    public async Task Followed_events_go_on_where_they_were_when_the_admin_side_comes_back()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<CtlRun> follow = CtlRun.OfAsync(run, begun, "events", "--kinds", "trade,quote,timer,bar", "--from", "0", "--count", "40000", "--json");
        await Task.WhenAny(begun.Task, follow).WaitAsync(TimeSpan.FromSeconds(90));   // In the middle of what there is already.
        await run.Server.DisposeAsync();
        await Task.Delay(300);
        await using AdminServer again = await AdminServer.StartAsync(run.Context, run.Options);
        CtlRun done = await follow.WaitAsync(TimeSpan.FromSeconds(90));
        Assert.True(done.ExitCode == ExitCode.Success, done.Error);
        long[] sequences = [.. done.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("sequence").GetInt64())];
        Assert.Equal(40_000, sequences.Length);
        Assert.Equal(sequences.Distinct().Order(), sequences);
        using Persistence.Journal.JournalFollower journal = new(run.Engine.Directory);
        Engine.Core.EngineEvent e = default;
        List<long> expected = [];
        while (expected.Count < sequences.Length && journal.TryRead(ref e))
        {
            if (e.Kind is Engine.Core.EventKind.Trade or Engine.Core.EventKind.Quote or Engine.Core.EventKind.Timer or Engine.Core.EventKind.Bar) { expected.Add(e.Sequence); }
        }

        Assert.Equal(expected, sequences);
    }
}
