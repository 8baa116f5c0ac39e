using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>Fill-or-kill, day, good-till-date, post-only, reduce-only, iceberg and self-trade prevention, by hand.</summary>
public class TimeInForceTests
{
    private const long Second = 1_000_000_000;

    private readonly VenueFixture _venue = new();

    [Fact]
    public void Fill_or_kill_fills_whole_or_not_at_all()
    {
        _venue.Quote(99, 5, 100, 5, now: 1);
        _venue.Limit(Side.Buy, 6, 100, now: 2, TimeInForce.FillOrKill);
        Assert.Equal("1 accepted · 1 expired", _venue.News());
        _venue.Limit(Side.Buy, 5, 99, now: 3, TimeInForce.FillOrKill);
        Assert.Equal("2 accepted · 2 expired", _venue.News());
        _venue.Limit(Side.Buy, 5, 100, now: 4, TimeInForce.FillOrKill);
        Assert.Equal("3 accepted · 3 filled 5@100 taker, 0 left", _venue.News());
    }

    [Fact]
    public void Without_quotes_fill_or_kill_lives_by_the_first_trade()
    {
        _venue.Market(Side.Buy, 6, now: 1, TimeInForce.FillOrKill);
        _venue.Market(Side.Buy, 5, now: 1, TimeInForce.FillOrKill);
        _venue.Trade(100, 5, now: 2);
        Assert.Equal("1 accepted · 2 accepted · 1 expired · 2 filled 5@100 taker, 0 left", _venue.News());
    }

    [Fact]
    public void Good_till_date_ends_on_the_second_by_a_timer_alone()
    {
        _venue.Send(Side.Buy, OrderType.Limit, 5, now: Second, price: 90, with: command => command with { TimeInForce = TimeInForce.GoodTillDate, ExpireSeconds = 30 });
        Assert.Equal([30 * Second], _venue.Timers);
        _venue.Venue.OnTimer(TimerId.VenueExpiry, new Timestamp(30 * Second));
        Assert.Equal("1 accepted · 1 expired", _venue.News());
        Assert.Equal(30 * Second, _venue.Sent[^1].VenueTime);
        Assert.Equal(0, _venue.Venue.OpenOrders);
    }

    [Fact]
    public void It_ends_before_anything_else_of_that_time()
    {
        _venue.Send(Side.Buy, OrderType.Limit, 5, now: Second, price: 90, with: command => command with { TimeInForce = TimeInForce.GoodTillDate, ExpireSeconds = 30 });
        _venue.Trade(80, 5, now: 30 * Second);
        Assert.Equal("1 accepted · 1 expired", _venue.News());
        _venue.Send(Side.Buy, OrderType.Limit, 5, now: 31 * Second, price: 90, with: command => command with { TimeInForce = TimeInForce.GoodTillDate, ExpireSeconds = 31 });
        Assert.Equal("2 rejected: InvalidTimeInForce", _venue.News());
    }

    [Fact]
    public void A_far_expiry_is_reached_by_few_timers_and_exactly()
    {
        const uint Year = 365 * 86_400;
        _venue.Send(Side.Buy, OrderType.Limit, 5, now: 0, price: 90, with: command => command with { TimeInForce = TimeInForce.GoodTillDate, ExpireSeconds = Year });
        for (int i = 0; i < _venue.Timers.Count; i++) { _venue.Venue.OnTimer(TimerId.VenueExpiry, new Timestamp(_venue.Timers[i])); }
        Assert.InRange(_venue.Timers.Count, 2, 64);
        Assert.Equal(Year * Second, _venue.Timers[^1]);
        Assert.Equal(Year * Second, _venue.Sent[^1].VenueTime);
        Assert.Equal("1 accepted · 1 expired", _venue.News());
    }

    [Fact]
    public void A_day_order_ends_at_midnight_where_trading_never_ends()
    {
        _venue.Limit(Side.Buy, 5, 90, now: 86_399 * Second, TimeInForce.Day);
        Assert.Equal([86_400 * Second], _venue.Timers);
        _venue.Trade(80, 2, now: 86_400 * Second - 1);
        _venue.Trade(80, 2, now: 86_400 * Second);
        Assert.Equal("1 accepted · 1 filled 2@80 taker, 3 left · 1 expired", _venue.News());
    }

    [Fact]
    public void Post_only_never_takes()
    {
        _venue.Quote(99, 5, 101, 5, now: 1);
        _venue.Send(Side.Buy, OrderType.Limit, 5, now: 2, price: 101, with: PostOnly);
        Assert.Equal("1 rejected: WouldTake", _venue.News());
        _venue.Send(Side.Buy, OrderType.Limit, 5, now: 2, price: 100, with: PostOnly);
        _venue.Quote(99, 5, 100, 2, now: 3);
        Assert.Equal("2 accepted · 2 filled 2@100 maker, 3 left", _venue.News());
    }

    [Fact]
    public void Reduce_only_is_cut_to_the_position_or_refused()
    {
        _venue.Send(Side.Sell, OrderType.Market, 5, now: 1, with: ReduceOnly);
        Assert.Equal("1 rejected: NothingToReduce", _venue.News());
        _venue.Hold(4, now: 2);
        _venue.Send(Side.Buy, OrderType.Market, 5, now: 3, with: ReduceOnly);
        Assert.Equal("3 rejected: NothingToReduce", _venue.News());
        _venue.Send(Side.Sell, OrderType.Market, 5, now: 3, with: ReduceOnly);
        _venue.Trade(101, 9, now: 4);
        Assert.Equal("4 accepted · 4 filled 4@101 taker, 0 left", _venue.News());
        Assert.Equal(4, _venue.Sent[^2].Report.LeavesQuantity.Raw);   // Cut off when it came.
    }

