using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Exchange;

public sealed class MatchingEngineTests
{
    [Fact]
    public void Better_prices_first_then_older_orders_each_at_the_resting_price()
    {
        Market market = new();
        market.Sell(1, 10, 101);
        market.Sell(2, 10, 100);
        market.Sell(3, 10, 100);

        Assert.Equal(new MatchingAnswer(MatchingOutcome.Resting, new(30), new(5)), market.Buy(4, 35, 102));

        Assert.Equal(["2 x 4: 10 @ 100", "3 x 4: 10 @ 100", "1 x 4: 10 @ 101"], market.Events);
        Assert.Equal("4:5", market.Queue(Side.Buy));
    }

    [Fact]
    public void What_does_not_fill_at_once_rests_expires_or_never_was()
    {
        Market market = new();
        market.Sell(1, 10, 100);

        Assert.Equal(MatchingOutcome.Killed, market.Buy(2, 11, 100, TimeInForce.FillOrKill).Outcome);
        Assert.Equal(MatchingOutcome.WouldTrade, market.Buy(3, 1, 100, flags: OrderFlags.PostOnly).Outcome);
        Assert.Empty(market.Events);
        Assert.Equal(MatchingOutcome.Resting, market.Buy(4, 1, 99, flags: OrderFlags.PostOnly).Outcome);
        Assert.Equal(new(MatchingOutcome.Expired, new(10), new(5)), market.Buy(5, 15, 100, TimeInForce.ImmediateOrCancel));
        Assert.Equal(new(MatchingOutcome.Filled, new(1), default), market.Sell(6, 1, 99, TimeInForce.FillOrKill));
        Assert.Equal(0, market.Engine.OrderCount);
    }

    [Fact]
    public void A_market_order_takes_every_price_and_its_rest_expires()
    {
        Market market = new();
        market.Sell(1, 10, 100);
        market.Sell(2, 10, 1_000_000);

        MatchingAnswer answer = market.Submit(new ExchangeOrder { Id = new(3), Side = Side.Buy, Quantity = new(25), Type = OrderType.Market, TimeInForce = TimeInForce.ImmediateOrCancel });

        Assert.Equal(new(MatchingOutcome.Expired, new(20), new(5)), answer);
        Assert.Equal(["1 x 3: 10 @ 100", "2 x 3: 10 @ 1000000"], market.Events);
    }

    [Fact]
    public void An_icebergs_next_part_queues_behind_the_others()
    {
        Market market = new();
        market.Sell(1, 100, 100, shown: 30);
        market.Sell(2, 50, 100);
        Assert.Equal("1:30+70 2:50", market.Queue(Side.Sell));

        market.Buy(3, 90, 100);

        Assert.Equal(["1 x 3: 30 @ 100", "2 x 3: 50 @ 100", "1 x 3: 10 @ 100"], market.Events);
        Assert.Equal("1:20+40", market.Queue(Side.Sell));
        Assert.Equal(60, market.Engine.OpenQuantity(new(1)).Raw);
        Assert.Equal(MatchingOutcome.Filled, market.Buy(4, 60, 100, TimeInForce.FillOrKill).Outcome);   // Hidden parts count.
        Assert.Equal(0, market.Engine.LevelCount);
    }

    [Fact]
    public void Less_quantity_keeps_the_place_in_the_queue_and_anything_else_gives_it_up()
    {
        Market market = new();
        market.Buy(1, 50, 100);
        market.Buy(2, 50, 100);
        market.Buy(3, 50, 100);

        Assert.Equal(MatchingOutcome.Reduced, market.Amend(1, 20, 100).Outcome);
        Assert.Equal(MatchingOutcome.Resting, market.Amend(2, 60, 100).Outcome);
        Assert.Equal("1:20 3:50 2:60", market.Queue(Side.Buy));
        Assert.Equal(MatchingOutcome.Resting, market.Amend(1, 20, 101).Outcome);
        Assert.Equal(MatchingOutcome.Resting, market.Amend(1, 20, 100).Outcome);
        Assert.Equal("3:50 2:60 1:20", market.Queue(Side.Buy));
        Assert.Equal(MatchingOutcome.UnknownOrder, market.Amend(9, 20, 100).Outcome);
    }

    [Fact]
    public void An_amended_price_trades_on_its_way_back_unless_the_order_is_post_only()
    {
        Market market = new();
        market.Sell(1, 30, 105);
        market.Buy(2, 50, 100);
        market.Buy(3, 50, 100, flags: OrderFlags.PostOnly);

        Assert.Equal(MatchingOutcome.WouldTrade, market.Amend(3, 50, 105).Outcome);
        Assert.Equal(new(MatchingOutcome.Resting, new(30), new(20)), market.Amend(2, 50, 105));

        Assert.Equal(["1 x 2: 30 @ 105"], market.Events);
        Assert.Equal("2:20 3:50", market.Queue(Side.Buy));
    }

