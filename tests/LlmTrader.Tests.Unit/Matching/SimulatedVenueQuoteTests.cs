using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>Fills from quotes.</summary>
public class SimulatedVenueQuoteTests
{
    private readonly VenueFixture _venue = new();

    [Fact]
    public void A_market_order_takes_the_other_side_on_arrival_and_waits_for_the_next_quote_with_the_rest()
    {
        _venue.Quote(99, 5, 101, 4, now: 10);
        _venue.Market(Side.Buy, 6, now: 11);
        Assert.Equal("1 accepted · 1 filled 4@101 taker, 2 left", _venue.News());

        _venue.Trade(100, 50, now: 12);
        Assert.Equal("", _venue.News());

        _venue.Quote(99, 5, 103, 9, now: 13);
        Assert.Equal("1 filled 2@103 taker, 0 left", _venue.News());
        Assert.Equal(0, _venue.Venue.OpenOrders);
    }

    /// <summary>A quote that repeats a side, since only the other one has changed, offers nothing more there.</summary>
    [Fact]
    public void A_size_that_is_shown_again_is_not_offered_again()
    {
        _venue.Quote(99, 5, 101, 2, now: 1);
        _venue.Market(Side.Buy, 10, now: 2);
        for (int i = 3; i < 9; i++) { _venue.Quote(99, 5 + i, 101, 2, now: i); }
        Assert.Equal("1 accepted · 1 filled 2@101 taker, 8 left", _venue.News());
        _venue.Quote(99, 5, 101, 3, now: 10);
        Assert.Equal("1 filled 3@101 taker, 5 left", _venue.News());
        _venue.ReturnAll();
        _venue.Quote(99, 5, 102, 3, now: 11);
        Assert.Equal("1 filled 3@102 taker, 2 left", _venue.News());
    }

    [Fact]
    public void What_others_took_and_is_shown_again_is_new()
    {
        _venue.Quote(99, 5, 101, 4, now: 1);
        _venue.Trade(101, 4, now: 2);             // Before ours: it says nothing of what we took.
        _venue.Market(Side.Buy, 10, now: 3);
        _venue.Quote(99, 6, 101, 4, now: 4);
        Assert.Equal("1 accepted · 1 filled 4@101 taker, 6 left", _venue.News());
        _venue.Trade(101, 3, now: 5);
        _venue.Quote(99, 6, 101, 4, now: 6);
        Assert.Equal("1 filled 3@101 taker, 3 left", _venue.News());
    }

    [Fact]
    public void Orders_share_a_quotes_size_in_order_of_arrival_until_the_next_quote()
    {
        _venue.Quote(99, 5, 101, 4, now: 10);
        _venue.Market(Side.Buy, 3, now: 11);
        _venue.Market(Side.Buy, 3, now: 11);
        _venue.Market(Side.Sell, 2, now: 11);
        Assert.Equal("1 accepted · 1 filled 3@101 taker, 0 left · 2 accepted · 2 filled 1@101 taker, 2 left · 3 accepted · 3 filled 2@99 taker, 0 left",
            _venue.News());

        _venue.Quote(99, 5, 101, 5, now: 12);
        Assert.Equal("2 filled 2@101 taker, 0 left", _venue.News());

        _venue.Market(Side.Buy, 9, now: 13);
        Assert.Equal("4 accepted · 4 filled 3@101 taker, 6 left", _venue.News());   // Order 2 took the others.
    }

    [Fact]
    public void A_marketable_limit_takes_at_the_quotes_price_until_the_quote_is_beyond_its_limit_and_then_rests_for_good()
    {
        _venue.Quote(99, 5, 101, 2, now: 10);
        _venue.Limit(Side.Buy, 9, 102, now: 11);
        Assert.Equal("1 accepted · 1 filled 2@101 taker, 7 left", _venue.News());
        _venue.ReturnAll();

        _venue.Quote(99, 5, 100, 2, now: 12);
        Assert.Equal("1 filled 2@100 taker, 5 left", _venue.News());

        _venue.Quote(99, 5, 103, 2, now: 13);
        _venue.Quote(99, 5, 100, 2, now: 14);
        Assert.Equal("1 filled 2@102 maker, 3 left", _venue.News());
    }

