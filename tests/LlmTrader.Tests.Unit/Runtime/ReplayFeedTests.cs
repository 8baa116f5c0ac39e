using System.Diagnostics;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Replay;

namespace LlmTrader.Tests.Unit.Runtime;

public sealed class ReplayFeedTests
{
    [Fact]
    public void A_journals_market_data_come_back_and_what_the_engine_made_is_passed_over()
    {
        FakeJournal journal = new();
        EventKind[] kinds =
        [
            EventKind.Trade, EventKind.Timer, EventKind.Quote, EventKind.Report, EventKind.HashCheckpoint, EventKind.Bar, EventKind.Command,
            EventKind.RiskLimitChange, EventKind.TradingStateChange, EventKind.Gap, EventKind.Trade,
        ];
        for (int i = 0; i < kinds.Length; i++) { journal.Append(new EngineEvent { Kind = kinds[i], Sequence = i, Time = RuntimeWorld.At(i) }); }

        using JournalFeed feed = new(journal.Read());
        Assert.Equal([0L, 2, 5, 9, 10], ReadAll(feed).Select(e => e.Sequence));
        Assert.Equal(kinds.Length, feed.EventsRead);
    }

    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(10, 1.0)]
    public void Events_come_at_the_pace_at_which_they_happened_times_the_speed(double speed, double span)
    {
        using RealTimeFeed feed = new(new Listed([0, span / 2, span]), speed, CancellationToken.None);
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(3, ReadAll(feed).Count);

        // Only "not early" can be checked: a busy machine may be as late as it likes. A millisecond early is close enough.
        Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds >= (span / speed) - 0.002);
    }

    [Fact]
    public void A_high_speed_does_not_wait() => RuntimeWorld.MustEnd(() =>
    {
        using RealTimeFeed feed = new(new Listed([0, 86_400, 40 * 86_400]), speed: 1e12, CancellationToken.None);
        Assert.Equal(3, ReadAll(feed).Count);
    });

    // Longer than a wait handle takes at once, longer than a TimeSpan holds.
    [Theory]
    [InlineData(60 * 86_400.0, 1)]
    [InlineData(200 * 365 * 86_400.0, 1e-6)]
    public void A_cancel_ends_a_wait_of_any_length(double seconds, double speed) => RuntimeWorld.MustEnd(() =>
    {
        using CancellationTokenSource cancel = new(TimeSpan.FromMilliseconds(30));
        using RealTimeFeed feed = new(new Listed([0, seconds]), speed, cancel.Token);
        Assert.Single(ReadAll(feed));
    });

    [Fact]
    public void A_cancelled_feed_is_at_its_end()
    {
        using RealTimeFeed feed = new(new Listed([0, 1]), speed: 1, new CancellationToken(canceled: true));
        Assert.Empty(ReadAll(feed));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_speed_that_is_none_is_refused(double speed) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RealTimeFeed(new Listed([]), speed, CancellationToken.None));

    private static List<EngineEvent> ReadAll(IMarketDataSource source)
    {
        List<EngineEvent> all = [];
        EngineEvent next = default;
        while (source.TryRead(ref next)) { all.Add(next); }
        return all;
    }

    private sealed class Listed(double[] seconds) : IMarketDataSource
    {
        private int _next;

        public bool TryRead(ref EngineEvent next)
        {
            if (_next == seconds.Length) { return false; }
            next = RuntimeWorld.Trade(seconds[_next++], 100);
            return true;
        }

        public void Dispose()
        {
        }
    }
}
