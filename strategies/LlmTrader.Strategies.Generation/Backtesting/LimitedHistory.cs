using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Strategies.Generation.Backtesting;

/// <summary>
/// A history of which only a window can be run: who holds it can't look at what comes later, by mistake or otherwise. Bars from before the
/// window still warm a rule set up; the past is no secret.
/// </summary>
public sealed class LimitedHistory : IMarketHistory
{
    private readonly IMarketHistory _inner;

    /// <param name="inner">Of which it is a part.</param>
    /// <param name="window">Within the span of <paramref name="inner"/>.</param>
    public LimitedHistory(IMarketHistory inner, HistoryWindow window)
    {
        ArgumentNullException.ThrowIfNull(inner);
        (_inner, Span) = (inner, inner.Span);
        Span = Inside(window);
    }

    // A shuffled market may begin a little later and end a little earlier than its original, which has more than bars: the limit stays the original's.
    private LimitedHistory(IMarketHistory inner, LimitedHistory original) => (_inner, Span) = (inner, original.Span);

    /// <summary>Of the whole history: a part of it is told by its window.</summary>
    public string Id => _inner.Id;

    public HistoryWindow Span { get; }

    public IReadOnlyList<string> Instruments => _inner.Instruments;

    /// <exception cref="ArgumentException">The window is not inside <see cref="Span"/>.</exception>
    public BacktestOutcome Run(RuleDocument rules, HistoryWindow window, BacktestCosts costs, CancellationToken cancel = default) =>
        _inner.Run(rules, Inside(window), costs, cancel);

    /// <exception cref="ArgumentException">The window is not inside <see cref="Span"/>.</exception>
    public IMarketHistory Shuffled(RuleDocument rules, HistoryWindow window, ulong seed) =>
        new LimitedHistory(_inner.Shuffled(rules, Inside(window), seed), this);

    private HistoryWindow Inside(HistoryWindow window) => window.Start >= Span.Start && window.End <= Span.End && window.Start < window.End
        ? window
        : throw new ArgumentException($"The window from {window.Start} to {window.End} is not inside the one from {Span.Start} to {Span.End}, which is all that may be looked at.", nameof(window));
}
