using System.Globalization;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
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
        HashSet<string> ended = [.. all.Where(record => record.Kind == DecisionKind.ModelCall).Select(record => Text(record.Body, "call"))];
        foreach (DecisionRecord record in all.Where(record => record.Kind != DecisionKind.ModelRequest || !ended.Contains(Text(record.Body, "call"))))
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
            DecisionKind.Observation => [$"It began: {Text(body, "trigger")}; the observation has hash {Short(body, "hash")}, the seed is {Text(body, "seed")}."],
            DecisionKind.Proposal => [$"{Round(body)}{Text(body, "proposer")} {Text(body, "proposer_version")} proposed a candidate{(Text(body, "template") is { Length: > 0 } template ? $" of the template {template}" : "")}, hash {Short(body, "hash")}. {Text(body, "reason")}".TrimEnd(), .. Parameters(body)],
            DecisionKind.Compiled => Judged(body, "It compiles and is within the static limits.", "It can't be used:"),
            DecisionKind.Trial => [$"One trial was counted on {Window(record)}."],
            DecisionKind.HoldOut => [$"The hold-out was opened for it: {Window(record)}."],
            DecisionKind.Acceptance => Judged(body, Text(body, "part") switch { "judged" => "History accepts it, but for the hold-out, which is shut yet.", "hold_out" => "The hold-out accepts it too.", _ => "History accepts it." }, Text(body, "part") == "hold_out" ? "The hold-out rejects it:" : "History rejects it:"),
            DecisionKind.Check => Judged(body, Texts(body, "reasons") is [var only] ? only : "The second opinion is a yes.", Flag(body, "revise") ? "The second opinion wants it changed:" : "The second opinion is a no:"),
            DecisionKind.Gate => Judged(body, $"At worst it risks {Share(body, "risk")} of equity.", $"At worst it risks {Share(body, "risk")} of equity, which is too much:"),
            DecisionKind.ApprovalRequested => [$"A person was asked, until {Text(body, "expires")}."],
            DecisionKind.Approval => [$"{Capital(Text(body, "by"))} {(Flag(body, "approved") ? "approved" : "did not approve")} it: {Text(body, "reason")}"],
            DecisionKind.StageRequested => [$"The engine was asked to stage it in slot {Whole(body, "slot")}."],
            DecisionKind.Staged => [$"The engine staged it as set {Whole(body, "set_id")}{At(body)}{Found(body)}."],
            DecisionKind.Shadow => [Flag(body, "over") ? "Its time in the shadow is over." : $"It records what it would do until {Text(body, "until")}."],
            DecisionKind.ActivateRequested => [$"The engine was asked to activate it with {Share(body, "share")} of the capital."],
            DecisionKind.Activated => [$"It is active{At(body)}{Found(body)}."],
            DecisionKind.Capital => [Flag(body, "confirmed") ? $"The slot has {Share(body, "share")} of its capital{At(body)}." : $"The slot is to have {Share(body, "share")} of its capital."],
            DecisionKind.Probation => [$"{(Flag(body, "over") ? $"Its probation is over: {Text(body, "reason")}" : $"It goes on with {Share(body, "share")} of the capital behind it.")}{Figures(body)}"],
            DecisionKind.RolledBack => [Flag(body, "done") ? $"It was taken back{At(body)}. {Text(body, "reason")}".TrimEnd() : $"It has to go: {Text(body, "reason")}{Figures(body)}"],
            DecisionKind.Outcome => 
            [
                $"The decision ended as {Text(body, "result")}: {Text(body, "reason")}",
                .. (string[])(Whole(body, "left_staged") is { Length: > 0 } set ? [$"Its set {set} stays staged: it decides nothing, and whatever is staged next takes its place."] : []),
            ],
            DecisionKind.SafeMode => [Flag(body, "on") ? Flag(body, "confirmed") ? "The slot opens nothing more." : $"Safe mode: {Text(body, "reason")}" : $"The safe mode is over: {Text(body, "reason")}"],
            DecisionKind.Failure => [$"{Text(body, "step")}: {Text(body, "reason")}{(Flag(body, "ends") ? " The rules stay as they are." : " It is tried again.")}"],
            DecisionKind.ModelRequest => [$"The call {Text(body, "call")} was cut off: nobody knows what it came to, and {Whole(body, "tokens_at_most")} tokens count as spent."],
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
            DecisionKind.Compiled or DecisionKind.Acceptance or DecisionKind.Check or DecisionKind.Gate when !Flag(body, "passed") => Texts(body, "reasons"),
            DecisionKind.Approval when !Flag(body, "approved") => [$"{Capital(Text(body, "by"))} did not approve it: {Text(body, "reason")}"],
            DecisionKind.Failure when Flag(body, "ends") => [Text(body, "reason")],
            DecisionKind.RolledBack when !Flag(body, "done") => [Text(body, "reason")],
            _ => [],
        };
    }

    /// <summary>The step that said no: its kind, and of a judge who wanted a revision that too.</summary>
    public static string StepName(DecisionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return DecisionKinds.Name(record.Kind) + (record.Kind == DecisionKind.Check && Flag(record.Body, "revise") ? ", sent back" : "");
    }

    private static string[] Judged(JsonElement body, string yes, string no) => Flag(body, "passed") ? [yes] : [no, .. Texts(body, "reasons"), .. Codes(body)];

    private static string[] Codes(JsonElement body) => Texts(body, "codes") is { Length: > 0 } codes ? [$"codes: {string.Join(", ", codes)}"] : [];

    // Counted as people count: what was proposed at first is the first round, and nobody needs to be told so.
    private static string Round(JsonElement body) => body.TryGetProperty("round", out JsonElement round) && round.ValueKind == JsonValueKind.Number && round.GetInt32() is > 0 and int revision
        ? string.Create(CultureInfo.InvariantCulture, $"Round {revision + 1}: ") : "";

    private static IEnumerable<string> Parameters(JsonElement body) => body.TryGetProperty("parameters", out JsonElement parameters) && parameters.ValueKind == JsonValueKind.Object
        ? parameters.EnumerateObject().Select(one => $"{one.Name} = {one.Value.GetRawText()}") : [];

    private static string Figures(JsonElement body) => body.TryGetProperty("drawdown", out _)
        ? $" Drawdown {Share(body, "drawdown")}, earned {Share(body, "growth")}, expected {Share(body, "expected")}." : "";

    private static string Window(DecisionRecord record) => $"{Text(record.Body, "start")} to {Text(record.Body, "end")}";

    private static string Found(JsonElement body) => Flag(body, "found") ? ", as was found out at the engine" : "";

    private static string At(JsonElement body) => Whole(body, "sequence") is { Length: > 0 } sequence ? $", at sequence {sequence}" : "";

    private static string Short(JsonElement body, string name) => Text(body, name) is { Length: > 16 } hash ? hash[..16] : Text(body, name);

    private static string Capital(string text) => text.Length == 0 ? "Somebody" : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Text(JsonElement body, string name) => body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string[] Texts(JsonElement body, string name) => body.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(one => one.ToString())] : [];

    private static bool Flag(JsonElement body, string name) => body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private static string Whole(JsonElement body, string name) => body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetRawText() : "";

    private static string Share(JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? string.Create(CultureInfo.InvariantCulture, $"{value.GetDouble() * 100:0.##} %") : "-";
}
