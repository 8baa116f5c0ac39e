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
        string? failure = ChainContext.Try(() => answer = context.Ports.Proposals.Propose(decision.Id, decision.ObservationHash, decision.Seed, cancel), cancel);
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
        });
        return now;
    }

    public Timestamp Compile(Timestamp now)
    {
        DecisionState decision = context.Current;
        if (context.State.Staged.TryGetValue(decision.Hash, out string? earlier)) { return Judge(now, ChainKinds.Compiled, new Verdict(false, [$"The same candidate was staged by the decision {earlier}."])); }
        Verdict? verdict = null;
        string? failure = ChainContext.Try(() => (verdict, _) = context.Ports.Compiler.Compile(decision.Proposal!, decision.ObservationHash), CancellationToken.None);
        return failure is not null ? context.Keep(now, $"The candidate could not be read: {failure}") : Judge(now, ChainKinds.Compiled, verdict!);
    }

    public Timestamp Accept(Timestamp now, CancellationToken cancel)
    {
        // A hold-out is seen once. Whoever comes here with it open was cut off, and nobody knows what was seen.
        if (context.Current.HoldOutOpened) { return context.CutShort(now, "Acceptance was cut off after the hold-out had been opened; it counts as seen."); }
        return Ask(now, ChainKinds.Acceptance, candidate => context.Ports.Acceptance.Judge(context.Current.Id, context.Current.Seed, candidate, cancel), cancel);
    }

    public Timestamp Check(Timestamp now, CancellationToken cancel)
    {
        if (context.Ports.Checker is not { } checker) { return Judge(now, ChainKinds.Check, new Verdict(true, ["No checker is configured."])); }
        return Ask(now, ChainKinds.Check, candidate => checker.Check(context.Current.Id, candidate, cancel), cancel);
    }

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

    private Timestamp Ask(Timestamp now, string kind, Func<Candidate, Verdict> ask, CancellationToken cancel)
    {
        Verdict? verdict = null;
        string? failure = ChainContext.Try(() => verdict = ask(context.Candidate(cancel)), cancel);
        return failure is not null ? context.Keep(now, $"The step '{kind}' failed: {failure}") : Judge(now, kind, verdict!);
    }

    private Timestamp Judge(Timestamp now, string kind, Verdict verdict)
    {
        JsonObject body = ChainContext.Body(verdict);
        body["hash"] = context.Current.Hash;
        context.Write(now, kind, body);
        return now;
    }
}