    [Fact]
    public void A_reduce_only_order_whose_position_is_gone_is_cancelled_instead_of_filled()
    {
        _venue.Hold(4, now: 1);
        _venue.Send(Side.Sell, OrderType.Limit, 4, now: 2, price: 105, with: ReduceOnly);
        _venue.Market(Side.Sell, 3, now: 2);
        _venue.Trade(100, 3, now: 3);
        _venue.ReturnAll();
        Assert.Equal("2 accepted · 3 accepted · 3 filled 3@100 taker, 0 left", _venue.News());
        _venue.Trade(106, 9, now: 4);
        Assert.Equal("2 filled 1@105 maker, 0 left", _venue.News());
    }

    [Fact]
    public void An_iceberg_shows_a_slice_and_queues_anew_for_the_next()
    {
        _venue.Trade(100, 1, now: 1);
        _venue.Send(Side.Buy, OrderType.Limit, 5, now: 2, price: 95, with: command => command with { DisplayQuantity = new Quantity(2) });
        _venue.Limit(Side.Buy, 3, 95, now: 3);
        _venue.News();
        _venue.Trade(94, 6, now: 4);   // Two of the slice, three behind it, one of the next slice.
        Assert.Equal("1 filled 2@95 maker, 3 left · 2 filled 3@95 maker, 0 left · 1 filled 1@95 maker, 2 left", _venue.News());
    }

    [Fact]
    public void As_a_taker_an_iceberg_takes_all()
    {
        _venue.Quote(94, 5, 95, 4, now: 1);
        _venue.Send(Side.Buy, OrderType.Limit, 5, now: 2, price: 95, with: command => command with { DisplayQuantity = new Quantity(2) });
        Assert.Equal("1 accepted · 1 filled 4@95 taker, 1 left", _venue.News());
    }

    [Theory]
    [InlineData(VenueSelfTrade.RejectNewest, "1 accepted · 2 rejected: SelfTrade")]
    [InlineData(VenueSelfTrade.CancelOldest, "1 accepted · 1 canceled: SelfTrade · 2 accepted")]
    [InlineData(VenueSelfTrade.None, "1 accepted · 2 accepted")]
    public void An_account_does_not_trade_with_itself(VenueSelfTrade prevention, string expected)
    {
        VenueFixture venue = new(new VenueOptions { SelfTrade = prevention });
        venue.Quote(90, 5, 110, 5, now: 1);
        venue.Limit(Side.Buy, 5, 100, now: 2);
        venue.Limit(Side.Sell, 5, 100, now: 3);
        Assert.Equal(expected, venue.News());
    }

    [Fact]
    public void A_market_order_meets_its_own_limit_only_where_the_market_has_nothing_better()
    {
        _venue.Quote(98, 5, 101, 5, now: 1);
        _venue.Limit(Side.Buy, 5, 97, now: 2);
        _venue.Market(Side.Sell, 2, now: 3);
        Assert.Equal("1 accepted · 2 accepted · 2 filled 2@98 taker, 0 left", _venue.News());
        _venue.Limit(Side.Buy, 5, 99, now: 4);
        _venue.Market(Side.Sell, 2, now: 5);
        Assert.Equal("3 accepted · 4 rejected: SelfTrade", _venue.News());
    }

    [Theory]
    [InlineData(OrderType.Stop, 0, 0, TimeInForce.GoodTillCancel, OrderFlags.None, 0, RejectReason.InvalidTrigger)]
    [InlineData(OrderType.Limit, 90, 5, TimeInForce.GoodTillCancel, OrderFlags.None, 0, RejectReason.InvalidTrigger)]
    [InlineData(OrderType.StopLimit, 0, 90, TimeInForce.GoodTillCancel, OrderFlags.None, 0, RejectReason.InvalidPrice)]
    [InlineData(OrderType.Limit, 90, 0, TimeInForce.GoodTillCancel, OrderFlags.None, 5, RejectReason.InvalidDisplayQuantity)]
    [InlineData(OrderType.Market, 0, 0, TimeInForce.GoodTillCancel, OrderFlags.None, 2, RejectReason.InvalidDisplayQuantity)]
    [InlineData(OrderType.Stop, 0, 90, TimeInForce.ImmediateOrCancel, OrderFlags.None, 0, RejectReason.InvalidTimeInForce)]
    [InlineData(OrderType.Limit, 90, 0, TimeInForce.GoodTillDate, OrderFlags.None, 0, RejectReason.InvalidTimeInForce)]
    [InlineData(OrderType.Limit, 90, 0, TimeInForce.FillOrKill, OrderFlags.PostOnly, 0, RejectReason.UnsupportedOrder)]
    [InlineData(OrderType.Market, 0, 0, TimeInForce.GoodTillCancel, OrderFlags.PostOnly, 0, RejectReason.UnsupportedOrder)]
    public void What_does_not_go_together_is_refused(OrderType type, long price, long trigger, TimeInForce timeInForce, OrderFlags flags, long display, RejectReason expected)
    {
        _venue.Send(Side.Buy, type, 5, now: 1, price, trigger, command => command with { TimeInForce = timeInForce, Flags = flags, DisplayQuantity = new Quantity(display) });
        Assert.Equal($"1 rejected: {expected}", _venue.News());
    }

    private static OrderCommand PostOnly(OrderCommand command) => command with { Flags = OrderFlags.PostOnly };

    private static OrderCommand ReduceOnly(OrderCommand command) => command with { Flags = OrderFlags.ReduceOnly };
}
