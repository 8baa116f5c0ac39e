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
internal sealed class RememberedProposals(IProposer proposer, Func<string, CancellationToken, IMarketHistory> history, AcceptanceThresholds thresholds, ITrialLedger trials) : IProposals
{
    private (string Decision, IReadOnlyList<TrialReturns> Trials) _last = ("", []);

    /// <summary>What is seen.</summary>
    public required Func<CancellationToken, Observation> Observation { get; init; }

    /// <summary>What candidates may trade; empty is all that is seen.</summary>
    public required IReadOnlyList<string> Universe { get; init; }

    /// <summary>Candidates that were in the engine before.</summary>
    public required Func<IReadOnlySet<string>> Spent { get; init; }

    public ProposalAnswer Propose(string decision, string observationHash, ulong seed, CancellationToken cancel)
    {
        IMarketHistory all = history(decision, cancel);
        ProposalRequest request = new()
        {
            Observation = Observation(cancel),
            History = CountedHistory.ForSearch(all, HistoryDivision.Of(all.Span, thresholds), trials),
            Universe = Universe,
            Seed = seed,
            Spent = Spent(),
        };
        Proposal proposal = proposer.ProposeAsync(request, cancel).GetAwaiter().GetResult();
        _last = (decision, proposal.Trials);
        return new ProposalAnswer(proposal.Reason, proposal.Candidate is not { } candidate ? null : new ProposedRules
        {
            Source = candidate.Source,
            Proposer = candidate.Proposer,
            ProposerVersion = candidate.ProposerVersion,
            Template = candidate.Template,
            Parameters = candidate.Parameters,
        });
    }

    /// <summary>What a decision's proposal was chosen among. After a restart the search is done again, which counts no trial twice.</summary>
    /// <exception cref="InvalidOperationException">It does not come to the same candidate: the history has grown since.</exception>
    public IReadOnlyList<TrialReturns> TrialsOf(string decision, Candidate candidate, ulong seed, CancellationToken cancel)
    {
        if (_last.Decision != decision) { Propose(decision, candidate.ObservationHash, seed, cancel); }
        return _last.Trials.Any(trial => trial.CandidateHash == candidate.Hash) ? _last.Trials
            : throw new InvalidOperationException("What the candidate was chosen among was lost with a restart, and the search does not come to it again.");
    }
}