    [Theory]
    [InlineData(SelfTradePrevention.None, MatchingOutcome.Filled, "1 x 4: 10 @ 100|2 x 4: 10 @ 100|3 x 4: 10 @ 100", "")]
    [InlineData(SelfTradePrevention.CancelNewest, MatchingOutcome.SelfTradePrevented, "1 x 4: 10 @ 100", "2:10 3:10")]
    [InlineData(SelfTradePrevention.CancelOldest, MatchingOutcome.Resting, "1 x 4: 10 @ 100|2 canceled: 10|3 x 4: 10 @ 100", "")]
    [InlineData(SelfTradePrevention.CancelBoth, MatchingOutcome.SelfTradePrevented, "1 x 4: 10 @ 100|2 canceled: 10", "3:10")]
    public void Orders_of_one_account_meet(SelfTradePrevention prevention, MatchingOutcome outcome, string events, string asks)
    {
        Market market = new();
        market.Sell(1, 10, 100, account: 1);
        market.Sell(2, 10, 100, account: 7);
        market.Sell(3, 10, 100, account: 2);

        Assert.Equal(outcome, market.Buy(4, 30, 100, account: 7, selfTrade: prevention).Outcome);

        Assert.Equal(events.Split('|'), market.Events);
        Assert.Equal(asks, market.Queue(Side.Sell));
    }

    [Fact]
    public void Fill_or_kill_does_not_count_on_its_own_accounts_orders()
    {
        Market market = new();
        market.Sell(1, 10, 100, account: 1);
        market.Sell(2, 10, 100, account: 7);
        market.Sell(3, 10, 100, account: 2);

        Assert.Equal(MatchingOutcome.Killed, market.Buy(4, 30, 100, TimeInForce.FillOrKill, account: 7, selfTrade: SelfTradePrevention.CancelOldest).Outcome);
        Assert.Equal(MatchingOutcome.Killed, market.Buy(5, 20, 100, TimeInForce.FillOrKill, account: 7, selfTrade: SelfTradePrevention.CancelNewest).Outcome);
        Assert.Equal("1:10 2:10 3:10", market.Queue(Side.Sell));
        Assert.Equal(MatchingOutcome.Filled, market.Buy(6, 20, 100, TimeInForce.FillOrKill, account: 7, selfTrade: SelfTradePrevention.CancelOldest).Outcome);
    }

    [Fact]
    public void A_full_book_answers_and_still_trades()
    {
        Market market = new(new BookLimits { MaxOrders = 3, MaxLevels = 2 });
        market.Sell(1, 10, 100);
        market.Sell(2, 10, 101);

        Assert.Equal(MatchingOutcome.LevelLimit, market.Sell(3, 10, 102).Outcome);
        Assert.Equal(MatchingOutcome.Resting, market.Sell(4, 10, 101).Outcome);
        Assert.Equal(MatchingOutcome.OrderLimit, market.Buy(5, 10, 101).Outcome);   // It might have to rest.
        Assert.Equal(MatchingOutcome.Filled, market.Buy(6, 10, 101, TimeInForce.ImmediateOrCancel).Outcome);
        Assert.Equal(MatchingOutcome.Resting, market.Buy(7, 10, 99).Outcome);
    }

    [Fact]
    public void What_cant_be_an_order_is_refused_by_name()
    {
        Market market = new(new BookLimits { MaxOrders = 100, Tick = new(5) });
        ExchangeOrder good = new() { Id = new(1), Side = Side.Buy, Price = new(100), Quantity = new(10), Type = OrderType.Limit, TimeInForce = TimeInForce.GoodTillCancel };
        Assert.Equal(MatchingOutcome.Resting, market.Submit(good).Outcome);
        Assert.Equal(MatchingOutcome.DuplicateOrder, market.Submit(good).Outcome);

        ExchangeOrder next = good with { Id = new(2) };
        Assert.Equal(MatchingOutcome.InvalidPrice, market.Submit(next with { Price = new(101) }).Outcome);
        Assert.Equal(MatchingOutcome.InvalidPrice, market.Submit(next with { Price = new(long.MaxValue - 2) }).Outcome);
        Assert.Equal(MatchingOutcome.InvalidQuantity, market.Submit(next with { Quantity = default }).Outcome);
        Assert.Equal(MatchingOutcome.InvalidQuantity, market.Submit(next with { Quantity = new(market.Engine.Limits.MaxQuantity + 1) }).Outcome);
        Assert.Equal(MatchingOutcome.InvalidSide, market.Submit(next with { Side = Side.None }).Outcome);
        Assert.Equal(MatchingOutcome.InvalidInstruction, market.Submit(next with { Type = (OrderType)99 }).Outcome);
        Assert.Equal(MatchingOutcome.InvalidInstruction, market.Submit(next with { Quantity = new(1_001), Displayed = new(1) }).Outcome);
        Assert.Equal(MatchingOutcome.InvalidInstruction, market.Submit(next with { Displayed = new(2), TimeInForce = TimeInForce.ImmediateOrCancel }).Outcome);
        Assert.Equal(MatchingOutcome.InvalidInstruction, market.Submit(next with { TimeInForce = default }).Outcome);
        Assert.Equal(MatchingOutcome.InvalidInstruction, market.Submit(next with { Flags = OrderFlags.ReduceOnly }).Outcome);
        Assert.Equal(MatchingOutcome.InvalidInstruction, market.Submit(next with { Flags = OrderFlags.PostOnly, TimeInForce = TimeInForce.FillOrKill }).Outcome);
        Assert.Equal(1, market.Engine.OrderCount);
    }

    [Theory]
    [InlineData(0, 1, 4096)]
    [InlineData(10, 0, 4096)]
    [InlineData(10, 1, 100)]
    [InlineData(10, 1, 32)]
    public void Limits_are_checked_at_construction(int orders, int tick, int ladder) =>
        Assert.ThrowsAny<ArgumentException>(() => new MatchingEngine(new BookLimits { MaxOrders = orders, Tick = new(tick), LadderTicks = ladder }));
}
