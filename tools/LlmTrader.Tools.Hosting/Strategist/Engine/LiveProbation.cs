using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Tools.Hosting.Strategist.Engine;

/// <summary>
/// Watches an active candidate in the engine's own journal: what the account earned since the candidate has its share of the capital,
/// against a backtest over the same bars. Another slot that trades on the account is measured with it.
/// </summary>
/// <param name="journal">The engine's, its directory.</param>
/// <param name="history">The engine's journal as history.</param>
/// <param name="slotShare">The slot's part of the account.</param>
internal sealed class LiveProbation(string journal, Func<CancellationToken, IMarketHistory> history, double slotShare) : IProbationMeter, IDisposable
{
    private OutJournalFollower? _follower;
    private Timestamp _since;
    private long _first, _peak, _last, _worst;
    private (Timestamp At, double Growth) _expected;

    public ProbationFigures Measure(Candidate candidate, Timestamp since, Timestamp now, double share, CancellationToken cancel)
    {
        if (_since != since) { Restart(since); }
        Read();
        double capital = _first * slotShare * share;
        if (_first == 0 || capital <= 0) { return new ProbationFigures(0, 0); }    // Nothing was told of the account yet: nothing was traded.
        double growth = (_last - _first) / capital, expected = Expected(candidate, since, now, cancel);
        return new ProbationFigures(_worst / capital, Math.Abs(growth - expected), growth, expected);
    }

    public void Dispose() => _follower?.Dispose();

    private void Restart(Timestamp since)
    {
        _follower?.Dispose();
        _follower = new OutJournalFollower(JournalDirectory.Open(journal));
        (_since, _first, _peak, _last, _worst, _expected) = (since, 0, 0, 0, 0, (since, 0));
    }

    // The equity behind the last record before it began is where it began.
    private void Read()
    {
        OutRecord record = default;
        while (_follower!.TryRead(ref record))
        {
            if (record.Kind != OutKind.Equity || record.Equity.Account.Value != 0) { continue; }
            _last = record.Equity.EquityRaw;
            if (record.Time <= _since || _first == 0) { _first = _peak = _last; }
            _peak = Math.Max(_peak, _last);
            _worst = Math.Max(_worst, _peak - _last);
        }
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
