using System.ComponentModel;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Tools.Hosting.Mcp.Calls;
using LlmTrader.Tools.Hosting.Strategist.Decisions;
using ModelContextProtocol.Server;

namespace LlmTrader.Tools.Hosting.Mcp.Tools;

/// <summary>What the strategist has decided, from its journal.</summary>
/// <param name="journal">Its directory.</param>
internal sealed class DecisionTools(string journal)
{
    private const string ShutHoldOut = "The history that no search sees rejects it; what was measured there is not told.";
    private const string DecisionHelp = "Its id as list_decisions gives it, such as d000003.";

    [McpServerTool(Name = ToolNames.ListDecisions, Title = "List decisions", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("The strategist's decisions, newest first: what began each, who proposed what, and how it ended. kept: the rules stayed as they were. activated: the candidate decides. rolled_back: it did, and was taken back. One under way shows its last step. Needs no engine.")]
    public DecisionsSeen List([Description("At most this many, 1 to 200.")] int limit = 20)
    {
        if (limit is < 1 or > 200) { throw new ToolException("bad_argument", "The argument 'limit' is 1 to 200."); }
        DecisionRecord[] records = [.. DecisionReader.All(journal)];
        HashSet<string> shut = [.. records.Where(IsHoldOutsNo).Select(record => record.Decision)];
        IReadOnlyList<DecisionSummary> all = DecisionSummary.Of(records);
        return new DecisionsSeen(all.Count, [.. all.Reverse().Take(limit).Select(one => Seen(one, shut.Contains(one.Id)))]);
    }

    [McpServerTool(Name = ToolNames.ShowDecision, Title = "Tell a decision", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("One decision as a story: every step with its time, from what was seen to how it ended, with gates and reasons. With source: the candidate's rule set too, of several rounds the last one's. Needs no engine.")]
    public DecisionTold Show([Description(DecisionHelp)] string decision, [Description("The candidate's text too.")] bool source = false)
    {
        DecisionRecord[] own = Of(decision);
        string? text = source ? own.LastOrDefault(record => record.Kind == DecisionKind.Proposal)?.Body.Text("source") : null;
        bool isShut = own.Any(IsHoldOutsNo);
        HashSet<long> kept = [.. own.Where(record => isShut && (IsHoldOutsNo(record) || record.Kind == DecisionKind.Outcome)).Select(record => record.Sequence)];
        return new DecisionTold(Seen(DecisionSummary.Of(own).Single(), isShut), [.. DecisionStory.Tell(own).Select(step => new StepTold(step.Time.ToString(), step.Kind, step.Sequence, kept.Contains(step.Sequence) ? [ShutHoldOut] : step.Lines))], text);
    }

    [McpServerTool(Name = ToolNames.WhyRejected, Title = "Why candidates were rejected", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Why candidates did not come in or did not stay: for each decision the step that said no, and its reasons, newest first. Read it before you propose something like them. Needs no engine.")]
    public RejectionsSeen WhyRejected([Description($"One decision; the newest that were rejected when left out. {DecisionHelp}")] string? decision = null, [Description("At most this many decisions, 1 to 100.")] int limit = 10)
    {
        if (limit is < 1 or > 100) { throw new ToolException("bad_argument", "The argument 'limit' is 1 to 100."); }
        IEnumerable<DecisionRecord> records = decision is null ? DecisionReader.All(journal) : Of(decision);
        return new RejectionsSeen([.. records.GroupBy(record => record.Decision)
            .Where(group => group.Any(record => record.Kind == DecisionKind.Observation))    // A model may have been asked for none of them.
            .Select(group => (Summary: DecisionSummary.Of(group).Single(), Steps: group.Where(record => DecisionStory.Reasons(record).Count > 0).Select(record => new NoTold(DecisionKinds.Name(record.Kind), Reasons(record))).ToArray()))
            .Where(one => one.Summary.Ended is not null && one.Summary.State != "activated" && one.Steps.Length > 0)
            .Reverse().Take(limit).Select(one => new RejectionSeen(one.Summary.Id, one.Summary.State, one.Summary.Proposer, one.Summary.Template, one.Summary.Hash, one.Steps))]);
    }

    /// <summary>The decision that has proposed a candidate; null when none has.</summary>
    public string? DecisionOf(string hash) =>
        DecisionReader.All(journal).FirstOrDefault(record => record.Kind == DecisionKind.Proposal && record.Body.Text("hash") == hash)?.Decision;

    // What the hold-out measured is no agent's to know: it would fit the next proposal to it.
    private static IReadOnlyList<string> Reasons(DecisionRecord record) => IsHoldOutsNo(record) ? [ShutHoldOut] : DecisionStory.Reasons(record);

    private static bool IsHoldOutsNo(DecisionRecord record) =>
        record.Kind == DecisionKind.Acceptance && DecisionStory.Reasons(record).Count > 0 && record.Body.Text("part") != AcceptanceParts.Judged;

    private DecisionRecord[] Of(string decision)
    {
        DecisionRecord[] own = [.. DecisionReader.All(journal).Where(record => record.Decision == decision)];
        return own.Length > 0 ? own : throw new ToolException("unknown_decision", "The strategist's journal has no such decision.", $"{ToolNames.ListDecisions} tells which there are.");
    }

    private static DecisionSeen Seen(DecisionSummary one, bool isShut) => new(one.Id, one.Began.ToString(), one.Ended?.ToString(), one.Trigger, one.Proposer, one.Template, one.Hash, one.Risk, one.State, isShut ? ShutHoldOut : one.Reason);
}

internal sealed record DecisionsSeen(int Total, IReadOnlyList<DecisionSeen> Decisions);

internal sealed record DecisionSeen(string Id, string Began, string? Ended, string Trigger, string? Proposer, string? Template, string? Hash, double? Risk, string State, string? Reason);

internal sealed record DecisionTold(DecisionSeen Decision, IReadOnlyList<StepTold> Steps, string? Source);

internal sealed record StepTold(string Time, string Kind, long Sequence, IReadOnlyList<string> Lines);

internal sealed record RejectionsSeen(IReadOnlyList<RejectionSeen> Rejections);

internal sealed record RejectionSeen(string Decision, string Result, string? Proposer, string? Template, string? Hash, IReadOnlyList<NoTold> Steps);

internal sealed record NoTold(string Step, IReadOnlyList<string> Reasons);
