using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tests.Unit.Journal;
using LlmTrader.Tools.Hosting.Sweeps;

namespace LlmTrader.Tests.Unit.Sweeps;

public sealed class ShuffledMarketsTests
{
    private const string Rules = "name: cross\nbar: 15m\nentry_long: cross_above(sma(close, 5), sma(close, 20))\nexit_long: close < sma(close, 20)\nsizing: {percent_of_equity: 40}\n";
    private const string Longer = "name: longer\nbar: 15m\nentry_long: close > sma(close, 2) @ 1h\nexit_long: close < sma(close, 20)\nsizing: {percent_of_equity: 40}\n";
    private const string Ticks = "name: ticks\nbar: 10s\nentry_long: close > sma(close, 6)\nexit_long: close < sma(close, 6)\nsizing: {percent_of_equity: 20}\n";

    [Fact]
    public void Every_change_is_there_once_in_another_order()
    {
        using TestJournal journal = SweepJournals.Bars(600);
        SweepHistory market = Open(journal);
        SweepHistory shuffled = (SweepHistory)market.Shuffled(SweepJournals.Document(Rules), market.Span, 42);
        Bar[] before = BarsOf(market, 0, spec: 0);
        Bar[] after = BarsOf(shuffled, 0, spec: 0);
        Assert.Equal(before.Length, after.Length);
        Assert.Equal(before[0], after[0]);
        Assert.InRange(after[^1].Close.Raw, before[^1].Close.Raw - 1, before[^1].Close.Raw + 1);
        Assert.Equal(before.Select(bar => bar.OpenTime), after.Select(bar => bar.OpenTime));
        Assert.NotEqual(before.Select(bar => bar.Volume.Raw), after.Select(bar => bar.Volume.Raw));
        Assert.Equal(Shapes(before).Order(), Shapes(after).Order());
        Assert.All(after, bar => Assert.True(bar.High >= bar.Open && bar.High >= bar.Close && bar.Low <= bar.Open && bar.Low <= bar.Close));

        // Instruments whose bars close together are shuffled alike: what was one moment still is.
        Dictionary<long, long> partners = BarsOf(market, 0, 0).Zip(BarsOf(market, 1, 0)).ToDictionary(pair => pair.First.Volume.Raw, pair => pair.Second.Volume.Raw);
        Assert.All(after.Zip(BarsOf(shuffled, 1, 0)), pair => Assert.Equal(partners[pair.First.Volume.Raw], pair.Second.Volume.Raw));
    }

    [Fact]
    public void What_lies_outside_of_the_window_stays()
    {
        using TestJournal journal = SweepJournals.Bars(600);
        SweepHistory market = Open(journal);
        HistoryWindow window = new(SweepJournals.Start + Duration.FromDays(2), SweepJournals.Start + Duration.FromDays(4));
        Bar[] before = BarsOf(market, 0, spec: 0);
        Bar[] after = BarsOf((SweepHistory)market.Shuffled(SweepJournals.Document(Rules), window, 42), 0, spec: 0);
        int first = (2 * 96) - 1;   // The bar that closes as the window begins.
        int end = (4 * 96) - 1;
        Assert.Equal(before[..first], after[..first]);
        Assert.NotEqual(before[first..end], after[first..end]);
        Assert.Equal(Shapes(before[(first - 1)..end]).Order(), Shapes(after[(first - 1)..end]).Order());
        Assert.Equal(before[end..].Select(bar => bar.Volume), after[end..].Select(bar => bar.Volume));
        Assert.All(before[end..].Zip(after[end..]), pair => Assert.InRange(pair.Second.Close.Raw - pair.First.Close.Raw, -1, 1));
    }

