using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Strategies.Generation.Actor;

/// <summary>
/// What a proposal that comes of no search was chosen among. A model tries nothing where it can be counted; what can be is all that was
/// scored on the same data before it, whose outcomes it was told of: the trials whose returns over this window are known, and the texts that
/// were proposed before, run over it again. How many trials there were is the ledger's, as for any proposal.
/// </summary>
internal static class EarlierTrials
{
    /// <summary>The candidate's own returns first. Null, with the reason, when its run says nothing.</summary>
    public static (IReadOnlyList<TrialReturns>? Trials, string? Failure) Of(RuleDocument candidate, ProposalRequest request, ActorOptions options, CancellationToken cancel)
    {
        BacktestOutcome own = Run(candidate, request, cancel);
        if (own.Failure is { } failure) { return (null, failure); }
        List<TrialReturns> trials = [new(RuleText.Id(candidate), own.Returns)];
        HashSet<string> hashes = [trials[0].CandidateHash];
        foreach (TrialReturns known in request.Known.Where(one => one.Returns.Count == own.Returns.Count))
        {
            if (trials.Count < options.TrialLimit && hashes.Add(known.CandidateHash)) { trials.Add(known); }
        }

        foreach (string text in request.Earlier.Take(options.EarlierLimit))
        {
            if (RuleText.Read(text) is not { IsValid: true, Document: { } document } || trials.Count >= options.TrialLimit || !CanRun(document, request) || !hashes.Add(RuleText.Id(document))) { continue; }
            BacktestOutcome outcome = Run(document, request, cancel);
            if (outcome.Failure is null && outcome.Returns.Count == own.Returns.Count) { trials.Add(new TrialReturns(RuleText.Id(document), outcome.Returns)); }
        }

        return (trials, null);
    }

    private static BacktestOutcome Run(RuleDocument rules, ProposalRequest request, CancellationToken cancel) => request.History.Run(rules, request.History.Span, BacktestCosts.Configured, cancel);

    private static bool CanRun(RuleDocument rules, ProposalRequest request) => !rules.Universe.IsEmpty && rules.Universe.All(name => request.History.Instruments.Contains(name, StringComparer.Ordinal));
}
