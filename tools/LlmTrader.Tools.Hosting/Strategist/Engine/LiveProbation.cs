using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Tools.Hosting.Strategist.Engine;

/// <summary>
/// Watches an active candidate in the engine's own journal: what the account earned since the candidate is active, over all of its shares
/// of the capital, against a backtest over the same bars. Another slot that trades on the account is measured with it.
/// </summary>
/// <param name="journal">The engine's, its directory.</param>
/// <param name="history">The engine's journal as history.</param>
/// <param name="slotShare">The slot's part of the account.</param>
internal sealed class LiveProbation(string journal, Func<CancellationToken, IMarketHistory> history, double slotShare) : IProbationMeter, IDisposable
{
    private OutJournalFollower? _follower;
    private ProbationCurve? _curve;
    private Timestamp _since;
    private (Timestamp At, double Growth) _expected;

    public ProbationFigures Measure(Candidate candidate, IReadOnlyList<CapitalStep> steps, Timestamp now, CancellationToken cancel)
    {
        ProbationCurve curve = _curve is { } known && _since == steps[0].Since ? known : Restart(steps[0].Since);
        OutRecord record = default;
        while (_follower!.TryRead(ref record))
        {
            if (record.Kind == OutKind.Equity && record.Equity.Account.Value == 0) { curve.Add(record.Time, record.Equity.EquityRaw, steps); }
        }

        double expected = Expected(candidate, _since, now, cancel);
        return new ProbationFigures(curve.Drawdown, Math.Abs(curve.Growth - expected), curve.Growth, expected);
    }

    public void Dispose() => _follower?.Dispose();

    private ProbationCurve Restart(Timestamp since)
    {
        _follower?.Dispose();
        _follower = new OutJournalFollower(JournalDirectory.Open(journal));
        (_since, _expected) = (since, (since, 0));
        return _curve = new ProbationCurve(since, slotShare);
    }

    // A backtest reads all of the journal: as often as what it tells has grown by a tenth.
    private double Expected(Candidate candidate, Timestamp since, Timestamp now, CancellationToken cancel)
    {
        long grown = (now - _expected.At).Nanoseconds, all = (now - since).Nanoseconds;
        if (grown * 10 < all || grown <= 0) { return _expected.Growth; }
        IMarketHistory told = history(cancel);
        HistoryWindow window = new(since, now < told.Span.End ? now : told.Span.End);
        if (window.Length <= Duration.Zero) { return _expected.Growth; }
        BacktestOutcome outcome = told.Run(candidate.Document, window, BacktestCosts.Configured, cancel);
        if (outcome.Failure is { } failure) { throw new InvalidOperationException($"The backtest of the same time failed: {failure}"); }
        _expected = (now, outcome.TotalReturn);
        return outcome.TotalReturn;
    }
}
