using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tests.Unit.Journal;
using LlmTrader.Tools.Hosting.Backtests;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Sweeps;

namespace LlmTrader.Tests.Unit.Sweeps;

/// <summary>History in memory against <see cref="BacktestRunner"/>, which reads the journal each time.</summary>
public sealed class SweepHistoryTests
{
    private const string Cross = "name: cross\nbar: 15m\nentry_long: cross_above(sma(close, 5), sma(close, 20))\nentry_short: cross_below(sma(close, 5), sma(close, 20))\nsizing: {percent_of_equity: 40}\nstop_loss: {percent: 2}\n";
    private const string Ticks = "name: ticks\nbar: 10s\nlet:\n  slow: sma(close, 6)\nentry_long: close > slow\nexit_long: close < slow\nsizing: {percent_of_equity: 20}\ntrailing_stop: {percent: 0.2}\n";
    private const string TwoSeries = "name: two\nbar: 10s\nentry_long: close > sma(close, 5) and close > sma(close, 2) @ 1m\nexit_long: close < sma(close, 5)\nsizing: {percent_of_equity: 20}\n";
    private const string ManyOrders = "name: many\nbar: 10s\nstop_loss: {percent: 30}\ngrid:\n  levels: 40\n  spacing: {percent: 0.01}\n  size: {percent_of_equity: 0.5}\n  side: both\n";

    [Theory]
    [InlineData(Cross, false, 1)]
    [InlineData(Ticks, true, 0)]
    [InlineData(TwoSeries, true, 0)]
    [InlineData(ManyOrders, true, 0)]   // More orders than the small engine has room for.
    public void The_whole_span_comes_to_what_a_backtest_comes_to(string rules, bool hasTicks, long barRuns)
    {
        using TestJournal journal = hasTicks ? SweepJournals.Ticks(20) : SweepJournals.Bars(96 * 25);
        BacktestResult expected = new BacktestRunner(new BacktestOptions { Data = [journal.Path], Configuration = SweepJournals.Configuration(rules) }).Run();
        PerformanceSummary summary = expected.Report.Performance.Single();

        SweepHistory history = Open(journal);
        BacktestOutcome found = history.Run(SweepJournals.Document(rules), history.Span, BacktestCosts.Configured);

        Assert.Equal(expected.Report.StateHash, found.StateHash);
        Assert.Equal(summary.Trades, found.Trades);
        Assert.Equal(summary.TotalReturn, found.TotalReturn);
        Assert.Equal(summary.MaxDrawdownRatio, found.MaxDrawdown);
        Assert.Equal(summary.PeriodsPerYear, found.PeriodsPerYear);
        Assert.Equal(summary.Returns, found.Returns.Count);
        Assert.Null(found.Failure);
        Assert.Equal(barRuns, history.BarRuns);
        Assert.True(summary.Fills > 0);
        double growth = 1;
        foreach (double one in found.Returns) { growth *= 1 + one; }
        Assert.Equal(1 + found.TotalReturn, growth, 12);
        Assert.Equal(growth, found.Equity[^1].Growth, 12);
        Assert.Equal(Sharpe(found), summary.Sharpe ?? double.NaN, 9);
        if (!hasTicks) { Assert.Equal(expected.Accounts.Single().Daily.Select(day => (double)day.ProfitRaw / 1e14), Changes(found), (one, other) => Math.Abs(one - other) < 1e-12); }
    }

    [Fact]
    public void What_the_bar_engine_leaves_comes_to_the_same_through_the_inline_engine()
    {
        string rules = ManyOrders.Replace("bar: 10s", "bar: 15m", StringComparison.Ordinal).Replace("0.01}", "0.2}", StringComparison.Ordinal);
        using TestJournal journal = SweepJournals.Bars(400);
        BacktestResult expected = new BacktestRunner(new BacktestOptions { Data = [journal.Path], Configuration = SweepJournals.Configuration(rules) }).Run();
        SweepHistory history = Open(journal);
        for (int i = 0; i < 20; i++) { Assert.Equal(expected.Report.StateHash, history.Run(SweepJournals.Document(rules), history.Span, BacktestCosts.Configured).StateHash); }   // At first it is tried.
        Assert.Equal(0, history.BarRuns);
        Assert.True(expected.Report.Performance.Single().Fills > 0);
    }

