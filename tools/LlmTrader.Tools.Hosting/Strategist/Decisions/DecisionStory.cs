using System.Globalization;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Tools.Hosting.Strategist.Ledger;

namespace LlmTrader.Tools.Hosting.Strategist.Decisions;

/// <summary>One step of a decision, in words.</summary>
/// <param name="Time">When.</param>
/// <param name="Kind">The record's, by its name in the journal.</param>
/// <param name="Sequence">The record's.</param>
/// <param name="Lines">What happened; the first is a sentence, those behind it its details.</param>
public sealed record DecisionStep(Timestamp Time, string Kind, long Sequence, IReadOnlyList<string> Lines);

/// <summary>A decision as a story.</summary>
public static class DecisionStory
{
    /// <summary>The records of one decision in words; trials in a row are one step, and so is a call of a model with its announcement.</summary>
    public static IReadOnlyList<DecisionStep> Tell(IEnumerable<DecisionRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        List<DecisionStep> steps = [];
        int trials = 0;
        DecisionRecord[] all = [.. records];
        HashSet<string?> ended = [.. all.Where(record => record.Kind == DecisionKind.ModelCall).Select(record => record.Body.Text("call"))];
        foreach (DecisionRecord record in all.Where(record => record.Kind != DecisionKind.ModelRequest || !ended.Contains(record.Body.Text("call"))))
        {
            bool isMore = record.Kind == DecisionKind.Trial && steps is [.., { Kind: "trial" }];
            trials = record.Kind == DecisionKind.Trial ? trials + 1 : 0;
            if (isMore) { steps[^1] = steps[^1] with { Lines = [$"{trials} trials were counted on {Window(record)}."] }; }
            else { steps.Add(new DecisionStep(record.Time, DecisionKinds.Name(record.Kind), record.Sequence, Lines(record))); }
        }

        return steps;
    }

    private static string[] Lines(DecisionRecord record)
    {
        JsonElement body = record.Body;
        return record.Kind switch
        {
            DecisionKind.Observation => [$"It began: {body.Text("trigger")}; the observation has hash {Short(body, "hash")}, the seed is {body.Text("seed")}."],
            DecisionKind.Proposal => [$"{Round(body)}{body.Text("proposer")} {body.Text("proposer_version")} proposed a candidate{(body.Text("template") is { Length: > 0 } template ? $" of the template {template}" : "")}, hash {Short(body, "hash")}. {body.Text("reason")}".TrimEnd(), .. Parameters(body)],
            DecisionKind.Compiled => Judged(body, "It compiles and is within the static limits.", "It can't be used:"),
            DecisionKind.Trial => [$"One trial was counted on {Window(record)}."],
            DecisionKind.HoldOut => [$"The hold-out was opened for it: {Window(record)}."],
            DecisionKind.Acceptance => Judged(body, body.Text("part") switch { AcceptanceParts.Judged => "History accepts it, but for the hold-out, which is shut yet.", AcceptanceParts.HoldOut => "The hold-out accepts it too.", _ => "History accepts it." }, body.Text("part") == AcceptanceParts.HoldOut ? "The hold-out rejects it:" : "History rejects it:"),
            DecisionKind.Check => Judged(body, body.Texts("reasons") is [var only] ? only : "The second opinion is a yes.", body.Flag("revise") ? "The second opinion wants it changed:" : "The second opinion is a no:"),
            DecisionKind.Gate => Judged(body, $"At worst it risks {Share(body, "risk")} of equity.", $"At worst it risks {Share(body, "risk")} of equity, which is too much:"),
            DecisionKind.ApprovalRequested => [$"A person was asked, until {body.Text("expires")}."],
            DecisionKind.Approval => [$"{Capital(body.Text("by"))} {(body.Flag("approved") ? "approved" : "did not approve")} it: {body.Text("reason")}"],
            DecisionKind.StageRequested => [$"The engine was asked to stage it in slot {body.Whole("slot")}."],
            DecisionKind.Staged => [$"The engine staged it as set {body.Whole("set_id")}{At(body)}{Found(body)}."],
            DecisionKind.Shadow => [body.Flag("over") ? "Its time in the shadow is over." : $"It records what it would do until {body.Text("until")}."],
            DecisionKind.ActivateRequested => [$"The engine was asked to activate it with {Share(body, "share")} of the capital."],
            DecisionKind.Activated => [$"It is active{At(body)}{Found(body)}."],
            DecisionKind.Capital => [body.Flag("confirmed") ? $"The slot has {Share(body, "share")} of its capital{At(body)}." : $"The slot is to have {Share(body, "share")} of its capital."],
            DecisionKind.Probation => [$"{(body.Flag("over") ? $"Its probation is over: {body.Text("reason")}" : $"It goes on with {Share(body, "share")} of the capital behind it.")}{Figures(body)}"],
            DecisionKind.RolledBack => [body.Flag("done") ? $"It was taken back{At(body)}. {body.Text("reason")}".TrimEnd() : $"It has to go: {body.Text("reason")}{Figures(body)}"],
            DecisionKind.Outcome => 
            [
                $"The decision ended as {body.Text("result")}: {body.Text("reason")}",
                .. (string[])(body.Whole("left_staged") is { } set ? [$"Its set {set} stays staged: it decides nothing, and whatever is staged next takes its place."] : []),
            ],
            DecisionKind.SafeMode => [body.Flag("on") ? body.Flag("confirmed") ? "The slot opens nothing more." : $"Safe mode: {body.Text("reason")}" : $"The safe mode is over: {body.Text("reason")}"],
            DecisionKind.Failure => [$"{body.Text("step")}: {body.Text("reason")}{(body.Flag("ends") ? " The rules stay as they are." : " It is tried again.")}"],
            DecisionKind.ModelRequest => [$"The call {body.Text("call")} was cut off: nobody knows what it came to, and {body.Whole("tokens_at_most")} tokens count as spent."],
            DecisionKind.ModelCall => ModelCallStory.Lines(ModelCallRecord.Of(record)),
            _ => [body.GetRawText()],
        };
    }

