using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>What a record makes of a decision.</summary>
internal static class DecisionFold
{
    public static DecisionState Apply(DecisionState before, ChainRecord record) => record.Kind switch
    {
        ChainKinds.Proposal => At(before, record, DecisionStage.Compile) with { Proposal = ReadProposal(record), Hash = record.Text("hash") ?? "" },
        ChainKinds.Compiled => Judged(before, record, DecisionStage.Accept),
        ChainKinds.Acceptance => Accepted(before, record),
        ChainKinds.Check => record.Flag("revise") ? SentBack(before, record) : Judged(before, record, before.HoldOutJudged ? DecisionStage.Gate : DecisionStage.HoldOut),
        ChainKinds.Gate => Judged(before, record, DecisionStage.Approve) with { Risk = record.Number("risk"), WorstNotional = record.Amount("worst_notional"), RiskReasons = ReadReasons(record) },
        ChainKinds.ApprovalRequested => At(before, record, DecisionStage.AwaitApproval) with { Expires = new Timestamp(record.Whole("expires_ns")) },
        ChainKinds.Approval => Answered(before, record),
        ChainKinds.StageRequested => At(before, record, DecisionStage.ConfirmStage),
        ChainKinds.Staged => At(before, record, DecisionStage.WarmUp) with { SetId = (int)record.Whole("set_id") },
        ChainKinds.Shadow => record.Flag("over")
            ? At(before, record, DecisionStage.Activate)
            : At(before, record, DecisionStage.Shadow) with { ShadowUntil = new Timestamp(record.Whole("until_ns")) },
        ChainKinds.ActivateRequested => At(before, record, DecisionStage.ConfirmActivate),
        ChainKinds.Activated => At(before, record, DecisionStage.Probation) with { ActivatedAt = record.Time, ShareSince = record.Time },
        ChainKinds.Probation => record.Flag("over") ? Ended(before, record, record.Text("result") ?? ChainResults.Activated) : before,
        ChainKinds.RolledBack => record.Flag("done")
            ? Ended(before, record, record.Text("result") ?? ChainResults.RolledBack) with { HasFailed = true }
            : At(before, record, DecisionStage.RollBack) with { RollBackReason = record.Text("reason") },
        ChainKinds.Failure => record.Flag("ends")
            ? Ended(before, record, ChainResults.Kept) with { HasFailed = record.Flag("counts"), IsCutShort = record.Flag("cut_short") }
            : before with { FailureNoted = true },
        _ => throw new FormatException($"A chain writes no record '{record.Kind}'."),
    };

    private static DecisionState At(DecisionState before, ChainRecord record, DecisionStage stage) => before with { Stage = stage, Since = record.Time, FailureNoted = false };

    private static DecisionState Ended(DecisionState before, ChainRecord record, string result) =>
        At(before, record, DecisionStage.Ended) with { Result = result, Reason = record.Text("reason") ?? before.RollBackReason ?? "" };

    // A no is followed by the outcome; killed in between, it is still a no.
    private static DecisionState Judged(DecisionState before, ChainRecord record, DecisionStage next) =>
        record.Flag("passed") ? At(before, record, next) : Ended(before, record, ChainResults.Kept) with { Reason = $"{record.Kind}: {Reasons(record)}" };

    // A record that names no part is of a journal from before the hold-out had a step of its own: it was asked with the rest, and is not asked again.
    private static DecisionState Accepted(DecisionState before, ChainRecord record)
    {
        string? part = record.Text("part");
        DecisionState judged = Judged(before, record, part == AcceptanceParts.HoldOut ? DecisionStage.Gate : DecisionStage.Check);
        return judged with { Gates = ReadGates(record), HoldOutJudged = part != AcceptanceParts.Judged };
    }

    private static DecisionState SentBack(DecisionState before, ChainRecord record) => At(before, record, DecisionStage.Propose) with
    {
        Revision = new Revision(before.Round + 1, before.Proposal?.Source ?? "", record.Body.Texts("codes")),
        SentBack = before.SentBack.Add(before.Hash),
        Proposal = null,
        Hash = "",
        Gates = [],
    };

    private static DecisionState Answered(DecisionState before, ChainRecord record) =>
        record.Flag("approved") && record.Text("hash") == before.Hash ? At(before, record, DecisionStage.Stage) : Ended(before, record, ChainResults.Kept);

    private static string Reasons(ChainRecord record) => string.Join(" ", record.Body.Texts("reasons"));

    private static IReadOnlyList<JudgedGate> ReadGates(ChainRecord record) => Details(record) is { } details && details.TryGetProperty("gates", out JsonElement gates) && gates.ValueKind == JsonValueKind.Array
        ? [.. gates.EnumerateArray().Select(gate => new JudgedGate(gate.GetProperty("gate").GetString() ?? "", gate.GetProperty("passed").ValueKind == JsonValueKind.True, gate.Number("value"), gate.Text("comparison") ?? "", gate.Number("limit")))]
        : [];

    private static IReadOnlyList<string> ReadReasons(ChainRecord record) => [.. (Details(record)?.Texts("reasons") ?? []).Where(reason => reason.Length > 0)];

    private static JsonElement? Details(ChainRecord record) => record.Body.TryGetProperty("details", out JsonElement details) && details.ValueKind == JsonValueKind.Object ? details : null;

    private static ProposedRules ReadProposal(ChainRecord record) => new()
    {
        Source = record.Text("source") ?? "",
        Proposer = record.Text("proposer") ?? "",
        ProposerVersion = record.Text("proposer_version") ?? "",
        Template = record.Text("template"),
        IsRevisable = record.Flag("revisable"),
        Parameters = record.Body.TryGetProperty("parameters", out JsonElement parameters) && parameters.ValueKind == JsonValueKind.Object
            ? parameters.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetDouble(), StringComparer.Ordinal)
            : new Dictionary<string, double>(),
    };
}