    [Fact]
    public void Many_threads_come_to_what_one_comes_to()
    {
        using TestJournal journal = SweepJournals.Ticks(5);
        SweepHistory history = Open(journal);
        RuleDocument rules = SweepJournals.Document(Ticks);
        string[] hashes = new string[24];
        Parallel.For(0, hashes.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => hashes[i] = history.Run(rules, history.Span, i % 2 == 0 ? BacktestCosts.Configured : BacktestCosts.Doubled).StateHash);
        Assert.Equal(2, hashes.Distinct().Count());
        Assert.Equal(history.Run(rules, history.Span, BacktestCosts.Configured).StateHash, hashes[0]);
    }

    [Fact]
    public void A_window_decides_from_its_start_on_with_the_bars_before_it_behind_it()
    {
        // Every bar is a decision once 20 bars are known: without them a window of 8 bars would see none.
        const string rules = "name: always\nbar: 15m\nuniverse: [BTCUSDT]\nentry_long: sma(close, 20) > 0\nsizing: {percent_of_equity: 50}\n";
        using TestJournal journal = SweepJournals.Bars(400);
        SweepHistory history = Open(journal);
        RuleDocument document = SweepJournals.Document(rules);
        HistoryWindow window = Window(from: 100, bars: 8);
        BacktestOutcome found = history.Run(document, window, BacktestCosts.Configured);

        // Decided at the first close, at the venue 3 ms later, where the next bar has begun: bought at the open of the one after it, and held.
        (long bought, long last) = (BarAt(history, 102).Open.Raw, BarAt(history, 107).Close.Raw);
        Assert.Equal((0.5 * (((double)last / bought) - 1)) - (0.5 * 0.0005), found.TotalReturn, 5);
        Assert.NotEqual(0, found.TotalReturn);
        Assert.Equal(3, found.Returns.Count);   // From 25:15 to 27:15.
        Assert.Equal(0, history.Run(document, Window(from: 0, bars: 8), BacktestCosts.Configured).TotalReturn);   // Nothing lies before.
    }

    [Fact]
    public void A_window_of_rules_that_read_several_series_is_fed_as_many_bars_of_each_as_they_need()
    {
        const string rules = "name: slow\nbar: 10s\nuniverse: [BTCUSDT]\nentry_long: close > 0 and sma(close, 20) @ 1m > 0\nsizing: {percent_of_equity: 50}\n";
        using TestJournal journal = SweepJournals.Ticks(26);
        SweepHistory history = Open(journal);
        RuleDocument document = SweepJournals.Document(rules);
        Timestamp start = SweepJournals.Start + Duration.FromMinutes(23);
        BacktestOutcome late = history.Run(document, new(start, start + Duration.FromMinutes(2)), BacktestCosts.Configured);
        BacktestOutcome early = history.Run(document, new(SweepJournals.Start, SweepJournals.Start + Duration.FromMinutes(15)), BacktestCosts.Configured);
        Assert.NotEqual(0, late.TotalReturn);
        Assert.Single(late.Returns);
        Assert.Equal(0, early.TotalReturn);   // Fifteen bars are not twenty.
    }

    [Fact]
    public void Windows_side_by_side_hold_each_interval_once()
    {
        using TestJournal journal = SweepJournals.Bars(96 * 4);
        SweepHistory history = Open(journal);
        RuleDocument rules = SweepJournals.Document(Cross);
        Timestamp midnight = SweepJournals.Start + Duration.FromDays(2);
        BacktestOutcome whole = history.Run(rules, new(SweepJournals.Start, SweepJournals.Start + Duration.FromDays(4)), BacktestCosts.Configured);
        BacktestOutcome first = history.Run(rules, new(SweepJournals.Start, midnight), BacktestCosts.Configured);
        BacktestOutcome second = history.Run(rules, new(midnight, SweepJournals.Start + Duration.FromDays(4)), BacktestCosts.Configured);
        Assert.Equal(96, whole.Returns.Count);
        Assert.Equal(whole.Equity.Select(point => point.Time), first.Equity.Concat(second.Equity).Select(point => point.Time));
        Assert.True(whole.Trades > 0 && second.Trades > 0);
    }

