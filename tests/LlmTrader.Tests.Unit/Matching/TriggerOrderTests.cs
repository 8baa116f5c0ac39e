using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>Stops, stop-limits, trailing stops and market-if-touched orders on trades, quotes and bars, by hand.</summary>
public class TriggerOrderTests
{
    private readonly VenueFixture _venue = new();

    /// <summary>So far away that no price can trigger it: it waits, whatever the market does.</summary>
    [Fact]
    public void A_trailing_stop_may_be_as_far_away_as_prices_go()
    {
        VenueFixture venue = new();
        venue.Trade(100, 1, now: 1);
        OrderId stop = venue.Send(Side.Buy, OrderType.TrailingStop, 3, now: 2, trigger: long.MaxValue);
        venue.Send(Side.Sell, OrderType.TrailingStop, 3, now: 2, trigger: long.MaxValue);
        venue.Trade(200, 1, now: 3);
        venue.Trade(50, 1, now: 4);
        venue.Amend(stop, now: 5, trigger: long.MaxValue - 1);
        venue.Trade(300, 1, now: 6);
        Assert.Equal("1 accepted · 2 accepted · 1 replaced 3@9223372036854775807, 3 left", venue.News());
        venue.ReturnAll();
        venue.Amend(stop, now: 7, trigger: 5);
        venue.Trade(100, 1, now: 8);
        venue.Trade(105, 1, now: 9);
        Assert.Equal("1 replaced 3@9223372036854775807, 3 left · 1 triggered", venue.News());
    }

    [Fact]
    public void A_stop_wakes_up_on_a_trade_and_takes_from_the_next_one()
    {
        _venue.Trade(100, 5, now: 1);
        _venue.Send(Side.Sell, OrderType.Stop, 3, now: 2, trigger: 95);
        _venue.Trade(96, 5, now: 3);
        Assert.Equal("1 accepted", _venue.News());
        _venue.Trade(95, 5, now: 4);
        Assert.Equal("1 triggered", _venue.News());
        _venue.Trade(93, 2, now: 5);
        Assert.Equal("1 filled 2@93 taker, 1 left", _venue.News());
    }

    [Fact]
    public void A_stop_wakes_up_on_the_side_of_the_quote_at_which_it_trades_and_takes_it()
    {
        _venue.Quote(99, 5, 101, 5, now: 1);
        _venue.Send(Side.Sell, OrderType.Stop, 3, now: 2, trigger: 95);
        _venue.Send(Side.Buy, OrderType.Stop, 4, now: 2, trigger: 105);
        _venue.Quote(96, 5, 104, 5, now: 3);
        Assert.Equal("1 accepted · 2 accepted", _venue.News());
        _venue.Quote(94, 2, 95, 5, now: 4);
        Assert.Equal("1 triggered · 1 filled 2@94 taker, 1 left", _venue.News());
        _venue.ReturnAll();
        _venue.Quote(103, 5, 105, 9, now: 5);
        Assert.Equal("1 filled 1@103 taker, 0 left · 2 triggered · 2 filled 4@105 taker, 0 left", _venue.News());
    }

    [Fact]
    public void A_stop_beyond_the_market_wakes_up_on_arrival()
    {
        _venue.Quote(94, 5, 95, 5, now: 1);
        _venue.Send(Side.Sell, OrderType.Stop, 3, now: 2, trigger: 95);
        Assert.Equal("1 accepted · 1 triggered · 1 filled 3@94 taker, 0 left", _venue.News());
    }

    [Fact]
    public void What_happened_before_its_arrival_wakes_no_stop()
    {
        _venue.Trade(100, 5, now: 1);
        _venue.Send(Side.Sell, OrderType.Stop, 3, now: 10, trigger: 95);
        _venue.Trade(90, 5, now: 11, exchange: 9);
        Assert.Equal("1 accepted", _venue.News());
    }

    [Fact]
    public void A_stop_limit_that_the_market_has_jumped_over_rests_at_its_limit()
    {
        _venue.Trade(100, 5, now: 1);
        _venue.Send(Side.Sell, OrderType.StopLimit, 3, now: 2, price: 94, trigger: 95);
        _venue.Trade(92, 5, now: 3);
        Assert.Equal("1 accepted · 1 triggered", _venue.News());
        _venue.Trade(93, 5, now: 4);
        Assert.Equal("", _venue.News());
        _venue.Trade(95, 2, now: 5);
        Assert.Equal("1 filled 2@94 maker, 1 left", _venue.News());
    }

    [Fact]
    public void A_trailing_stop_follows_the_market_and_never_goes_back()
    {
        _venue.Trade(100, 5, now: 1);
        _venue.Send(Side.Sell, OrderType.TrailingStop, 3, now: 2, trigger: 5);   // At 95.
        _venue.Trade(110, 5, now: 3);                                            // At 105.
        _venue.Trade(106, 5, now: 4);
        Assert.Equal("1 accepted", _venue.News());
        _venue.Trade(105, 5, now: 5);
        _venue.Trade(104, 5, now: 6);
        Assert.Equal("1 triggered · 1 filled 3@104 taker, 0 left", _venue.News());
    }

    [Fact]
    public void A_buy_trailing_stop_is_the_mirror_image()
    {
        _venue.Trade(100, 5, now: 1);
        _venue.Send(Side.Buy, OrderType.TrailingStop, 3, now: 2, trigger: 5);
        _venue.Trade(90, 5, now: 3);
        _venue.Trade(94, 5, now: 4);
        Assert.Equal("1 accepted", _venue.News());
        _venue.Trade(95, 5, now: 5);
        Assert.Equal("1 triggered", _venue.News());
    }

