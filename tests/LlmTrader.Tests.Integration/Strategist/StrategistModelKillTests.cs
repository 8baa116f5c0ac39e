using LlmTrader.Persistence.Decisions;
using LlmTrader.Tests.Integration.Cli;
using LlmTrader.Tests.Support.Loopback;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Integration.Strategist;

/// <summary>SIGKILL for a strategist that waits for a model: nobody knows what that came to, so the next one spends nothing that it may have cost.</summary>
public sealed class StrategistModelKillTests(ITestOutputHelper output) : IDisposable
{
    private const long Budget = 450_000;

    private readonly StrategistScene _scene = new();

    public void Dispose() => _scene.Dispose();

    // What the killed call may have come to fills the budget only together with the group that it falls back to.
    [Fact]
    public async Task What_a_killed_call_may_have_come_to_is_spent_for_the_next_process()
    {
        await using ModelLoopback server = await ModelLoopback.StartAsync(ModelScript.IsSilent());
        await _scene.PrepareAsync(Section(server));
        using CommandProcess engine = await _scene.StartEngineAsync();
        using (CommandProcess victim = _scene.Start("strategist", "once", "--config", "engine.yaml"))
        {
            Task<ProcessResult> ended = victim.ResultAsync(TimeSpan.FromMinutes(2));
            await StrategistScene.UntilAsync(() => Task.FromResult(server.Requests.Count > 0 || ended.IsCompleted), "the model is asked");
            Assert.False(ended.IsCompleted, ended.IsCompleted ? (await ended).Output + (await ended).Error : "");
            victim.Kill();
            await ended;
        }

        DecisionRecord announced = _scene.Records[^1];
        Assert.Equal((DecisionKind.ModelRequest, "d000001/actor/1"), (announced.Kind, announced.Body.GetProperty("call").GetString()));
        long bound = announced.Body.GetProperty("tokens_at_most").GetInt64();
        output.WriteLine($"{bound} tokens at most, of {Budget}");
        Assert.InRange(bound, Budget, (2 * Budget) - 1);    // Of two groups alike.

        ProcessResult second = await _scene.MustAsync("strategist", "once", "--json", "--config", "engine.yaml");
        Assert.Equal("kept", second.Json().GetProperty("state").GetString());
        Assert.Single(server.Requests);
        Assert.Equal(    // The decision that was under way is led to its end, and then the one that was asked for.
            ["d000001/actor/2 budget_exhausted", "d000002/actor/1 budget_exhausted"],
            (await _scene.MustAsync("llm", "calls", "list", "--json", "--config", "engine.yaml")).Json().EnumerateArray().Select(call => $"{call.GetProperty("call").GetString()} {call.GetProperty("outcome").GetString()}"));
        engine.Terminate();
        Assert.Equal(0, (await engine.ResultAsync()).ExitCode);
    }

    private static string Section(ModelLoopback server) => $$$"""
          proposer: {method: random, trials: 4}

        models:
          endpoints:
            - {name: wire, base_url: '{{{server.UrlOf("wire")}}}', model: writer, timeout: 1h}
            - {name: spare, base_url: '{{{server.UrlOf("spare")}}}', model: writer, timeout: 1h}
          groups:
            - {name: proposers, endpoints: [wire], fallback: [spares]}
            - {name: spares, endpoints: [spare]}
          actor: {group: proposers, fallback: false}
          budgets: [{window: 1d, tokens: {{{Budget}}}}]
          limits: {attempts: 10, call: 1h}

        """;
}
