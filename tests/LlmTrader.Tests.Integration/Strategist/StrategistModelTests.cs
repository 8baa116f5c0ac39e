using System.Text.Json;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Tests.Integration.Cli;
using LlmTrader.Tests.Support.Loopback;
using LlmTrader.Tools.Hosting.Models;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Integration.Strategist;

/// <summary>Engine and strategist as processes, and models behind a real HTTP server: what becomes of what they propose, and that everything tells it alike.</summary>
public sealed class StrategistModelTests(ITestOutputHelper output) : IDisposable
{
    private const string Key = "sk-hunter2hunter2hunter2";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly StrategistScene _scene = new();
    private readonly ScriptedTrader _trader = new();
    private string? _recorded;

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_proposal_is_revised_approved_and_activated_another_one_refused_and_without_models_the_local_generator_goes_on()
    {
        using CommandProcess engine = await WithServerAsync();
        await ReplayedAsync();
        await WithoutAnswersAsync();

        engine.Terminate();
        Assert.Equal(0, (await engine.ResultAsync()).ExitCode);
        await _scene.MustAsync("replay", "--journal", "journal", "--verify");
        foreach (string file in (string[])["engine.yaml", "recorded.yaml", "replayed.yaml", "down.yaml"]) { await _scene.MustAsync("decisions", "verify", "--config", file); }
    }

