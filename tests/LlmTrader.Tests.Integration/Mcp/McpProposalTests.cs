using System.Text.Json;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Tests.Integration.Cli;
using LlmTrader.Tests.Integration.Strategist;

namespace LlmTrader.Tests.Integration.Mcp;

/// <summary>An agent's rule set from the backtest to the strategist's verdict.</summary>
public sealed class McpProposalTests : IDisposable
{
    private readonly StrategistScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_rule_set_is_backtested_proposed_with_a_yes_and_judged_like_any_other()
    {
        await _scene.PrepareAsync("""
              proposer: {method: random, trials: 5}
              acceptance: {permutations: 20, permutation_p: 1, overfitting_probability: 1}
              approval: {automatic_below: 100%}
            """);
        using CommandProcess engine = await _scene.StartEngineAsync();
        string all = (await File.ReadAllTextAsync(Path.Combine(_scene.Root, "waves.yaml"))).Replace("{default: 3,", "{default: 4,", StringComparison.Ordinal);
        string rules = all.Replace("bar: 1s\n", "universe: [BTCUSDT.SIM]\nbar: 1s\n", StringComparison.Ordinal);
        string losing = rules.Replace("cross_above", "cross_over", StringComparison.Ordinal).Replace("cross_below", "cross_above", StringComparison.Ordinal).Replace("cross_over", "cross_below", StringComparison.Ordinal);
        string hash;
        await using (McpAgent agent = await McpAgent.StartAsync(_scene.Root))
        {
            JsonElement good = await agent.DoAsync("backtest", ("rules", rules));
            hash = good.GetProperty("ruleSet").GetString()!;
            Assert.True(good.GetProperty("totalReturn").GetDouble() > 0, good.ToString());
            Assert.True(good.GetProperty("trades").GetInt64() > 30);
            Assert.Equal(50, good.GetProperty("equity").GetArrayLength());
            JsonElement once = await agent.DoAsync("backtest", ("rules", rules));
            Assert.Equal(good.ToString(), once.ToString());
            JsonElement bad = await agent.DoAsync("backtest", ("rules", losing));
            Assert.True(bad.GetProperty("totalReturn").GetDouble() < good.GetProperty("totalReturn").GetDouble() / 2, $"{bad}\n{good}");

            // What comes later is nobody's to see.
            string end = good.GetProperty("visibleTo").GetString()!;
            Assert.Equal("bad_argument", (await agent.RefusalAsync("backtest", ("rules", rules), ("from", end), ("to", "2199-01-01T00:00:00Z"))).GetProperty("error").GetString());
            Assert.Equal(2, Directory.GetFiles(Path.Combine(_scene.Journal, "inbox", "tried")).Length);

            JsonElement asked = await agent.RefusalAsync("propose_rules", ("rules", rules));
            Assert.Equal("approval_required", asked.GetProperty("error").GetString());
            Assert.Equal("bad_rules", (await agent.RefusalAsync("propose_rules", ("rules", "name: ["))).GetProperty("error").GetString());    // No person is bothered with that.
            JsonElement outside = await agent.RefusalAsync("propose_rules", ("rules", all));
            Assert.Equal("outside_limits", outside.GetProperty("error").GetString());
            Assert.Contains("universe", outside.GetProperty("message").GetString(), StringComparison.Ordinal);
            ProcessResult shown = await _scene.MustAsync("ctl", "approvals", "show", asked.GetProperty("approval").GetString()!, "--source", "--config", "engine.yaml");
            Assert.Contains("    name: waves", shown.Output, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(Path.Combine(_scene.Journal, "inbox")));
            await _scene.MustAsync("ctl", "approvals", "approve", asked.GetProperty("approval").GetString()!, asked.GetProperty("hash").GetString()![..12], "--reason", "read it", "--config", "engine.yaml");
            JsonElement taken = await agent.DoAsync("propose_rules", ("rules", rules));
            Assert.Equal((hash, "taken"), (taken.GetProperty("hash").GetString(), taken.GetProperty("state").GetString()));
            Assert.Equal(hash + ".yaml", Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(_scene.Journal, "inbox")))));
        }

        await _scene.RunAsync("strategist", "once", "--dry-run", "--config", "engine.yaml");
        DecisionRecord proposal = Assert.Single(_scene.Records, record => record.Kind == DecisionKind.Proposal);
        Assert.Equal((hash, "mcp/desk"), (proposal.Body.GetProperty("hash").GetString(), proposal.Body.GetProperty("proposer").GetString()));
        Assert.True(Assert.Single(_scene.Records, record => record.Kind == DecisionKind.Compiled).Body.GetProperty("passed").GetBoolean());
        DecisionRecord acceptance = Assert.Single(_scene.Records, record => record.Kind == DecisionKind.Acceptance);
        Assert.Equal(2, acceptance.Body.GetProperty("trials").GetInt64());    // The one that lost was tried too.
        Assert.Equal(2, _scene.Records.Where(record => record.Kind == DecisionKind.Trial).Select(record => record.Body.GetProperty("hash").GetString()).Distinct().Count());

        await using McpAgent later = await McpAgent.StartAsync(_scene.Root);
        JsonElement decision = (await later.DoAsync("list_decisions")).GetProperty("decisions")[0];
        Assert.Equal((hash, "mcp/desk"), (decision.GetProperty("hash").GetString(), decision.GetProperty("proposer").GetString()));
        Assert.Contains("waves", (await later.DoAsync("show_decision", ("decision", "d000001"), ("source", true))).GetProperty("source").GetString(), StringComparison.Ordinal);
        Assert.Equal("already_proposed", (await later.RefusalAsync("propose_rules", ("rules", rules))).GetProperty("error").GetString());

        await _scene.RunAsync("strategist", "once", "--dry-run", "--config", "engine.yaml");    // On record, it waits no longer.
        Assert.Empty(Directory.GetFiles(Path.Combine(_scene.Journal, "inbox")));
        Assert.Equal("local/random", _scene.Records.Last(record => record.Kind == DecisionKind.Proposal).Body.GetProperty("proposer").GetString());
    }
}
