using System.Collections.Concurrent;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Replay;
using LlmTrader.Feeds.Simulated;

namespace LlmTrader.Tests.Unit.Live;

public sealed class PacedFeedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task It_gives_the_market_at_the_pace_of_the_clock()
    {
        StepClock clock = new();
        Port port = new();
        await using PacedFeed feed = Feed(port, clock);
        Assert.Equal(FeedState.Stopped, feed.Status.State);
        feed.Start();
        await AwaitAsync(() => feed.Status.State == FeedState.Connected && port.IdleRounds > 2);
        Assert.Single(port.Events);   // The first is due at once.
        await AdvanceAsync(clock, port, Duration.FromSeconds(10));
        EngineEvent[] events = [.. port.Events];
        Assert.InRange(events.Length, 500, 2000);   // A hundred a second.
        Assert.All(events, e => Assert.True(e.Time <= clock.Now));
        FeedStatus status = feed.Status;
        Assert.Equal(events.Length, status.Messages);
        Assert.Equal(events.Count(e => e.Kind == EventKind.Trade), status.Trades);
        Assert.Equal(events.Count(e => e.Kind == EventKind.Quote), status.Quotes);
        await feed.StopAsync();
        Assert.Equal(FeedState.Stopped, feed.Status.State);
    }

    [Fact]
    public async Task What_it_missed_while_taken_off_is_told_by_a_gap_per_instrument()
    {
        StepClock clock = new();
        Port port = new();
        await using PacedFeed feed = Feed(port, clock);
        feed.Start();
        await AdvanceAsync(clock, port, Duration.FromSeconds(2));
        feed.Disconnect();
        Assert.Equal(FeedState.Disconnected, feed.Status.State);
        int before = port.Events.Count;
        await AdvanceAsync(clock, port, Duration.FromSeconds(20));
        Assert.Equal(before, port.Events.Count);
        feed.Reconnect();
        await AdvanceAsync(clock, port, Duration.FromSeconds(20));
        EngineEvent[] after = [.. port.Events.Skip(before)];
        Assert.Equal(4, after.Count(e => e.Kind == EventKind.Gap));
        Assert.All(after.GroupBy(e => e.Instrument), group => Assert.Equal(EventKind.Gap, group.First().Kind));
        Assert.InRange(after.Where(e => e.Kind == EventKind.Gap).Sum(e => e.Gap.Dropped), 1000, 4000);
        Assert.Equal(4, feed.Status.Gaps);
        Assert.True(feed.Status.MissedTrades > 0);
    }

    [Fact]
    public async Task Ten_times_faster_the_same_events_come_in_a_tenth_of_the_time()
    {
        EngineEvent[] slow = await PlayAsync(1, 10);
        EngineEvent[] fast = await PlayAsync(10, 1);
        Assert.Equal(slow.Length, fast.Length);
        for (int i = 0; i < slow.Length; i++)
        {
            Assert.Equal((slow[i].Kind, slow[i].Instrument, slow[i].Trade.Price), (fast[i].Kind, fast[i].Instrument, fast[i].Trade.Price));
            Assert.InRange((slow[i].Time - slow[0].Time).Nanoseconds - (10 * (fast[i].Time - fast[0].Time).Nanoseconds), 0, 10);
            Assert.Equal(fast[i].Time, fast[i].ExchangeTime);
        }
    }

    [Fact]
    public async Task A_source_that_fails_ends_the_feed_and_is_told()
    {
        await using PacedFeed feed = new("journal", () => throw new IOException("the disk is gone"), 1, new Port(), new StepClock());
        feed.Start();
        await AwaitAsync(() => feed.Status.State == FeedState.Stopped);
        Assert.Equal("the disk is gone", feed.Status.LastProblem);
    }

    [Fact]
    public async Task It_stops_before_it_was_started()
    {
        PacedFeed feed = Feed(new Port(), new StepClock());
        await feed.StopAsync();
        feed.Start();
        Assert.Equal(FeedState.Stopped, feed.Status.State);
        await feed.DisposeAsync();
    }

    private static PacedFeed Feed(Port port, StepClock clock, double speed = 1) =>
        new("simulated", () => new SimulatedMarket(new SimulatedMarketOptions { Instruments = SimulatedMarket.DemoInstruments() }), 4, port, clock, speed);

    private static async Task<EngineEvent[]> PlayAsync(double speed, int seconds)
    {
        StepClock clock = new();
        Port port = new();
        await using PacedFeed feed = Feed(port, clock, speed);
        feed.Start();
        await AwaitAsync(() => feed.Status.State == FeedState.Connected && port.IdleRounds > 2);
        await AdvanceAsync(clock, port, Duration.FromSeconds(seconds));
        return [.. port.Events];
    }

    // The feed's next round may have looked at the clock before it moved; the one after it sees the new time.
    private static async Task AdvanceAsync(StepClock clock, Port port, Duration by)
    {
        clock.Advance(by);
        long rounds = port.IdleRounds;
        await AwaitAsync(() => port.IdleRounds >= rounds + 2);
    }

    private static async Task AwaitAsync(Func<bool> condition)
    {
        using CancellationTokenSource limit = new(Patience);
        while (!condition()) { await Task.Delay(1, limit.Token); }
    }

    private sealed class StepClock : IClock
    {
        private long _now = Timestamp.FromUnixSeconds(1_800_000_000).Nanoseconds;

        public Timestamp Now => new(Volatile.Read(ref _now));

        public void Advance(Duration by) => Interlocked.Add(ref _now, by.Nanoseconds);
    }

    private sealed class Port : IMarketDataPort
    {
        private long _idleRounds;

        public ConcurrentQueue<EngineEvent> Events { get; } = new();

        public long IdleRounds => Volatile.Read(ref _idleRounds);

        public bool TryWrite(in EngineEvent e)
        {
            Events.Enqueue(e);
            return true;
        }

        public bool DeliverOwed()
        {
            Interlocked.Increment(ref _idleRounds);
            return true;
        }
    }
}