    // The engine runs on when the models are gone.
    private async Task<CommandProcess> WithServerAsync()
    {
        await using ModelLoopback server = await ModelLoopback.StartAsync(_trader.Answer);
        await _scene.PrepareAsync(Section() + Models(server));
        await _scene.ConfigureAsync("plain.yaml", "waves", Section());
        await _scene.ConfigureAsync("recorded.yaml", "waves", Section("recorded") + Models(server, "fallback: false", "record: recordings"));
        await _scene.ConfigureAsync("down.yaml", "waves", Section("down") + Models(server));
        CommandProcess engine = await _scene.StartEngineAsync();
        try
        {
            await RevisedAndActivatedAsync(server);
            await RefusedByEnvironmentAsync(server);
            await WithoutAnyModelAsync();
            await _scene.MustAsync("ctl", "feeds", "disconnect", "simulated", "--reason", "a market that stands still", "--config", "engine.yaml");
            await RecordedAsync(server);
            await _scene.ConfigureAsync("replayed.yaml", "waves", Section("replayed") + Models(server, "fallback: false", "record: recordings", "replay: true"));
            return engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    private async Task RevisedAndActivatedAsync(ModelLoopback server)
    {
        using CommandProcess strategist = _scene.Start("strategist", "once", "--json", "--config", "engine.yaml");
        Task<ProcessResult> end = strategist.ResultAsync(Patience);
        string? hash = null;
        await StrategistScene.UntilAsync(async () => end.IsCompleted || (hash = await PendingAsync("d000001")) is not null, "a person is asked");
        Assert.False(end.IsCompleted, end.IsCompleted ? $"It has ended: {(await end).Output}{(await end).Error}" : "");
        await _scene.MustAsync("ctl", "approvals", "approve", "d000001", hash!, "--reason", "read it", "--config", "engine.yaml");
        ProcessResult result = await end;
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal("activated", result.Json().GetProperty("state").GetString());
        Assert.Equal([false, true, false, true], server.Requests.Select(ScriptedTrader.IsChecker));

        string story = await ShowAsync("d000001", "engine.yaml");
        AssertTold(
            story,
            "d000001: activated",
            "Models: 4 calls, 480 tokens, cost 0.00056",
            "It began: once",
            "The actor asked the models 'proposers' with the prompt actor: writer at wire answered (100 + 20 tokens, cost 0.00014).",
            "actor writer proposed a candidate",
            "A model wrote it.",
            "It compiles and is within the static limits.",
            "History accepts it, but for the hold-out, which is shut yet.",
            "The checker asked the models 'checkers' with the prompt checker: reader at eyes answered (100 + 20 tokens, cost 0.00014).",
            "The second opinion wants it changed:",
            "Nothing bounds the loss of a position.",
            "codes: stop_missing",
            "The actor asked the models 'proposers'",
            "Round 2: actor writer proposed a candidate",
            "A model changed what was sent back for stop_missing.",
            "History accepts it, but for the hold-out, which is shut yet.",
            "The checker asked the models 'checkers'",
            "The checker approves.",
            "The hold-out was opened for it:",
            "The hold-out accepts it too.",
            "At worst it risks",
            "A person was asked, until",
            "approved it: read it",
            "The engine was asked to stage it in slot 0.",
            "The engine staged it as set 2, at sequence",
            "It records what it would do until",
            "The engine was asked to activate it with 50 % of the capital.",
            "It is active, at sequence",
            "Its probation is over:",
            "The decision ended as activated:");
        Assert.Contains("stop_loss", (await _scene.MustAsync("decisions", "show", "d000001", "--source", "--config", "engine.yaml")).Output, StringComparison.Ordinal);
        Assert.Single(_scene.Records, record => record.Kind == DecisionKind.HoldOut);    // What was sent back has not seen it.
        Assert.Equal(2, _scene.Records.Count(record => record.Kind == DecisionKind.Proposal));
        JsonElement slot = (await _scene.MustAsync("ctl", "rulesets", "list", "--json", "--config", "engine.yaml")).Json().GetProperty("slots")[0];
        Assert.Equal(hash, slot.GetProperty("active").GetProperty("sha256").GetString());

        Assert.Equal(
            ["d000001/actor/1 answered", "d000001/checker/1 answered", "d000001/actor/2 answered", "d000001/checker/2 answered"],
            (await _scene.MustAsync("llm", "calls", "list", "--json", "--config", "engine.yaml")).Json().EnumerateArray().Select(call => $"{call.GetProperty("call").GetString()} {call.GetProperty("outcome").GetString()}"));
        JsonElement cost = (await _scene.MustAsync("llm", "cost", "--by", "role", "--json", "--config", "engine.yaml")).Json();
        Assert.Equal(["actor 2 0.00028", "checker 2 0.00028"], cost.GetProperty("lines").EnumerateArray().Select(line => $"{line.GetProperty("key").GetString()} {line.GetProperty("calls").GetInt64()} {line.GetProperty("cost").GetDecimal()}"));
    }

    // The variables that every client of the protocol knows, a section models: there is none.
    private async Task RefusedByEnvironmentAsync(ModelLoopback server)
    {
        Dictionary<string, string> environment = new() { ["OPENAI_API_KEY"] = Key, ["OPENAI_BASE_URL"] = server.UrlOf("cloud").ToString(), ["OPENAI_MODEL"] = "gpt-scripted" };
        int before = server.Requests.Count;
        ProcessResult dry = await OnceAsync(environment, "plain.yaml", "--dry-run");
        Assert.Contains("Not asked: the actor, group openai, prompt actor", dry.Output, StringComparison.Ordinal);
        Assert.Contains("openai (gpt-scripted): 0 for the question", dry.Output, StringComparison.Ordinal);
        Assert.Contains("You write rule sets for an automated trading engine.", dry.Output, StringComparison.Ordinal);
        Assert.Equal(before, server.Requests.Count);

        (_trader.Size, _trader.Averages) = (24, (4, 12));
        _trader.SayFirst(_trader.Rules("DOGEUSDT.SIM", hasStop: true));
        ProcessResult refused = await OnceAsync(environment, "plain.yaml", "--json");
        Assert.Equal("kept", refused.Json().GetProperty("state").GetString());
        ModelRequest[] requests = [.. server.Requests.Skip(before)];
        Assert.All(requests, request => Assert.Equal(("cloud", "gpt-scripted", $"Bearer {Key}"), (request.Server, request.Model, request.Headers["authorization"])));
        AssertTold(
            await ShowAsync("d000003", "engine.yaml"),
            "d000003: kept",
            "The actor asked the models 'openai' with the prompt actor: gpt-scripted at openai answered what can't be used (100 + 20 tokens, cost 0): ",
            "DOGEUSDT.SIM",
            "The actor asked the models 'openai'",
            "actor gpt-scripted proposed a candidate",
            "The second opinion wants it changed:",
            "Round 2: actor gpt-scripted proposed a candidate",
            "The second opinion is a no:",
            "Its positions are large for what the instruments move.",
            "codes: size_too_large",
            "The decision ended as kept:");
        Assert.Contains("Its positions are large", (await _scene.MustAsync("decisions", "why-rejected", "d000003", "--config", "engine.yaml")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", string.Concat(Directory.GetFiles(_scene.Journal, "*.jsonl").Select(File.ReadAllText)), StringComparison.Ordinal);
        Assert.Single(_scene.Records, record => record.Kind == DecisionKind.HoldOut);
    }

    private async Task WithoutAnyModelAsync()
    {
        ProcessResult alone = await OnceAsync(new Dictionary<string, string> { ["OPENAI_MODEL"] = "", ["OPENAI_API_KEY"] = Key }, "plain.yaml", "--dry-run");
        Assert.Single(Lines(alone), line => line.Contains(ConfiguredModels.None, StringComparison.Ordinal));
        Assert.Equal("local/random", _scene.Records.Last(record => record.Kind == DecisionKind.Proposal).Body.GetProperty("proposer").GetString());
        Assert.DoesNotContain(_scene.Records, record => record.Decision == _scene.Records[^1].Decision && record.Kind == DecisionKind.ModelCall);
    }

    private async Task RecordedAsync(ModelLoopback server)
    {
        int before = server.Requests.Count;
        ProcessResult asked = await OnceAsync([], "recorded.yaml", "--json");
        Assert.Equal("kept", asked.Json().GetProperty("state").GetString());
        int after = server.Requests.Count;
        Assert.Equal(4, after - before);
        ProcessResult unchanged = await OnceAsync([], "recorded.yaml", "--json");
        Assert.Contains("nothing has changed since one was asked last, and none was asked.", unchanged.Json().GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(after, server.Requests.Count);
        _recorded = asked.Json().GetProperty("hash").GetString();
    }

    private async Task ReplayedAsync()
    {
        ProcessResult replayed = await OnceAsync([], "replayed.yaml", "--json");
        Assert.Equal(("kept", _recorded), (replayed.Json().GetProperty("state").GetString(), replayed.Json().GetProperty("hash").GetString()));
        string story = await ShowAsync("d000001", "replayed.yaml");
        AssertTold(story, "Models: 4 calls, 0 tokens, cost 0;", "writer at wire answered (0 + 0 tokens, cost 0, from the record).", "codes: size_too_large");
    }

    private async Task WithoutAnswersAsync()
    {
        ProcessResult fallen = await OnceAsync([], "down.yaml");
        AssertTold(
            await ShowAsync("d000001", "down.yaml"),
            "The actor asked the models 'proposers' with the prompt actor: no answer (unavailable).",
            "local/random",
            "No model proposed: Unavailable:",
            "The checker gave no verdict: Unavailable:",
            "The decision ended as kept:");
        Assert.Single(Lines(fallen), line => line.Contains("No model proposed: ", StringComparison.Ordinal));
        output.WriteLine(fallen.Output + fallen.Error);
    }

    private async Task<ProcessResult> OnceAsync(Dictionary<string, string> environment, string file, params string[] more)
    {
        using CommandProcess strategist = CommandProcess.Start(_scene.Root, environment, ["strategist", "once", .. more, "--config", file]);
        ProcessResult result = await strategist.ResultAsync(Patience);
        Assert.True(result.ExitCode == 0, $"{file}: exit code {result.ExitCode}\n{result.Error}{result.Output}");
        return result;
    }

    private async Task<string?> PendingAsync(string decision)
    {
        JsonElement list = (await _scene.MustAsync("ctl", "approvals", "list", "--json", "--config", "engine.yaml")).Json().GetProperty("approvals");
        return list.EnumerateArray().Where(one => one.GetProperty("decision").GetString() == decision).Select(one => one.GetProperty("hash").GetString()).FirstOrDefault();
    }

    private async Task<string> ShowAsync(string decision, string file)
    {
        string story = (await _scene.MustAsync("decisions", "show", decision, "--config", file)).Output;
        output.WriteLine(story);
        return story;
    }

    // One behind the other, as a story is told.
    private static void AssertTold(string story, params string[] sentences)
    {
        int at = 0;
        foreach (string sentence in sentences)
        {
            int found = story.IndexOf(sentence, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"'{sentence}' is not told, or not in its place:\n{story}");
            at = found + sentence.Length;
        }
    }

    private static string[] Lines(ProcessResult result) => (result.Output + result.Error).Split('\n');

    // A file that is 'down' has a journal of its own, as every other one that asks of the same still market.
    private static string Section(string directory = "strategist") => $$"""
          directory: {{directory}}
          proposer: {method: random, trials: 4}
          acceptance: {permutations: 20, permutation_p: 1, overfitting_probability: 1, deflated_sharpe: 0.5, max_drawdown: 50%}
          approval: {automatic_below: 0%, expires: 5m}
          shadow: 1s
          canary: {shares: [50%, 100%], step: 1s}
          probation: {duration: 3s, max_drawdown: 50%, max_divergence: 100%}

        """;

    private static string Models(ModelLoopback server, string actor = "fallback: true", params string[] more) => $$$"""

        models:
          endpoints:
            - {name: wire, base_url: '{{{server.UrlOf("wire")}}}', model: writer, price: {input: 1, output: 2}}
            - {name: eyes, base_url: '{{{server.UrlOf("eyes")}}}', model: reader, price: {input: 1, output: 2}}
          groups:
            - {name: proposers, endpoints: [wire]}
            - {name: checkers, endpoints: [eyes]}
          actor: {group: proposers, {{{actor}}}, revisions: 1}
          checker: {group: checkers}
          budgets: [{window: 1d, money: 5}]
          {{{string.Join("\n  ", more)}}}

        """;
}
