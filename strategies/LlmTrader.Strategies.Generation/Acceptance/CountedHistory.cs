using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>A history that puts each candidate on record before it is run: who searches on it can't forget to count.</summary>
public sealed class CountedHistory(IMarketHistory inner, ITrialLedger ledger) : IMarketHistory
{
    public string Id => inner.Id;

    public HistoryWindow Span => inner.Span;

    public IReadOnlyList<string> Instruments => inner.Instruments;

    /// <summary>What a search is given: the in-sample window alone, each trial counted.</summary>
    public static IMarketHistory ForSearch(IMarketHistory history, HistoryDivision division, ITrialLedger ledger)
    {
        ArgumentNullException.ThrowIfNull(division);
        return new CountedHistory(new LimitedHistory(history, division.InSample), ledger);
    }

    public BacktestOutcome Run(RuleDocument rules, HistoryWindow window, BacktestCosts costs, CancellationToken cancel = default)
    {
        ledger.Begin(DataWindow.Of(inner, window), RuleText.Id(rules));
        return inner.Run(rules, window, costs, cancel);
    }

    /// <summary>Not counted: what a shuffled market says of a candidate does not choose it.</summary>
    public IMarketHistory Shuffled(RuleDocument rules, HistoryWindow window, ulong seed) => inner.Shuffled(rules, window, seed);
}