    [Fact]
    public void A_limit_away_from_the_market_rests_and_fills_at_its_limit_when_the_other_side_comes_to_it()
    {
        VenueFixture venue = new(new VenueOptions { SelfTrade = VenueSelfTrade.None });   // Else the second could not come.
        venue.Quote(99, 5, 101, 4, now: 10);
        venue.Limit(Side.Buy, 3, 100, now: 11);
        venue.Limit(Side.Sell, 3, 100, now: 11);
        Assert.Equal("1 accepted · 2 accepted", venue.News());

        venue.Quote(98, 5, 100, 2, now: 12);
        Assert.Equal("1 filled 2@100 maker, 1 left", venue.News());

        venue.Quote(102, 1, 103, 2, now: 13);
        Assert.Equal("2 filled 1@100 maker, 2 left", venue.News());
    }

    [Fact]
    public void A_quote_from_before_the_arrival_fills_nothing_but_stands_for_later_orders()
    {
        _venue.Quote(99, 5, 101, 1, now: 10);
        _venue.Market(Side.Buy, 3, now: 20);
        _venue.News();

        _venue.Quote(99, 5, 101, 4, now: 25, exchange: 19);
        Assert.Equal("", _venue.News());

        _venue.Market(Side.Buy, 3, now: 26);
        Assert.Equal("2 accepted · 2 filled 3@101 taker, 0 left", _venue.News());
    }

    [Fact]
    public void A_missing_side_fills_nobody_and_lets_limits_rest()
    {
        _venue.Quote(99, 5, 0, 0, now: 10);
        _venue.Market(Side.Buy, 1, now: 11);
        _venue.Limit(Side.Buy, 1, 500, now: 11);
        _venue.Limit(Side.Buy, 1, 500, now: 11, TimeInForce.ImmediateOrCancel);
        Assert.Equal("1 accepted · 2 accepted · 3 accepted · 3 expired", _venue.News());

        _venue.Quote(99, 5, 0, 7, now: 12);   // A size without a price is no offer either.
        Assert.Equal("", _venue.News());

        _venue.Quote(99, 5, 101, 7, now: 13);
        Assert.Equal("1 filled 1@101 taker, 0 left · 2 filled 1@500 maker, 0 left", _venue.News());
    }

    [Theory]
    [InlineData(100, "1 accepted · 1 expired")]
    [InlineData(101, "1 accepted · 1 filled 4@101 taker, 2 left · 1 expired")]
    public void Immediate_or_cancel_takes_what_stands_and_expires(long limit, string news)
    {
        _venue.Quote(99, 5, 101, 4, now: 10);
        _venue.Limit(Side.Buy, 6, limit, now: 11, TimeInForce.ImmediateOrCancel);
        Assert.Equal(news, _venue.News());
        Assert.Equal(0, _venue.Venue.OpenOrders);
    }

    [Fact]
    public void A_resting_order_also_fills_when_a_trade_goes_through_it()
    {
        _venue.Quote(99, 5, 103, 4, now: 10);
        _venue.Limit(Side.Buy, 6, 101, now: 11);
        _venue.Trade(101, 2, now: 12);
        Assert.Equal("1 accepted", _venue.News());

        _venue.Trade(100, 2, now: 13);
        Assert.Equal("1 filled 2@101 maker, 4 left", _venue.News());
    }

    [Fact]
    public void Only_the_participation_share_is_there_to_take_in_whole_lots()
    {
        var venue = new VenueFixture(new VenueOptions { ParticipationPercent = 50 });
        venue.Quote(99, 5, 101, 78, now: 10, instrument: 1);
        venue.Market(Side.Buy, 50, now: 11, instrument: 1);
        Assert.Equal("1 accepted · 1 filled 30@101 taker, 20 left", venue.News());   // Half of 78 is 39, in lots of 10 30.
    }
}