    [Fact]
    public void Market_if_touched_waits_on_the_other_side_of_the_market()
    {
        _venue.Trade(100, 5, now: 1);
        _venue.Send(Side.Buy, OrderType.MarketIfTouched, 3, now: 2, trigger: 95);
        _venue.Send(Side.Sell, OrderType.MarketIfTouched, 3, now: 2, trigger: 105);
        _venue.Trade(96, 5, now: 3);
        Assert.Equal("1 accepted · 2 accepted", _venue.News());
        _venue.Trade(95, 5, now: 4);
        _venue.Trade(97, 5, now: 5);
        Assert.Equal("1 triggered · 1 filled 3@97 taker, 0 left", _venue.News());
        _venue.Trade(106, 5, now: 6);
        Assert.Equal("2 triggered", _venue.News());
    }

    [Theory]
    [InlineData(OrderType.Stop, 98, 94, "1 triggered · 1 filled 3@95 taker, 0 left")]    // Inside: at the trigger.
    [InlineData(OrderType.Stop, 93, 90, "1 triggered · 1 filled 3@93 taker, 0 left")]    // A gap: at the open.
    [InlineData(OrderType.Stop, 98, 96, "")]
    [InlineData(OrderType.StopLimit, 98, 90, "1 triggered · 1 filled 3@95 taker, 0 left")]
    [InlineData(OrderType.StopLimit, 93, 90, "1 triggered · 1 filled 3@94 maker, 0 left")]   // The open is beyond its limit, the high comes back to it.
    public void On_bars_a_sell_stop_fills_at_its_trigger_or_at_a_worse_open(OrderType type, long open, long low, string expected)
    {
        _venue.Bar(100, 101, 99, 100, 50, openTime: 0, now: 10);
        _venue.Send(Side.Sell, type, 3, now: 10, price: type == OrderType.StopLimit ? 94 : 0, trigger: 95);
        _venue.News();
        _venue.Bar(open, 99, low, 97, 50, openTime: 10, now: 20);
        Assert.Equal(expected, _venue.News());
    }

    [Fact]
    public void On_bars_a_stop_limit_whose_limit_lies_beyond_its_trigger_waits_for_the_next_bar()
    {
        _venue.Bar(100, 101, 99, 100, 50, openTime: 0, now: 10);
        _venue.Send(Side.Sell, OrderType.StopLimit, 3, now: 10, price: 97, trigger: 95);
        _venue.Bar(98, 99, 94, 96, 50, openTime: 10, now: 20);
        Assert.Equal("1 accepted · 1 triggered", _venue.News());   // Nobody knows whether the high came after.
        _venue.Bar(96, 98, 95, 97, 50, openTime: 20, now: 30);
        Assert.Equal("1 filled 3@97 maker, 0 left", _venue.News());
    }

    [Fact]
    public void On_bars_a_trailing_stop_is_hit_by_the_trigger_that_it_had_at_the_open()
    {
        _venue.Bar(100, 101, 99, 100, 50, openTime: 0, now: 10);
        _venue.Send(Side.Sell, OrderType.TrailingStop, 3, now: 10, trigger: 5);
        _venue.Bar(100, 120, 96, 118, 50, openTime: 10, now: 20);   // 95 is not reached; the high moves it to 115.
        Assert.Equal("1 accepted", _venue.News());
        _venue.Bar(117, 118, 110, 112, 50, openTime: 20, now: 30);
        Assert.Equal("1 triggered · 1 filled 3@115 taker, 0 left", _venue.News());
    }

    [Fact]
    public void A_close_beyond_the_moved_trigger_has_hit_a_trailing_stop()
    {
        _venue.Bar(100, 101, 99, 100, 50, openTime: 0, now: 10);
        _venue.Send(Side.Sell, OrderType.TrailingStop, 3, now: 10, trigger: 5);
        _venue.Bar(100, 120, 98, 101, 50, openTime: 10, now: 20);
        Assert.Equal("1 accepted · 1 triggered · 1 filled 3@101 taker, 0 left", _venue.News());
    }

    [Fact]
    public void A_stop_takes_no_more_than_the_bar_has_and_goes_on_with_the_next()
    {
        _venue.Bar(100, 101, 99, 100, 50, openTime: 0, now: 10);
        _venue.Send(Side.Sell, OrderType.Stop, 30, now: 10, trigger: 95);
        _venue.Bar(98, 99, 94, 96, 20, openTime: 10, now: 20);
        _venue.ReturnAll();
        _venue.Bar(97, 98, 96, 97, 20, openTime: 20, now: 30);
        Assert.Equal("1 accepted · 1 triggered · 1 filled 20@95 taker, 10 left · 1 filled 10@97 taker, 0 left", _venue.News());
    }

    [Fact]
    public void A_stop_that_wakes_up_cancels_what_it_would_meet_of_its_own_account()
    {
        _venue.Quote(99, 5, 101, 5, now: 1);
        OrderId stop = _venue.Send(Side.Sell, OrderType.Stop, 3, now: 2, trigger: 95);
        _venue.Limit(Side.Buy, 9, 96, now: 3);
        _venue.Trade(94, 1, now: 4, exchange: 2);   // It was there before the limit, so it fills nothing of that.
        Assert.Equal("1 accepted · 2 accepted · 1 triggered · 1 filled 3@99 taker, 0 left", _venue.News());
        Assert.Equal(1, stop.Raw);
    }
}
