using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>Taking from a level-2 book, resting beside it, and what a gap does.</summary>
public class SimulatedVenueBookTests
{
    [Fact]
    public void A_market_order_walks_the_levels()
    {
        VenueFixture venue = Open();
        venue.Market(Side.Buy, 12, now: 10);
        Assert.Equal("1 accepted · 1 filled 5@101 taker, 7 left · 1 filled 7@102 taker, 0 left", venue.News());
    }

    /// <summary>Three reports may be under way: acceptance, a fill, and one more, which then brings all the rest at its mean price, against us.</summary>
    [Fact]
    public void With_no_credit_for_a_fill_of_each_level_the_rest_comes_at_its_mean_price()
    {
        VenueFixture venue = Open();
        venue.Market(Side.Buy, 30, now: 10);   // 5 at 101, then 10 at 102 and 15 at 104: 103.2.
        Assert.Equal("1 accepted · 1 filled 5@101 taker, 25 left · 1 filled 25@104 taker, 0 left", venue.News());
    }

    [Fact]
    public void No_size_is_used_twice_until_its_level_changes()
    {
        VenueFixture venue = Open();
        venue.Market(Side.Buy, 5, now: 10, TimeInForce.ImmediateOrCancel);
        venue.Market(Side.Buy, 4, now: 11, TimeInForce.ImmediateOrCancel);
        venue.Book(now: 20, "a101=5 a102=11 a110=1");   // 102 has changed, 101 is only shown again.
        venue.Market(Side.Buy, 13, now: 21, TimeInForce.ImmediateOrCancel);
        Assert.Equal(["5@101", "4@102", "11@102", "2@104"], venue.Fills());
    }

    [Fact]
    public void A_limit_order_takes_up_to_its_limit_and_rests_there()
    {
        VenueFixture venue = Open();
        venue.Limit(Side.Buy, 20, 102, now: 10);
        Assert.Equal("1 accepted · 1 filled 5@101 taker, 15 left · 1 filled 10@102 taker, 5 left", venue.News());
        venue.ReturnAll();
        venue.Book(now: 20, "a101=0 a102=0");
        venue.Book(now: 30, "a102=3");
        Assert.Equal("1 filled 3@102 maker, 2 left", venue.News());   // The other side came to it.
    }

    /// <summary>A market order has no limit to rest at: what an empty side can't give, it takes from what comes.</summary>
    [Fact]
    public void A_market_order_waits_for_a_side_that_is_empty()
    {
        VenueFixture venue = Open();
        venue.Book(now: 6, "a101=0 a102=0 a104=0");
        venue.Market(Side.Buy, 3, now: 10);
        venue.Book(now: 20, "a107=2");
        venue.Book(now: 30, "a107=5");
        Assert.Equal(["2@107", "1@107"], venue.Fills());
    }

    [Fact]
    public void Immediate_orders_expire_and_fill_or_kill_needs_all()
    {
        VenueFixture venue = Open();
        venue.Limit(Side.Buy, 7, 101, now: 10, TimeInForce.ImmediateOrCancel);
        Assert.Equal("1 accepted · 1 filled 5@101 taker, 2 left · 1 expired", venue.News());
        venue.Limit(Side.Buy, 11, 102, now: 11, TimeInForce.FillOrKill);
        Assert.Equal("2 accepted · 2 expired", venue.News());
        venue.Limit(Side.Buy, 10, 102, now: 12, TimeInForce.FillOrKill);
        Assert.Equal("3 accepted · 3 filled 10@102 taker, 0 left", venue.News());
    }

    [Fact]
    public void Participation_caps_each_level()
    {
        VenueFixture venue = Open(new VenueOptions { MaxBooks = 1, ParticipationPercent = 40 });
        venue.Market(Side.Buy, 6, now: 10, TimeInForce.ImmediateOrCancel);
        Assert.Equal(["2@101", "4@102"], venue.Fills());
        venue.Market(Side.Buy, 6, now: 11, TimeInForce.ImmediateOrCancel);
        Assert.Equal(["2@101", "4@102", "6@104"], venue.Fills());
    }

