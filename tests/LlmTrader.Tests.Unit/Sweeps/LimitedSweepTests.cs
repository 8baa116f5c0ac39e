using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tests.Unit.Journal;
using LlmTrader.Tools.Hosting.Sweeps;

namespace LlmTrader.Tests.Unit.Sweeps;

/// <summary>A part of a real history: runs in it are those of the whole, and so are those of its shuffled markets, which have bars alone.</summary>
public sealed class LimitedSweepTests
{
    private const string Rules = "name: ticks\nbar: 10s\nentry_long: close > sma(close, 6)\nexit_long: close < sma(close, 6)\nsizing: {percent_of_equity: 20}\n";

    [Fact]
    public void A_part_runs_and_shuffles_as_the_whole_does()
    {
        using TestJournal journal = SweepJournals.Ticks(10);
        SweepHistory whole = SweepHistory.Open(new SweepOptions { Data = [journal.Path], Configuration = SweepJournals.Configuration() });
        RuleDocument rules = SweepJournals.Document(Rules);
        HistoryWindow window = whole.Span with { End = whole.Span.Start + Duration.FromMinutes(6) };
        LimitedHistory part = new(whole, window);
        BacktestOutcome Run(IMarketHistory history) => history.Run(rules, window, BacktestCosts.Configured);
        Assert.Equal(Run(whole).StateHash, Run(part).StateHash);

        IMarketHistory shuffled = whole.Shuffled(rules, window, 5);
        Assert.NotEqual(whole.Span, shuffled.Span);   // Its first event is a bar's close.
        Assert.Equal(Run(shuffled).StateHash, Run(part.Shuffled(rules, window, 5)).StateHash);
        Assert.True(Run(shuffled).Trades > 0);
        Assert.Throws<ArgumentException>(() => part.Shuffled(rules, window, 5).Run(rules, whole.Span, BacktestCosts.Configured));
    }
}
