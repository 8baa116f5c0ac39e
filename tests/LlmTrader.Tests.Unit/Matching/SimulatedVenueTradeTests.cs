using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>Fills from trades, of instruments without quotes.</summary>
public class SimulatedVenueTradeTests
{
    private readonly VenueFixture _venue = new();

    [Fact]
    public void A_market_order_fills_at_the_following_trades_up_to_their_sizes()
    {
        _venue.Trade(100, 50, now: 10);
        _venue.Market(Side.Buy, 5, now: 11);
        Assert.Equal("1 accepted", _venue.News());

        _venue.Trade(101, 3, now: 12);
        _venue.Trade(98, 9, now: 13);
        Assert.Equal("1 filled 3@101 taker, 2 left · 1 filled 2@98 taker, 0 left", _venue.News());
    }

    [Fact]
    public void A_trade_from_before_the_arrival_fills_nothing_and_one_at_that_very_time_does()
    {
        _venue.Market(Side.Buy, 5, now: 20);
        _venue.Trade(101, 9, now: 25, exchange: 19);
        Assert.Equal("1 accepted", _venue.News());

        _venue.Trade(102, 9, now: 26, exchange: 20);
        Assert.Equal("1 filled 5@102 taker, 0 left", _venue.News());
        Assert.Equal(20, _venue.Sent[^1].VenueTime);
    }

    [Fact]
    public void A_venue_clock_ahead_of_ours_does_not_put_fills_in_the_future()
    {
        _venue.Market(Side.Buy, 5, now: 20);
        _venue.Trade(101, 9, now: 25, exchange: 99);
        Assert.Equal(25, _venue.Sent[^1].VenueTime);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "1 filled 4@100 maker, 2 left")]
    public void A_touch_fills_a_resting_order_only_when_the_options_say_so(bool fillOnTouch, string news)
    {
        var venue = new VenueFixture(new VenueOptions { FillOnTouch = fillOnTouch });
        venue.Trade(101, 1, now: 10);
        venue.Limit(Side.Buy, 6, 100, now: 11);
        venue.News();
        venue.Trade(100, 4, now: 12);
        Assert.Equal(news, venue.News());
    }

    [Fact]
    public void A_trade_through_the_limit_fills_at_the_limit_as_maker()
    {
        _venue.Trade(100, 1, now: 10);
        _venue.Limit(Side.Buy, 6, 99, now: 11);
        _venue.Limit(Side.Sell, 6, 101, now: 11);
        _venue.News();
        _venue.Trade(97, 4, now: 12);
        _venue.Trade(105, 4, now: 13);
        Assert.Equal("1 filled 4@99 maker, 2 left · 2 filled 4@101 maker, 2 left", _venue.News());
    }

    [Fact]
    public void A_marketable_limit_takes_trades_within_it_until_one_is_beyond_and_then_rests()
    {
        _venue.Trade(100, 1, now: 10);
        _venue.Limit(Side.Buy, 9, 101, now: 11);
        _venue.Trade(100, 2, now: 12);
        Assert.Equal("1 accepted · 1 filled 2@100 taker, 7 left", _venue.News());
        _venue.ReturnAll();

        _venue.Trade(102, 2, now: 13);
        _venue.Trade(101, 2, now: 14);
        _venue.Trade(99, 2, now: 15);
        Assert.Equal("1 filled 2@101 maker, 5 left", _venue.News());
    }

    [Fact]
    public void Better_limits_come_first_then_earlier_orders_and_market_orders_before_all()
    {
        _venue.Trade(110, 1, now: 10);
        _venue.Limit(Side.Buy, 2, 100, now: 11);
        _venue.Limit(Side.Buy, 2, 101, now: 11);
        _venue.Limit(Side.Buy, 2, 101, now: 11);
        _venue.Market(Side.Buy, 1, now: 11);
        _venue.News();
        _venue.Trade(99, 6, now: 12);
        Assert.Equal("4 filled 1@99 taker, 0 left · 2 filled 2@101 maker, 0 left · 3 filled 2@101 maker, 0 left · 1 filled 1@100 maker, 1 left",
            _venue.News());
    }

    [Fact]
    public void Both_sides_share_one_trade()
    {
        _venue.Market(Side.Sell, 4, now: 11);
        _venue.Market(Side.Buy, 4, now: 11);
        _venue.News();
        _venue.Trade(99, 6, now: 12);
        Assert.Equal("2 filled 4@99 taker, 0 left · 1 filled 2@99 taker, 2 left", _venue.News());
    }

    [Theory]
    [InlineData(101, "1 filled 4@101 taker, 2 left · 1 expired")]
    [InlineData(102, "1 expired")]
    public void Immediate_or_cancel_takes_from_the_next_trade_and_expires(long price, string news)
    {
        _venue.Trade(100, 50, now: 10);
        _venue.Limit(Side.Buy, 6, 101, now: 11, TimeInForce.ImmediateOrCancel);
        Assert.Equal("1 accepted", _venue.News());
        _venue.Trade(price, 4, now: 12);
        Assert.Equal(news, _venue.News());
    }

    [Fact]
    public void Trades_without_price_or_size_are_ignored()
    {
        _venue.Market(Side.Buy, 6, now: 11, TimeInForce.ImmediateOrCancel);
        _venue.Trade(0, 4, now: 12);
        _venue.Trade(100, 0, now: 12);
        Assert.Equal("1 accepted", _venue.News());
    }

    [Fact]
    public void Other_instruments_trades_fill_nothing()
    {
        _venue.Market(Side.Buy, 6, now: 11);
        _venue.Trade(100, 50, now: 12, instrument: 1);
        Assert.Equal("1 accepted", _venue.News());
    }
}