    [Fact]
    public void Costs_take_from_what_is_earned()
    {
        using TestJournal journal = SweepJournals.Bars(1_000);
        SweepHistory history = Open(journal);
        RuleDocument rules = SweepJournals.Document(Cross);
        double[] returns = [.. new BacktestCosts[] { new(0, 1), new(1, 1), new(2, 1), new(2, 40) }.Select(costs => history.Run(rules, history.Span, costs).TotalReturn)];
        Assert.Equal(returns.OrderDescending(), returns);
        Assert.Equal(returns.Length, returns.Distinct().Count());
    }

    [Fact]
    public void The_same_data_has_the_same_id_wherever_it_lies()
    {
        using TestJournal one = SweepJournals.Bars(50);
        using TestJournal same = SweepJournals.Bars(50);
        using TestJournal other = SweepJournals.Bars(50, seed: 2);
        Assert.Equal(Open(one).Id, Open(same).Id);
        Assert.NotEqual(Open(one).Id, Open(other).Id);
        Assert.Equal(64, Open(one).Id.Length);
        Assert.Equal(["BTCUSDT.BINANCE", "ETHUSDT.BINANCE"], Open(one).Instruments);
    }

    [Fact]
    public void What_does_not_fit_into_memory_is_refused_with_the_limit()
    {
        using TestJournal journal = SweepJournals.Bars(50);
        RunException refused = Assert.Throws<RunException>(() => SweepHistory.Open(new SweepOptions { Data = [journal.Path], Configuration = SweepJournals.Configuration(), MaxBytes = 1_000 }));
        Assert.Contains("1,000 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Contains("after 11 events", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_that_can_t_run_here_are_refused()
    {
        using TestJournal journal = SweepJournals.Bars(50);
        SweepHistory history = Open(journal);
        RuleDocument unknown = SweepJournals.Document(Cross + "universe: [XYZUSDT]\n");
        Assert.Contains("XYZUSDT", Assert.Throws<ArgumentException>(() => history.Run(unknown, history.Span, BacktestCosts.Configured)).Message, StringComparison.Ordinal);
        RuleDocument hours = SweepJournals.Document(Cross.Replace("15m", "1h", StringComparison.Ordinal));
        Assert.Contains("reads bars of 1h; the data has ready-made bars of 15m and no trades", Assert.Throws<ArgumentException>(() => history.Run(hours, history.Span, BacktestCosts.Configured)).Message, StringComparison.Ordinal);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => history.Run(SweepJournals.Document(Cross), new(history.Span.End, history.Span.End), BacktestCosts.Configured)).Message, StringComparison.Ordinal);
    }

    private static SweepHistory Open(TestJournal journal) => SweepHistory.Open(new SweepOptions { Data = [journal.Path], Configuration = SweepJournals.Configuration() });

    private static HistoryWindow Window(int from, int bars)
    {
        Timestamp start = SweepJournals.Start + Duration.FromMinutes(15 * (from + 1));   // A bar is there at its close.
        return new HistoryWindow(start, start + Duration.FromMinutes(15 * bars));
    }

    private static Bar BarAt(SweepHistory history, int index)
    {
        using IMarketDataSource source = history.OpenSource();
        EngineEvent next = default;
        for (int i = 0; i <= 2 * index; i++) { Assert.True(source.TryRead(ref next)); }
        Assert.Equal(0, next.Instrument.Value);
        return next.Bar;
    }

    private static double Sharpe(BacktestOutcome outcome)
    {
        double mean = outcome.Returns.Average();
        double deviation = Math.Sqrt(outcome.Returns.Sum(one => (one - mean) * (one - mean)) / (outcome.Returns.Count - 1));
        return outcome.Returns.Count < 2 || deviation == 0 ? double.NaN : mean / deviation * Math.Sqrt(outcome.PeriodsPerYear);
    }

    private static IEnumerable<double> Changes(BacktestOutcome outcome) => outcome.Equity.Select((point, i) => point.Growth - (i == 0 ? 1 : outcome.Equity[i - 1].Growth));
}
