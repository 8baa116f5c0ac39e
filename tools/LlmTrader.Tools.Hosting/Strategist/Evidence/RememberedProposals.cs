using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Generation.Observations;
using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Tools.Hosting.Strategist.Evidence;

/// <summary>Asks a proposer for a decision, every trial on record before it is run, and keeps what the candidate was chosen among for acceptance.</summary>
/// <param name="proposer">Who proposes.</param>
/// <param name="history">Of a decision.</param>
/// <param name="thresholds">How the history is divided.</param>
/// <param name="trials">Counts what was tried.</param>
/// <param name="memory">Keeps what the candidate was chosen among.</param>
internal sealed class RememberedProposals(IProposer proposer, Func<string, CancellationToken, IMarketHistory> history, AcceptanceThresholds thresholds, ITrialLedger trials, SearchMemory memory) : IProposals
{
    // Their files are read for each proposal.
    private const int ComparedDecisions = 20;

    /// <summary>What is seen.</summary>
    public required Func<CancellationToken, Observation> Observation { get; init; }

    /// <summary>What candidates may trade; empty is all that is seen.</summary>
    public required IReadOnlyList<string> Universe { get; init; }

    /// <summary>Texts that were proposed so far, with their decisions, the newest first.</summary>
    public required Func<IReadOnlyList<(string Decision, string Source)>> Earlier { get; init; }

    /// <summary>Candidates that were in the engine before.</summary>
    public required Func<IReadOnlySet<string>> Spent { get; init; }

    public ProposalAnswer Propose(ProposalCall call, CancellationToken cancel)
    {
        IMarketHistory all = history(call.Decision, cancel);
        IReadOnlyList<(string Decision, string Source)> earlier = Earlier();
        ProposalRequest request = new()
        {
            Observation = Observation(cancel),
            History = CountedHistory.ForSearch(all, HistoryDivision.Of(all.Span, thresholds), trials),
            Universe = Universe,
            Seed = call.Seed,
            Decision = call.Decision,
            Revision = call.Revision,
            Spent = Spent(),
            Earlier = [.. earlier.Select(one => one.Source).Distinct(StringComparer.Ordinal)],
            Known = memory.FindAll(earlier.Select(one => one.Decision).Distinct(StringComparer.Ordinal).Take(ComparedDecisions), all.Id, all.Span),
        };
        Proposal proposal = proposer.ProposeAsync(request, cancel).GetAwaiter().GetResult();
        memory.Keep(call.Decision, all.Id, all.Span, proposal.Trials);
        return new ProposalAnswer(proposal.Reason, proposal.Candidate is not { } candidate ? null : new ProposedRules
        {
            Source = candidate.Source,
            Proposer = candidate.Proposer,
            ProposerVersion = candidate.ProposerVersion,
            Template = candidate.Template,
            Parameters = candidate.Parameters,
            IsRevisable = proposal.IsRevisable,
        });
    }

    /// <summary>What a decision's proposal was chosen among, over a restart too.</summary>
    /// <exception cref="InvalidOperationException">That is not known any more, or is not of this candidate.</exception>
    public IReadOnlyList<TrialReturns> TrialsOf(string decision, Candidate candidate)
    {
        IReadOnlyList<TrialReturns> found = memory.Find(decision)?.Trials ?? throw new InvalidOperationException("What the candidate was chosen among is gone.");
        return found.Any(trial => trial.CandidateHash == candidate.Hash) ? found : throw new InvalidOperationException("What was kept of the search is not of this candidate.");
    }
}
