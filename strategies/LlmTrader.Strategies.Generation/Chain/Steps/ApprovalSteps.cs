using System.Globalization;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>Whether the candidate may be staged: by the configuration below a risk, else by a person, in time and for this very text.</summary>
internal sealed class ApprovalSteps(ChainContext context)
{
    private string? _asked;

    public Timestamp Ask(Timestamp now)
    {
        DecisionState decision = context.Current;
        if (context.Policy.IsDryRun || decision.IsDryRun) { return context.Keep(now, "A dry run ends here: the candidate has passed all that is asked of it before approval.", counts: false); }
        if (decision.Risk < context.Policy.AutomaticBelow)
        {
            Answer(now, isApproved: true, "configuration", string.Create(CultureInfo.InvariantCulture, $"The risk of {decision.Risk:P2} is below {context.Policy.AutomaticBelow:P2}."));
            return now;
        }

        Timestamp expires = now + context.Policy.ApprovalExpires;
        context.Write(now, ChainKinds.ApprovalRequested, new JsonObject
        {
            ["hash"] = decision.Hash,
            ["risk"] = decision.Risk,
            ["expires"] = expires.ToString(),
            ["expires_ns"] = expires.Nanoseconds,
        });
        return now;
    }

    public Timestamp Await(Timestamp now, CancellationToken cancel)
    {
        DecisionState decision = context.Current;
        if (now >= decision.Expires)
        {
            if (_asked != decision.Id && decision.FailureNoted) { return context.Keep(now, "Nobody could be asked in time: the question did not get to the engine."); }
            Answer(now, isApproved: false, "clock", "Nobody answered in time.");
            return now;
        }

        ApprovalAnswer answer = new(ApprovalStatus.Unknown);
        string? failure = ChainContext.Try(
            () =>
            {
                if (_asked != decision.Id) { Put(decision, cancel); }
                answer = context.Ports.Approvals.Find(decision.Id, cancel);
                if (answer.Status == ApprovalStatus.Unknown) { Put(decision, cancel); }    // The engine was started again, and has forgotten.
            },
            cancel);
        if (failure is not null) { return Sooner(context.Later(now, failure), decision.Expires); }
        bool isOurs = answer.Hash == decision.Hash;
        if (answer.Status is ApprovalStatus.Waiting or ApprovalStatus.Unknown) { return Sooner(now + context.Policy.Poll, decision.Expires); }
        if (!isOurs) { Answer(now, isApproved: false, answer.By ?? "", $"The answer is about another candidate, {answer.Hash}."); }
        else { Answer(now, answer.Status == ApprovalStatus.Approved, answer.By ?? "", answer.Reason ?? ""); }
        return now;
    }

    private void Put(DecisionState decision, CancellationToken cancel)
    {
        string made = decision.Proposal!.Template is { } template ? $"{template} by {decision.Proposal.Proposer}" : $"by {decision.Proposal.Proposer}";
        string summary = string.Create(CultureInfo.InvariantCulture, $"{decision.Id}: {made}, at worst {decision.Risk:P2} of equity");
        ApprovalRequest request = new()
        {
            Decision = decision.Id,
            Hash = decision.Hash,
            Source = decision.Proposal.Source,
            Summary = summary,
            Proposer = $"{decision.Proposal.Proposer} {decision.Proposal.ProposerVersion}",
            Risk = decision.Risk,
            WorstNotional = decision.WorstNotional,
            Gates = decision.Gates,
            Reasons = decision.RiskReasons,
            Expires = decision.Expires,
        };
        context.Ports.Approvals.Put(request, cancel);
        _asked = decision.Id;
    }

    private void Answer(Timestamp now, bool isApproved, string by, string reason) =>
        context.Write(now, ChainKinds.Approval, new JsonObject { ["approved"] = isApproved, ["hash"] = context.Current.Hash, ["by"] = by, ["reason"] = reason });

    private static Timestamp Sooner(Timestamp left, Timestamp right) => left < right ? left : right;
}
