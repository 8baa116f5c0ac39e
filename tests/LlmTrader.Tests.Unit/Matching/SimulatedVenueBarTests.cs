using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>Fills from ready-made bars, of instruments without trades and quotes.</summary>
public class SimulatedVenueBarTests
{
    private readonly VenueFixture _venue = new();

    /// <summary>A bar is matched when it has ended; an order that ends with it was there all the time.</summary>
    [Fact]
    public void Orders_that_expire_when_a_bar_ends_fill_inside_it()
    {
        const long Day = 86_400_000_000_000;
        VenueFixture venue = new();
        venue.Bar(100, 100, 100, 100, 10, openTime: 0, now: Day);
        venue.Limit(Side.Buy, 5, 95, now: Day, TimeInForce.Day);
        venue.Limit(Side.Buy, 5, 80, now: Day, TimeInForce.Day);
        venue.Send(Side.Buy, OrderType.Limit, 5, now: Day, price: 95, with: command => command with { TimeInForce = TimeInForce.GoodTillDate, ExpireSeconds = 2 * 86_400 });
        venue.News();
        venue.Bar(100, 100, 90, 100, 1000, openTime: Day, now: 2 * Day);
        Assert.Equal("1 filled 5@95 maker, 0 left · 3 filled 5@95 maker, 0 left", venue.News());
        venue.Bar(100, 100, 70, 100, 1000, openTime: 2 * Day, now: 3 * Day);
        Assert.Equal("2 expired", venue.News());
    }

    [Fact]
    public void A_market_order_fills_at_the_next_bars_open_up_to_its_volume()
    {
        _venue.Bar(100, 105, 95, 102, 50, openTime: 0, now: 60);
        _venue.Market(Side.Buy, 9, now: 60);
        _venue.Bar(103, 108, 99, 104, 7, openTime: 60, now: 120);
        Assert.Equal("1 accepted · 1 filled 7@103 taker, 2 left", _venue.News());
        Assert.Equal(120, _venue.Sent[^1].VenueTime);

        _venue.Bar(104, 108, 99, 104, 7, openTime: 120, now: 180);
        Assert.Equal("1 filled 2@104 taker, 0 left", _venue.News());
    }

    [Fact]
    public void An_order_that_arrives_inside_a_bar_waits_for_the_next_one()
    {
        _venue.Market(Side.Buy, 5, now: 61);
        _venue.Bar(103, 108, 99, 104, 50, openTime: 60, now: 120);
        Assert.Equal("1 accepted", _venue.News());

        _venue.Bar(104, 108, 99, 104, 50, openTime: 120, now: 180);
        Assert.Equal("1 filled 5@104 taker, 0 left", _venue.News());
    }

    [Theory]
    [InlineData(103, 99, false, "")]                                      // The low only touches.
    [InlineData(103, 99, true, "1 filled 5@99 maker, 0 left")]
    [InlineData(103, 98, false, "1 filled 5@99 maker, 0 left")]
    [InlineData(97, 96, false, "1 filled 5@97 maker, 0 left")]            // It opens below the limit: a gap.
    [InlineData(97, 102, false, "1 filled 5@97 maker, 0 left")]           // A source's open outside its range counts as reached.
    public void A_resting_buy_fills_at_its_limit_or_at_a_better_open(long open, long low, bool fillOnTouch, string news)
    {
        var venue = new VenueFixture(new VenueOptions { FillOnTouch = fillOnTouch });
        venue.Bar(100, 105, 95, 102, 50, openTime: 0, now: 60);
        venue.Limit(Side.Buy, 5, 99, now: 60);
        venue.News();
        venue.Bar(open, 108, low, 104, 50, openTime: 60, now: 120);
        Assert.Equal(news, venue.News());
    }

    [Theory]
    [InlineData(103, 109, false, "")]
    [InlineData(103, 109, true, "1 filled 5@109 maker, 0 left")]
    [InlineData(103, 110, false, "1 filled 5@109 maker, 0 left")]
    [InlineData(112, 115, false, "1 filled 5@112 maker, 0 left")]
    public void A_resting_sell_fills_at_its_limit_or_at_a_better_open(long open, long high, bool fillOnTouch, string news)
    {
        var venue = new VenueFixture(new VenueOptions { FillOnTouch = fillOnTouch });
        venue.Bar(100, 105, 95, 102, 50, openTime: 0, now: 60);
        venue.Limit(Side.Sell, 5, 109, now: 60);
        venue.News();
        venue.Bar(open, high, 101, 104, 50, openTime: 60, now: 120);
        Assert.Equal(news, venue.News());
    }

    [Fact]
    public void A_marketable_limit_takes_the_open_and_rests_when_the_open_is_beyond_it()
    {
        _venue.Bar(100, 105, 95, 102, 50, openTime: 0, now: 60);
        _venue.Limit(Side.Buy, 5, 104, now: 60);
        _venue.Limit(Side.Buy, 5, 103, now: 60);
        _venue.News();
        _venue.Bar(104, 108, 101, 104, 50, openTime: 60, now: 120);
        Assert.Equal("1 filled 5@104 taker, 0 left · 2 filled 5@103 maker, 0 left", _venue.News());
    }

    [Fact]
    public void Only_the_first_specification_fills_and_none_once_there_are_trades()
    {
        _venue.Bar(100, 105, 95, 102, 50, openTime: 0, now: 60, spec: 3);
        _venue.Market(Side.Buy, 90, now: 60);
        _venue.Bar(100, 105, 95, 102, 50, openTime: 60, now: 120, spec: 4);
        Assert.Equal("1 accepted", _venue.News());

        _venue.Bar(100, 105, 95, 102, 50, openTime: 60, now: 120, spec: 3);
        _venue.Trade(101, 1, now: 121);
        _venue.ReturnAll();
        _venue.Bar(100, 105, 95, 102, 50, openTime: 121, now: 180, spec: 3);
        Assert.Equal("1 filled 50@100 taker, 40 left · 1 filled 1@101 taker, 39 left", _venue.News());
    }

    [Fact]
    public void A_bar_without_volume_fills_nothing()
    {
        _venue.Market(Side.Buy, 5, now: 60);
        _venue.Bar(100, 105, 95, 102, 0, openTime: 60, now: 120);
        Assert.Equal("1 accepted", _venue.News());
    }
}