    /// <summary>A sell takes from the bids.</summary>
    [Fact]
    public void Sells_walk_down()
    {
        VenueFixture venue = Open();
        venue.Limit(Side.Sell, 12, 98, now: 10);
        Assert.Equal("1 accepted · 1 filled 4@99 taker, 8 left · 1 filled 8@98 taker, 0 left", venue.News());
    }

    /// <summary>A quote that came after the book knows what is gone; what it shows beyond the book is not taken.</summary>
    [Fact]
    public void A_newer_quote_takes_levels_away_and_adds_none()
    {
        VenueFixture venue = Open();
        venue.Quote(99, 4, 102, 3, now: 8);
        venue.Market(Side.Buy, 5, now: 10);
        Assert.Equal(["3@102", "2@104"], venue.Fills());
        venue.Quote(99, 4, 100, 9, now: 11);
        venue.Market(Side.Buy, 1, now: 12);
        Assert.Equal(["3@102", "2@104", "1@101"], venue.Fills());
        venue.Book(now: 20, "a101=6");
        venue.Market(Side.Buy, 5, now: 21);
        Assert.Equal("5@101", venue.Fills()[^1]);
    }

    [Fact]
    public void After_a_gap_quotes_count_until_the_next_snapshot()
    {
        VenueFixture venue = Open();
        venue.Quote(99, 4, 103, 2, now: 8);
        venue.Venue.OnGap(venue.Id, new Timestamp(9));
        venue.Book(now: 10, "a100=50");   // No book to change.
        venue.Market(Side.Buy, 2, now: 11, TimeInForce.ImmediateOrCancel);
        Assert.Equal(["2@103"], venue.Fills());
        venue.Book(now: 20, "b99=4 a105=6", BookFlags.Snapshot);
        venue.Market(Side.Buy, 2, now: 21, TimeInForce.ImmediateOrCancel);
        Assert.Equal(["2@103", "2@105"], venue.Fills());
    }

    [Fact]
    public void After_a_gap_without_quotes_trades_count()
    {
        VenueFixture venue = Open();
        venue.Venue.OnGap(venue.Id, new Timestamp(9));
        venue.Market(Side.Buy, 2, now: 11);
        Assert.Equal([], venue.Fills());
        venue.Trade(107, 9, now: 12);
        Assert.Equal(["2@107"], venue.Fills());
    }

    /// <summary>Half of a message is nobody's book: an order between its pieces meets the book of before.</summary>
    [Fact]
    public void An_order_between_two_pieces_meets_the_whole_book_of_before()
    {
        VenueFixture venue = Open();
        venue.Market(Side.Buy, 5, now: 9, TimeInForce.ImmediateOrCancel);
        venue.Piece(now: 10, "a101=50", BookFlags.First);
        venue.Market(Side.Buy, 1, now: 11, TimeInForce.ImmediateOrCancel);
        venue.Piece(now: 12, "a102=0", BookFlags.Last);
        venue.Market(Side.Buy, 6, now: 13, TimeInForce.ImmediateOrCancel);
        Assert.Equal(["5@101", "1@102", "6@101"], venue.Fills());
    }

    [Fact]
    public void Without_room_for_books_their_data_changes_nothing()
    {
        VenueFixture venue = Open(new VenueOptions());
        venue.Market(Side.Buy, 1, now: 10);
        Assert.Equal([], venue.Fills());
    }

    private static VenueFixture Open(VenueOptions? options = null)
    {
        VenueFixture venue = new(options ?? new VenueOptions { MaxBooks = 1 });
        venue.Book(now: 5, "b99=4 b98=10 b90=100 a101=5 a102=10 a104=100", BookFlags.Snapshot);
        return venue;
    }
}
