using System.Globalization;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Tools.Hosting.Strategist.Inbox;

namespace LlmTrader.Tools.Hosting.Strategist.Evidence;

/// <summary>
/// Takes a decision's proposal from the inbox where one waits, and asks another where none does. What was tried outside is counted in any
/// case. A proposal of the inbox goes the way of any other: it is compiled, judged, checked and asked about.
/// </summary>
/// <param name="inner">Who proposes when nothing waits.</param>
/// <param name="inbox">What waits.</param>
/// <param name="history">Of a decision.</param>
/// <param name="thresholds">How the history is divided.</param>
/// <param name="trials">Counts what was tried.</param>
/// <param name="memory">Keeps what the candidate was chosen among.</param>
public sealed class InboxProposals(IProposals inner, ProposalInbox inbox, Func<string, CancellationToken, IMarketHistory> history, AcceptanceThresholds thresholds, ITrialLedger trials, SearchMemory memory) : IProposals
{
    // What earlier decisions tried on the same data tells acceptance how lucky the best of them is; more of them than this tell no more.
    private const int MostEarlier = 16;

    private readonly HashSet<string> _counted = new(StringComparer.Ordinal);

    /// <summary>Candidates that the journal has a proposal of: they wait no longer.</summary>
    public required Func<IReadOnlySet<string>> Proposed { get; init; }

    /// <summary>Decisions before this one, oldest first.</summary>
    public required Func<IReadOnlyList<string>> Decisions { get; init; }

    public ProposalAnswer Propose(ProposalCall call, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Revision is not null) { return inner.Propose(call, cancel); }    // Of a candidate that came from there: nobody revises what waits here.
        IReadOnlySet<string> proposed = Proposed();
        InboxProposal[] waiting = [.. inbox.Waiting()];
        foreach (InboxProposal done in waiting.Where(one => proposed.Contains(one.Hash))) { inbox.Remove(done.Hash); }    // Not before: its record might not have been written.
        InboxProposal? next = waiting.FirstOrDefault(one => !proposed.Contains(one.Hash));
        IReadOnlyList<InboxProposal> tried = inbox.AllTried();
        if (tried.Count == 0 && next is null) { return inner.Propose(call, cancel); }

        IMarketHistory all = history(call.Decision, cancel);
        HistoryDivision division = HistoryDivision.Of(all.Span, thresholds);
        DataWindow window = DataWindow.Of(all, division.InSample);
        foreach (InboxProposal one in tried.Where(one => _counted.Add(one.Hash))) { trials.Begin(window, one.Hash); }
        if (next is null) { return inner.Propose(call, cancel); }
        return Take(call.Decision, next, tried, all, CountedHistory.ForSearch(all, division, trials), cancel);
    }

    private ProposalAnswer Take(string decision, InboxProposal proposal, IReadOnlyList<InboxProposal> tried, IMarketHistory all, IMarketHistory search, CancellationToken cancel)
    {
        List<TrialReturns> returns;
        try
        {
            returns = [Run(proposal, search, cancel)];
        }
        catch (ArgumentException mistake)    // It names what the history does not have.
        {
            inbox.Remove(proposal.Hash);
            return new ProposalAnswer($"The rule set {proposal.Hash[..12]} that {proposal.Proposer} put into the inbox can't be run: {mistake.Message}", null);
        }

        foreach (InboxProposal other in tried.Where(one => one.Hash != proposal.Hash))
        {
            try { returns.Add(Run(other, search, cancel)); }
            catch (ArgumentException) { }    // So it was when it was tried: there was no choice in it.
        }

        HashSet<string> known = [.. returns.Select(one => one.CandidateHash)];
        IEnumerable<string> earlier = Decisions().Where(one => one != decision).Reverse().Take(MostEarlier);
        returns.AddRange(memory.FindAll(earlier, all.Id, all.Span).Where(trial => trial.Returns.Count == returns[0].Returns.Count && known.Add(trial.CandidateHash)));
        memory.Keep(decision, all.Id, all.Span, returns);
        foreach (InboxProposal one in tried) { inbox.RemoveTried(one.Hash); }
        string reason = string.Create(CultureInfo.InvariantCulture, $"It waited in the inbox, and is judged beside {returns.Count - 1:N0} others that were tried on this data.");
        return new ProposalAnswer(reason, new ProposedRules { Source = proposal.Source, Proposer = proposal.Proposer, ProposerVersion = "1" });
    }

    private static TrialReturns Run(InboxProposal rules, IMarketHistory search, CancellationToken cancel) =>
        new(rules.Hash, search.Run(rules.Document, search.Span, BacktestCosts.Configured, cancel).Returns);
}