    [Fact]
    public void A_seed_is_a_market()
    {
        using TestJournal journal = SweepJournals.Bars(300);
        SweepHistory market = Open(journal);
        RuleDocument rules = SweepJournals.Document(Rules);
        Assert.Equal(market.Shuffled(rules, market.Span, 1).Id, market.Shuffled(rules, market.Span, 1).Id);
        Assert.NotEqual(market.Shuffled(rules, market.Span, 1).Id, market.Shuffled(rules, market.Span, 2).Id);
        IMarketHistory shuffled = market.Shuffled(rules, market.Span, 1);
        Assert.Equal(market.Span, shuffled.Span);
        Assert.Equal(market.Instruments, shuffled.Instruments);
        Assert.NotEqual(market.Run(rules, market.Span, BacktestCosts.Configured).StateHash, shuffled.Run(rules, market.Span, BacktestCosts.Configured).StateHash);
    }

    [Fact]
    public void Longer_bars_are_made_of_the_shuffled_ones()
    {
        using TestJournal journal = SweepJournals.Bars(400);
        SweepHistory market = Open(journal);
        SweepHistory shuffled = (SweepHistory)market.Shuffled(SweepJournals.Document(Longer), market.Span, 3);
        Bar[] quarters = BarsOf(shuffled, 1, spec: 0);
        Bar[] hours = BarsOf(shuffled, 1, spec: 1);
        Assert.Equal(100, hours.Length);
        for (int i = 0; i < hours.Length; i++)
        {
            Bar[] own = quarters[(4 * i)..(4 * (i + 1))];
            Assert.Equal((own[0].Open, own[3].Close, own.Max(bar => bar.High.Raw), own.Min(bar => bar.Low.Raw), own.Sum(bar => bar.Volume.Raw)), (hours[i].Open, hours[i].Close, hours[i].High.Raw, hours[i].Low.Raw, hours[i].Volume.Raw));
        }

        Assert.True(shuffled.Run(SweepJournals.Document(Longer), shuffled.Span, BacktestCosts.Configured).Trades > 0);
        RuleDocument shorter = SweepJournals.Document(Longer.Replace("bar: 15m", "bar: 1d", StringComparison.Ordinal));
        Assert.Contains("bars of 1d also reads bars of 1h", Assert.Throws<ArgumentException>(() => market.Shuffled(shorter, market.Span, 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_are_trades_alone_the_bars_are_those_that_the_engine_builds()
    {
        using TestJournal journal = SweepJournals.Ticks(10);
        SweepHistory market = Open(journal);
        SweepHistory shuffled = (SweepHistory)market.Shuffled(SweepJournals.Document(Ticks), market.Span, 3);
        Bar[] bars = BarsOf(shuffled, 0, spec: 0);
        Assert.InRange(bars.Length, 50, 60);
        Assert.True(shuffled.Run(SweepJournals.Document(Ticks), shuffled.Span, BacktestCosts.Configured).Trades > 0);
    }

    // Where a bar's prices lay against its close, and its change: in whole basis points, since prices are rounded to ticks.
    private static IEnumerable<(long Volume, long Open, long High, long Low, long Change)> Shapes(Bar[] bars) => bars.Skip(1).Select((bar, i) =>
        (bar.Volume.Raw, Parts(bar.Open.Raw, bar.Close.Raw), Parts(bar.High.Raw, bar.Close.Raw), Parts(bar.Low.Raw, bar.Close.Raw), Parts(bar.Close.Raw, bars[i].Close.Raw)));

    private static long Parts(long price, long of) => (long)Math.Round(1e2 * Math.Log((double)price / of));

    private static Bar[] BarsOf(SweepHistory history, int instrument, int spec)
    {
        List<Bar> bars = [];
        using IMarketDataSource source = history.OpenSource();
        EngineEvent next = default;
        while (source.TryRead(ref next))
        {
            if (next.Kind == EventKind.Bar && next.Instrument.Value == instrument && next.Bar.Spec.Value == spec) { bars.Add(next.Bar); }
        }

        return [.. bars];
    }

    private static SweepHistory Open(TestJournal journal) => SweepHistory.Open(new SweepOptions { Data = [journal.Path], Configuration = SweepJournals.Configuration() });
}
