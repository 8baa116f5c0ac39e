using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Generation.Observations;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Structured;

namespace LlmTrader.Strategies.Generation.Checker;

/// <summary>
/// A second model's opinion of a candidate. It sees the rules and facts, never what the proposer said, nor anything that anybody wrote as
/// prose; it answers in words that are known beforehand. Whatever goes wrong is a no.
/// </summary>
/// <param name="ask">Asks the model.</param>
/// <param name="look">What is observed now.</param>
public sealed class ModelChecker(AskModel ask, Func<CancellationToken, Observation> look) : ICandidateChecker
{
    /// <summary>Of the prompt that it asks with.</summary>
    public const string PromptId = "checker";

    private const string Approve = "approve", Reject = "reject", Revise = "revise";

    /// <inheritdoc/>
    public Verdict Check(CandidateCase judged, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(judged);
        ImmutableArray<string> verdicts = judged.IsRevisable ? [Approve, Reject, Revise] : [Approve, Reject];
        StructuredQuestion question = new()
        {
            Decision = judged.Decision,
            Role = ModelRole.Checker,
            PromptId = PromptId,
            Variables = CheckerQuestion.Variables(judged, look(cancel), verdicts),
            Schema = CheckerQuestion.Schema(verdicts),
            Validate = answer => CheckerQuestion.Read(answer, verdicts).Problem,
            Seed = (long)(judged.Seed >> 1),
        };
        StructuredAnswer reply = ask(question, cancel).GetAwaiter().GetResult();
        if (reply.Document is not { } document || CheckerQuestion.Read(document, verdicts) is not { Verdict: { } verdict, Codes: var codes })
        {
            return new Verdict(false, [$"The checker gave no verdict: {reply.Reason ?? "its answer is none."}"]) { Codes = [CheckerReasons.NoVerdict] };
        }

        JsonObject details = new() { ["verdict"] = verdict, ["model"] = reply.Model };
        return verdict == Approve
            ? new Verdict(true, ["The checker approves."], details)
            : new Verdict(false, [.. codes.Select(code => CheckerReasons.All[code])], details) { Codes = codes, WantsRevision = verdict == Revise };
    }
}
