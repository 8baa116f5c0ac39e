using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>Slippage against takers, and the print of a call auction.</summary>
public class SimulatedVenueSlippageTests
{
    [Fact]
    public void Takers_of_trades_and_bars_get_worse_prices_and_never_beyond_their_limit()
    {
        VenueFixture venue = new(new VenueOptions { Slippage = new Slippage(SlippageUnit.Ticks, 3) });
        venue.Market(Side.Buy, 1, now: 1);
        venue.Market(Side.Sell, 1, now: 1);
        venue.Limit(Side.Buy, 1, 101, now: 1);
        venue.Limit(Side.Buy, 1, 95, now: 1);
        venue.Trade(100, 10, now: 2);
        Assert.Equal(["1@103", "1@101", "1@97"], venue.Fills());
        venue.Trade(94, 10, now: 3);
        Assert.Equal("1@95", venue.Fills()[^1]);   // It rested: its limit.
    }

    [Fact]
    public void Bars_in_basis_points_are_rounded_up_to_the_tick()
    {
        VenueFixture venue = new(new VenueOptions { Slippage = new Slippage(SlippageUnit.BasisPoints, 25) });
        venue.Market(Side.Sell, 1, now: 1);
        venue.Bar(1000, 1010, 990, 1005, 50, openTime: 2, now: 3);
        Assert.Equal(["1@997"], venue.Fills());   // 2.5
    }

    [Fact]
    public void Quotes_are_taken_at_their_price() =>
        Assert.Equal(["5@101"], After(new VenueOptions { Slippage = new Slippage(SlippageUnit.Ticks, 3) }, 5, limit: 200));

    /// <summary>10 shown at 101. Behind them 10 at 103, 10 at 105 and the last 5 at 107: 104.6 in the mean, rounded against us.</summary>
    [Fact]
    public void Behind_a_quote_each_multiple_of_its_size_costs_a_step_more() =>
        Assert.Equal(["10@101", "25@105"], After(new VenueOptions { DepthSlippage = new Slippage(SlippageUnit.Ticks, 2) }, 35, limit: 200));

    [Fact]
    public void Behind_a_quote_the_limit_ends_it() =>
        Assert.Equal(["10@101", "20@104"], After(new VenueOptions { DepthSlippage = new Slippage(SlippageUnit.Ticks, 2) }, 35, limit: 106));

    [Fact]
    public void A_quote_has_one_depth()
    {
        VenueFixture venue = new(new VenueOptions { DepthSlippage = new Slippage(SlippageUnit.Ticks, 2) });
        venue.Quote(99, 10, 101, 10, now: 1);
        venue.Market(Side.Buy, 12, now: 2);
        venue.Market(Side.Buy, 3, now: 3);
        Assert.Equal(["10@101", "2@103"], venue.Fills());
        venue.Quote(99, 10, 102, 10, now: 4);
        Assert.Equal("3@102", venue.Fills()[^1]);
    }

    [Fact]
    public void Without_a_model_the_rest_waits_for_the_next_quote() =>
        Assert.Equal(["10@101"], After(new VenueOptions(), 35, limit: 200));

    /// <summary>One price for who is willing; at exactly that price somebody may be left over, and it is taken to be us.</summary>
    [Fact]
    public void An_auction_fills_at_its_print()
    {
        VenueFixture venue = new(new VenueOptions { ParticipationPercent = 50 });
        venue.Venue.OnStatus(venue.Id, InstrumentStatus.Auction, new Timestamp(1));
        venue.Limit(Side.Buy, 5, 103, now: 2);
        venue.Limit(Side.Buy, 5, 99, now: 2);
        venue.Limit(Side.Sell, 5, 98, now: 2);
        Assert.Equal([], venue.Fills());
        venue.Trade(100, 16, now: 3);
        Assert.Equal(["5@100", "3@100"], venue.Fills());   // Half of 16.
        venue.Venue.OnStatus(venue.Id, InstrumentStatus.Open, new Timestamp(4));
        venue.ReturnAll();
        venue.Trade(98, 8, now: 5);
        Assert.Equal(["5@100", "3@100", "4@99"], venue.Fills());
    }

    private static string[] After(VenueOptions options, long quantity, long limit)
    {
        VenueFixture venue = new(options);
        venue.Quote(99, 10, 101, 10, now: 1);
        venue.Limit(Side.Buy, quantity, limit, now: 2);
        return venue.Fills();
    }
}
