using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>From a proposal to the verdict on its risk: nothing outside is changed, so a step that was cut off is done again.</summary>
internal sealed class EvidenceSteps(ChainContext context)
{
    public Timestamp Propose(Timestamp now, CancellationToken cancel)
    {
        DecisionState decision = context.Current;
        ProposalAnswer? answer = null;
        string? failure = ChainContext.Try(() => answer = context.Ports.Proposals.Propose(new ProposalCall(decision.Id, decision.ObservationHash, decision.Seed) { Revision = decision.Revision }, cancel), cancel);
        if (answer is null) { return context.Keep(now, $"There is no proposal: {failure}"); }
        if (answer.Rules is not { } proposal) { return context.Keep(now, answer.Reason, counts: false); }
        JsonObject parameters = [];
        foreach ((string name, double value) in proposal.Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal)) { parameters[name] = value; }
        context.Write(now, ChainKinds.Proposal, new JsonObject
        {
            ["reason"] = answer.Reason,
            ["source"] = proposal.Source,
            ["hash"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(proposal.Source))),
            ["proposer"] = proposal.Proposer,
            ["proposer_version"] = proposal.ProposerVersion,
            ["template"] = proposal.Template,
            ["parameters"] = parameters,
            ["round"] = decision.Round,
            ["revisable"] = proposal.IsRevisable,
        });
        return now;
    }

    public Timestamp Compile(Timestamp now)
    {
        DecisionState decision = context.Current;
        if (context.State.Staged.TryGetValue(decision.Hash, out string? earlier)) { return Judge(now, ChainKinds.Compiled, new Verdict(false, [$"The same candidate was staged by the decision {earlier}."])); }
        if (decision.SentBack.Contains(decision.Hash)) { return Judge(now, ChainKinds.Compiled, new Verdict(false, ["It is what was to be changed, as it was."])); }
        Verdict? verdict = null;
        string? failure = ChainContext.Try(() => (verdict, _) = context.Ports.Compiler.Compile(decision.Proposal!, decision.ObservationHash), CancellationToken.None);
        return failure is not null ? context.Keep(now, $"The candidate could not be read: {failure}") : Judge(now, ChainKinds.Compiled, verdict!);
    }

    public Timestamp Accept(Timestamp now, CancellationToken cancel) =>
        CutShortOfHoldOut(now) ?? Accept(now, judged => context.Ports.Acceptance.Judge(judged, cancel), AcceptanceParts.Judged, cancel);

    public Timestamp Check(Timestamp now, CancellationToken cancel)
    {
        if (context.Ports.Checker is not { } checker) { return Judge(now, ChainKinds.Check, new Verdict(true, ["No checker is configured."])); }
        Verdict? verdict = null;
        CandidateCase? judged = null;
        string? failure = ChainContext.Try(() => verdict = checker.Check(judged = Case(cancel), cancel), cancel);
        if (failure is not null) { return context.Keep(now, $"The step '{ChainKinds.Check}' failed: {failure}"); }
        bool isSentBack = verdict is { Passed: false, WantsRevision: true } && judged!.IsRevisable;
        if (verdict is { Passed: false, WantsRevision: true } && !isSentBack) { verdict = verdict with { Reasons = [.. verdict.Reasons, "It should be changed, and no revision is left to it."] }; }
        return Judge(now, ChainKinds.Check, verdict!, body => (body["revise"], body["round"]) = (isSentBack, context.Current.Round));
    }

    public Timestamp OpenHoldOut(Timestamp now, CancellationToken cancel) =>
        CutShortOfHoldOut(now) ?? Accept(now, judged => context.Ports.Acceptance.OpenHoldOut(judged, cancel), AcceptanceParts.HoldOut, cancel);

    public Timestamp Gate(Timestamp now, CancellationToken cancel)
    {
        GateVerdict? gate = null;
        string? failure = ChainContext.Try(() => gate = context.Ports.Gate.Check(context.Candidate(cancel), cancel), cancel);
        if (gate is null) { return context.Keep(now, $"The risk could not be judged: {failure}"); }
        if (!double.IsFinite(gate.Risk) || gate.Risk < 0)
        {
            return Judge(now, ChainKinds.Gate, gate.Verdict with { Passed = false, Reasons = [.. gate.Verdict.Reasons, "What it risks has no bound."] });
        }

        JsonObject body = ChainContext.Body(gate.Verdict);
        body["risk"] = gate.Risk;
        body["worst_notional"] = gate.WorstNotional;
        body["hash"] = context.Current.Hash;
        context.Write(now, ChainKinds.Gate, body);
        return now;
    }

    // A hold-out is seen once. Whoever comes here with it open was cut off, and nobody knows what was seen.
    private Timestamp? CutShortOfHoldOut(Timestamp now) =>
        context.Current.HoldOutOpened ? context.CutShort(now, "Acceptance was cut off after the hold-out had been opened; it counts as seen.") : null;

    private Timestamp Accept(Timestamp now, Func<CandidateCase, Verdict> ask, string part, CancellationToken cancel)
    {
        Verdict? verdict = null;
        string? failure = ChainContext.Try(() => verdict = ask(Case(cancel)), cancel);
        return failure is not null ? context.Keep(now, $"The step '{ChainKinds.Acceptance}' failed: {failure}") : Judge(now, ChainKinds.Acceptance, verdict!, body => body["part"] = part);
    }

    private CandidateCase Case(CancellationToken cancel)
    {
        DecisionState decision = context.Current;
        return new CandidateCase(decision.Id, decision.Round, decision.Seed, context.Candidate(cancel))
        {
            Gates = decision.Gates,
            IsRevisable = decision.Proposal!.IsRevisable && decision.Round < context.Policy.Revisions,
        };
    }

    private Timestamp Judge(Timestamp now, string kind, Verdict verdict, Action<JsonObject>? add = null)
    {
        JsonObject body = ChainContext.Body(verdict);
        body["hash"] = context.Current.Hash;
        add?.Invoke(body);
        context.Write(now, kind, body);
        return now;
    }
}