    /// <summary>The reasons of a no, each a sentence; empty for what is none.</summary>
    public static IReadOnlyList<string> Reasons(DecisionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        JsonElement body = record.Body;
        return record.Kind switch
        {
            DecisionKind.Compiled or DecisionKind.Acceptance or DecisionKind.Check or DecisionKind.Gate when !body.Flag("passed") => body.Texts("reasons"),
            DecisionKind.Approval when !body.Flag("approved") => [$"{Capital(body.Text("by"))} did not approve it: {body.Text("reason")}"],
            DecisionKind.Failure when body.Flag("ends") => [body.Text("reason") ?? ""],
            DecisionKind.RolledBack when !body.Flag("done") => [body.Text("reason") ?? ""],
            _ => [],
        };
    }

    /// <summary>The step that said no: its kind, and of a judge who wanted a revision that too.</summary>
    public static string StepName(DecisionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return DecisionKinds.Name(record.Kind) + (record.Kind == DecisionKind.Check && record.Body.Flag("revise") ? ", sent back" : "");
    }

    private static string[] Judged(JsonElement body, string yes, string no) => body.Flag("passed") ? [yes] : [no, .. body.Texts("reasons"), .. Codes(body)];

    private static string[] Codes(JsonElement body) => body.Texts("codes") is { Length: > 0 } codes ? [$"codes: {string.Join(", ", codes)}"] : [];

    // Counted as people count: what was proposed at first is the first round, and nobody needs to be told so.
    private static string Round(JsonElement body) => body.Whole("round") is > 0 and long revision
        ? string.Create(CultureInfo.InvariantCulture, $"Round {revision + 1}: ") : "";

    private static IEnumerable<string> Parameters(JsonElement body) => body.TryGetProperty("parameters", out JsonElement parameters) && parameters.ValueKind == JsonValueKind.Object
        ? parameters.EnumerateObject().Select(one => $"{one.Name} = {one.Value.GetRawText()}") : [];

    private static string Figures(JsonElement body) => body.TryGetProperty("drawdown", out _)
        ? $" Drawdown {Share(body, "drawdown")}, earned {Share(body, "growth")}, expected {Share(body, "expected")}." : "";

    private static string Window(DecisionRecord record) => $"{record.Body.Text("start")} to {record.Body.Text("end")}";

    private static string Found(JsonElement body) => body.Flag("found") ? ", as was found out at the engine" : "";

    private static string At(JsonElement body) => body.Whole("sequence") is { } sequence ? $", at sequence {sequence}" : "";

    private static string? Short(JsonElement body, string name) => body.Text(name) is { Length: > 16 } hash ? hash[..16] : body.Text(name);

    private static string Capital(string? text) => string.IsNullOrEmpty(text) ? "Somebody" : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Share(JsonElement body, string name) => body.Number(name) is { } share ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %") : "-";
}
