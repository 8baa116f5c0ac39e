using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using ModelContextProtocol.Protocol;

namespace LlmTrader.Tests.Integration.Mcp;

/// <summary>What an agent is told of the strategist's decisions, without an engine: all of them, but for what the hold-out measured.</summary>
public sealed class McpDecisionTests : IDisposable
{
    private const string Kept = "no search sees";

    // The hold-out's figures, each in a decision of its own, and one that history measured where everybody may look.
    private static readonly string[] Shut = ["0.371946", "0.482057", "0.593168"];
    private const string Open = "0.714285";

    private readonly McpScene _scene = new();
    private Timestamp _now = Timestamp.FromUnixSeconds(1_795_262_400);

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task What_the_hold_out_measured_is_told_by_no_tool()
    {
        await _scene.PrepareAsync();
        using (DecisionWriter writer = DecisionWriter.Open(Journal))
        {
            Begin(writer, "d000001");
            Accept(writer, "d000001", "judged", true, Open);
            Accept(writer, "d000001", "hold_out", false, Shut[0]);
            End(writer, "d000001", "kept", Shut[0]);
            Begin(writer, "d000002");
            Accept(writer, "d000002", null, false, Shut[1]);    // From before the hold-out had a step of its own.
            End(writer, "d000002", "kept", Shut[1]);
            Begin(writer, "d000003");
            Accept(writer, "d000003", "judged", true, Open);
            Accept(writer, "d000003", "hold_out", true, Shut[2]);
            Write(writer, "d000003", DecisionKind.Gate, new { passed = false, reasons = new[] { "It risks too much." }, risk = 0.2 });
            Write(writer, "d000003", DecisionKind.Outcome, new { result = "kept", reason = "gate: It risks too much.", failed = false });
            Begin(writer, "d000004");
            Accept(writer, "d000004", "judged", false, Open);
            End(writer, "d000004", "kept", Open);
        }

        string story = string.Concat(await Task.WhenAll(Enumerable.Range(1, 2).Select(async i => (await _scene.MustAsync("decisions", "show", $"d00000{i}")).Output)));
        Assert.All(Shut[..2], figure => Assert.Contains(figure, story, StringComparison.Ordinal));    // A person is told: there is something to keep.

        await using McpAgent agent = await McpAgent.StartAsync(_scene.Root);
        List<string> told = [await ToldAsync(agent, "list_decisions"), await ToldAsync(agent, "why_rejected")];
        for (int i = 1; i <= 4; i++)
        {
            told.Add(await ToldAsync(agent, "show_decision", ("decision", $"d00000{i}"), ("source", true)));
            told.Add(await ToldAsync(agent, "why_rejected", ("decision", $"d00000{i}")));
        }

        Assert.All(told, text => Assert.All(Shut, figure => Assert.DoesNotContain(figure, text, StringComparison.Ordinal)));
        Assert.All(told[..6], text => Assert.Contains(Kept, text, StringComparison.Ordinal));    // That it was the hold-out is no secret.
        Assert.All(told[6..], text => Assert.DoesNotContain(Kept, text, StringComparison.Ordinal));
        Assert.All([told[0], told[1], told[8], told[9]], text => Assert.Contains(Open, text, StringComparison.Ordinal));    // Nor is what history says elsewhere.
    }

    [Fact]
    public async Task Of_several_rounds_the_candidate_is_the_last_ones()
    {
        await _scene.PrepareAsync();
        using (DecisionWriter writer = DecisionWriter.Open(Journal))
        {
            Begin(writer, "d000001");
            Write(writer, "d000001", DecisionKind.Check, new { passed = false, revise = true, reasons = new[] { "Too many trades." }, round = 0 });
            Write(writer, "d000001", DecisionKind.Proposal, new { source = "name: second\n", hash = new string('b', 64), proposer = "llm", round = 1 });
        }

        await using McpAgent agent = await McpAgent.StartAsync(_scene.Root);
        JsonElement decision = await agent.DoAsync("show_decision", ("decision", "d000001"), ("source", true));
        Assert.Equal(new string('b', 64), decision.GetProperty("decision").GetProperty("hash").GetString());
        Assert.Equal("name: second\n", decision.GetProperty("source").GetString());
        Assert.Equal((await _scene.MustAsync("decisions", "show", "d000001", "--source")).Output, decision.GetProperty("source").GetString());
        Assert.False((await agent.DoAsync("show_decision", ("decision", "d000001"))).TryGetProperty("source", out _));    // Only where it is asked for.
    }

    private string Journal => Path.Combine(_scene.Root, "strategist");

    // All of it: what models read, what programs read.
    private static async Task<string> ToldAsync(McpAgent agent, string tool, params (string, object?)[] arguments)
    {
        CallToolResult result = await agent.CallAsync(tool, arguments);
        Assert.True(result.IsError != true, $"{tool}: {string.Join('\n', agent.Errors)}");
        return string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text)) + result.StructuredContent!.Value.GetRawText();
    }

    private void Begin(DecisionWriter writer, string decision)
    {
        Write(writer, decision, DecisionKind.Observation, new { trigger = "once", seed = "1", hash = new string('0', 64) });
        Write(writer, decision, DecisionKind.Proposal, new { source = "name: first\n", hash = new string('a', 64), proposer = "llm", round = 0 });
    }

    private void Accept(DecisionWriter writer, string decision, string? part, bool passed, string figure)
    {
        if (part != "judged") { Write(writer, decision, DecisionKind.HoldOut, new { family = "f", start = "2026-01-01T00:00:00Z", end = "2026-02-01T00:00:00Z" }); }
        Write(writer, decision, DecisionKind.Acceptance, new { passed, reasons = passed ? [] : new[] { Reason(figure) }, details = new { gates = new[] { new { gate = "sharpe", value = decimal.Parse(figure, System.Globalization.CultureInfo.InvariantCulture), passed } } }, part });
    }

    private void End(DecisionWriter writer, string decision, string result, string figure) =>
        Write(writer, decision, DecisionKind.Outcome, new { result, reason = $"acceptance: {Reason(figure)}", failed = false });

    private static string Reason(string figure) => $"The Sharpe ratio of {figure} is below 0.95.";

    private void Write(DecisionWriter writer, string decision, DecisionKind kind, object body) =>
        writer.Append(_now += Duration.OneSecond, decision, kind, JsonSerializer.SerializeToUtf8Bytes(body));
}
