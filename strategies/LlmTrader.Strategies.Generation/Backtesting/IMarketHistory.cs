using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Strategies.Generation.Backtesting;

/// <summary>Journaled history that can be run again through the unmodified engine, by many threads at a time.</summary>
public interface IMarketHistory
{
    /// <summary>Names the data: SHA-256 in hexadecimal over instruments and events. The same data has the same id, wherever it lies.</summary>
    string Id { get; }

    /// <summary>From the first event to just behind the last.</summary>
    HistoryWindow Span { get; }

    /// <summary>Full names of the instruments, in ordinal order.</summary>
    IReadOnlyList<string> Instruments { get; }

    /// <summary>
    /// Runs the rules over a window, inline and from an empty account. The bars that the set declares as its warm-up are fed before the
    /// window begins, as far as there are any; returns, trades and drawdown are the window's own. The same arguments give the same outcome.
    /// </summary>
    /// <exception cref="OperationCanceledException">As asked.</exception>
    BacktestOutcome Run(RuleDocument rules, HistoryWindow window, BacktestCosts costs, CancellationToken cancel = default);

    /// <summary>
    /// The same market with the log changes of a window's bars in another order: what it was worth that they followed on one another is gone, their
    /// distribution is not. What lies outside of the window stays. The bars are those of the length that the rules decide on.
    /// </summary>
    IMarketHistory Shuffled(RuleDocument rules, HistoryWindow window, ulong seed);
}
