using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Exchange;

public sealed class CallAuctionTests
{
    [Fact]
    public void Orders_collect_then_trade_at_the_price_of_the_largest_volume()
    {
        Market market = new();
        market.Engine.StartAuction();
        market.Buy(1, 100, 105);
        market.Buy(2, 200, 103);
        market.Sell(3, 150, 101);
        market.Sell(4, 100, 103);
        market.Sell(5, 100, 104);
        Assert.Empty(market.Events);

        AuctionPrice price = market.Uncross();

        Assert.Equal(new(true, new(103), new(250), new(50)), price);
        Assert.Equal(["3 x 1: 100 @ 103", "3 x 2: 50 @ 103", "4 x 2: 100 @ 103"], market.Events);
        Assert.Equal(("2:50", "5:100"), (market.Queue(Side.Buy), market.Queue(Side.Sell)));
        Assert.False(market.Engine.IsCollecting);
        Assert.Equal(MatchingOutcome.Filled, market.Sell(6, 50, 103).Outcome);   // Continuous again.
    }

    [Theory]
    [InlineData(100, 100, AuctionTieBreak.Pressure, 0, 103)]           // Nothing is left over: the middle of 101 and 104, rounded up.
    [InlineData(150, 100, AuctionTieBreak.Pressure, 0, 104)]           // Bids are left over.
    [InlineData(100, 150, AuctionTieBreak.Pressure, 0, 101)]           // Asks are left over.
    [InlineData(150, 100, AuctionTieBreak.Middle, 0, 103)]
    [InlineData(150, 100, AuctionTieBreak.NearestReference, 90, 101)]
    [InlineData(150, 100, AuctionTieBreak.NearestReference, 103, 104)]
    public void A_tie_goes_by_the_exchanges_rule(long bid, long ask, AuctionTieBreak tieBreak, long reference, long expected)
    {
        Market market = new();
        market.Engine.StartAuction();
        market.Buy(1, bid, 104);
        market.Sell(2, ask, 101);

        Assert.Equal(new(true, new(expected), new(100), new(bid - ask)), market.Uncross(reference, tieBreak));
    }

    [Fact]
    public void Only_orders_that_can_wait_are_collected()
    {
        Market market = new();
        market.Engine.StartAuction();

        Assert.Equal(MatchingOutcome.NotInAuction, market.Buy(1, 10, 100, TimeInForce.ImmediateOrCancel).Outcome);
        Assert.Equal(MatchingOutcome.NotInAuction, market.Buy(2, 10, 100, flags: OrderFlags.PostOnly).Outcome);
        Assert.Equal(MatchingOutcome.NotInAuction, market.Submit(new ExchangeOrder { Id = new(3), Side = Side.Buy, Quantity = new(1), Type = OrderType.Market, TimeInForce = TimeInForce.ImmediateOrCancel }).Outcome);
        Assert.Equal(default, market.Uncross());
        Assert.Empty(market.Events);
    }
}
