using System.Globalization;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Binance;

namespace LlmTrader.Tests.Simulation.Binance;

/// <summary>When a handover ends, by a clock that is set by hand and two connections whose messages are written here.</summary>
public sealed class HandoverTests
{
    private static readonly BinanceFeedOptions Options = new()
    {
        Instruments = [Scenario.Instruments[0]], Streams = BinanceStreams.Trades | BinanceStreams.Quotes,
        OverlapAtLeast = TimeSpan.FromSeconds(1), OverlapAtMost = TimeSpan.FromSeconds(15),
    };

    private readonly HandClock _clock = new();
    private readonly AuditingPort _port = new(1, 1);
    private readonly MarketStreams _streams;
    private readonly Handover _handover;

    public HandoverTests()
    {
        _streams = new MarketStreams(Options.Instruments, Options.Streams, _port, _ => { });
        _handover = new Handover(null!, _streams, Options, _clock);   // It only hands the next connection out.
    }

    [Fact]
    public void A_pause_of_the_old_connection_does_not_end_it_while_the_next_has_told_nothing()
    {
        Old(1);
        _clock.Seconds = 14;
        Assert.False(_handover.IsDue);
        Old(2);   // It had been under way.
        Next(3);
        Assert.True(_handover.IsDue);
        TakeKept();
        Assert.Equal((3L, 0L), (_port.Trades, _port.MissedTrades));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    public void It_ends_when_the_old_connection_has_reached_where_the_next_began(int behind)
    {
        Old(1);
        for (int id = 2 + behind; id < 2 + behind + 5; id++) { Next(id); }
        _clock.Seconds = 2;
        for (int id = 2; id < 2 + behind; id++)
        {
            Assert.False(_handover.IsDue, $"due at {id - 1}");
            Old(id);
        }

        Assert.True(_handover.IsDue);
        TakeKept();
        Assert.Equal((behind + 6L, 0L), (_port.Trades, _port.MissedTrades));
        Assert.Empty(_port.Wrong);
    }

    [Fact]
    public void Before_the_shortest_overlap_it_does_not_end()
    {
        Old(1);
        Next(2);
        _clock.Seconds = 0.9;
        Assert.False(_handover.IsDue);
        _clock.Seconds = 1;
        Assert.True(_handover.IsDue);
    }

    [Fact]
    public void Where_nothing_of_a_kind_was_told_before_the_old_connection_is_not_thought_to_be_there()
    {
        Next(5);
        _clock.Seconds = 2;
        Assert.False(_handover.IsDue);
        Old(4);
        Assert.True(_handover.IsDue);
    }

    [Fact]
    public void After_the_longest_overlap_it_ends_and_what_is_missing_is_told()
    {
        Old(1);
        Next(9);
        _clock.Seconds = 15;
        Assert.True(_handover.IsDue);
        TakeKept();
        Assert.Equal((2L, 7L), (_port.Trades, _port.MissedTrades));
        Assert.Empty(_port.Wrong);   // A gap event came before it.
    }

    [Fact]
    public void A_next_connection_that_stays_mute_while_the_old_one_speaks_is_not_changed_to()
    {
        Old(1);
        _clock.Seconds = 14.9;
        Assert.False(_handover.IsNextMute);
        _clock.Seconds = 15;
        Assert.Equal((false, true), (_handover.IsDue, _handover.IsNextMute));
    }

    [Fact]
    public void When_both_are_silent_for_the_longest_overlap_it_ends()
    {
        _clock.Seconds = 15;
        Assert.Equal((true, false), (_handover.IsDue, _handover.IsNextMute));
    }

    private static byte[] Trade(int id) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"stream\":\"btcusdt@trade\",\"data\":{{\"e\":\"trade\",\"E\":1723161255343,\"s\":\"BTCUSDT\",\"t\":{id},\"p\":\"1\",\"q\":\"1\",\"T\":1723161255342,\"m\":true}}}}"));

    private void Old(int id)
    {
        Assert.Equal(FrameOutcome.Taken, _streams.Take(Trade(id), new Timestamp(1)));
        _handover.OldSpoke();
    }

    private void Next(int id) => Assert.True(_handover.TryKeep(Trade(id), new Timestamp(2)));

    private void TakeKept()
    {
        for (int position = 0; _handover.TryTake(ref position, out ReadOnlySpan<byte> frame, out Timestamp received);) { _streams.Take(frame, received); }
    }

    private sealed class HandClock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => (long)(Seconds * 1_000);
    }
}
