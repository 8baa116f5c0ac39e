using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Nodes;
using LlmTrader.Strategies.Generation.Exposure;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Hosting.Admin.Client;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Mcp.Calls;
using LlmTrader.Tools.Hosting.Strategist.Inbox;
using ModelContextProtocol.Server;

namespace LlmTrader.Tools.Hosting.Mcp.Tools;

/// <summary>What changes something: each call needs a person's word before it comes here.</summary>
/// <param name="engine">Asked over its admin API.</param>
/// <param name="inbox">Of the strategist.</param>
/// <param name="limits">What a rule set may be that comes to the strategist.</param>
/// <param name="decisions">Know what was proposed before.</param>
/// <param name="session">Whose calls they are.</param>
/// <param name="time">Its clock.</param>
internal sealed class ChangeTools(AdminClient engine, ProposalInbox inbox, StaticLimits limits, DecisionTools decisions, McpSession session, TimeProvider time)
{
    private const string Approval = "The first call does nothing and answers approval_required, with an id and what a person must type to say yes. Then make the same call again with the very same arguments: it is done once. ";
    private const int LongestReason = 200;
    private const int MostViolations = 5;

    [McpServerTool(Name = ToolNames.ProposeRules, Title = "Propose a rule set", ReadOnly = false, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Puts a rule set into the strategist's inbox. It trades nothing by that: the strategist takes it up with its next decision and judges it like any other (static limits, history, a second opinion, risk, a person's approval), and list_decisions tells how it ended. "
        + Approval + "Check and backtest it first, and name the universe that it trades. Needs a running engine, where the person answers.")]
    public ProposalTaken Propose([Description(RuleTools.RulesHelp)] string rules)
    {
        RuleDocument document = CheckProposal(rules);
        bool isNew = inbox.Put(document, $"mcp/{session.Client}", time.GetUtcNow());
        return new ProposalTaken(RuleText.Id(document), isNew ? "taken" : "waiting");
    }

    /// <summary>Whether a proposal is worth a person's time.</summary>
    /// <exception cref="ToolException">It has mistakes, is outside the strategist's limits, or was proposed before.</exception>
    public RuleDocument CheckProposal(string rules)
    {
        RuleReading reading = RuleTools.Sound(rules);
        RuleDocument document = reading.Document!;
        LimitViolation[] violations = [.. limits.Check(document, reading.Program!).Take(MostViolations)];
        if (violations.Length > 0) { throw new ToolException("outside_limits", $"The strategist would refuse it: {string.Join("; ", violations.Select(one => $"{one.Field}: {one.Text}"))}."); }
        if (decisions.DecisionOf(RuleText.Id(document)) is { } decision) { throw new ToolException("already_proposed", $"The same rule set was proposed in the decision {decision}.", $"{ToolNames.ShowDecision} tells what became of it; propose something else."); }
        return document;
    }

    /// <summary>The same of a pause, whose slot it gives.</summary>
    /// <exception cref="ToolException">The slot is no number, or the reason no line.</exception>
    public static int CheckPause(ToolArguments arguments)
    {
        string reason = arguments.Text("reason");
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason || reason.Contains('\n', StringComparison.Ordinal)) { throw new ToolException("bad_argument", $"The argument 'reason' is one line of at most {LongestReason} characters."); }
        return arguments.Number("slot");
    }

    [McpServerTool(Name = ToolNames.PauseStrategy, Title = "Pause a rule set", ReadOnly = false, Destructive = true, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Pauses a rule-set slot: it opens nothing more, entries that work are taken back, exits still pass. Positions stay. Only a person lets it trade again (llmtrader ctl resume). " + Approval + "Needs a running engine.")]
    public StrategyPaused Pause(
        [Description("The slot's number, as the tool strategies gives it.")] int slot,
        [Description("Why, one line of at most 200 characters; it goes into the engine's journal.")] string reason,
        CancellationToken cancel = default)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/v1/strategies/{slot}/pause");
        CommandReply reply = AdminClient.Read<CommandReply>(engine.Send(HttpMethod.Post, path, new JsonObject { ["reason"] = $"mcp/{session.Client}: {reason}" }, cancel).Body);
        return new StrategyPaused(slot, reply.Outcome, reply.Sequence, reply.Reason);
    }
}

/// <param name="Hash">The rule set's id, by which list_decisions tells it.</param>
/// <param name="State">taken, or waiting when it was in the inbox already.</param>
internal sealed record ProposalTaken(string Hash, string State);

/// <param name="Slot">Which.</param>
/// <param name="Outcome">accepted, rejected, or pending when it is not known in time.</param>
/// <param name="Sequence">At which it took effect.</param>
/// <param name="Reason">Why it was rejected.</param>
internal sealed record StrategyPaused(int Slot, string Outcome, long? Sequence, string? Reason);
