using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Risk.Rules;

/// <summary>
/// Rules that go by the market rules. The venue's clock is eight hours ahead of UTC: it is Monday, 21:46:40 there when a test
/// begins, 800 seconds before its session ends and 8,000 before its midnight.
/// </summary>
public class RuleMarketTests
{
    private const decimal Nanosecond = 0.000000001m;

    private static readonly MarketRules Shares = new() { UtcOffset = Hours(8) };

    private static readonly MarketRules Evenings = Shares with
    {
        Sessions =
        [
            new SessionWindow(SessionDays.Weekdays, Hours(21.5m), Hours(22), SessionPhase.Continuous),
            new SessionWindow(SessionDays.Weekdays, Hours(22), Hours(22.25m), SessionPhase.Break),
        ],
        Holidays = [new DateOnly(1970, 1, 13)],
    };

    [Fact]
    public void A_session_ends_by_the_calendar_and_an_order_that_can_wait_passes_in_a_break()
    {
        RuleWorld world = new(Evenings, Rule(RiskRuleKind.Session));
        OrderCommand market = world.Limit(Side.Buy, 10, 0) with { Type = OrderType.Market };
        world.Wait(800 - Nanosecond);
        Assert.Equal(RejectReason.None, world.Check(market));
        Seen(world, 0, RejectReason.None);

        world.Wait(Nanosecond);
        Assert.Equal(RejectReason.SessionClosed, world.Check(market with { OrderId = new OrderId(99) }));
        Seen(world, (long)InstrumentStatus.Auction, RejectReason.SessionClosed);
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Buy, 10, 99)));

        world.Wait(900);
        Assert.Equal(RejectReason.SessionClosed, world.Check(world.Limit(Side.Buy, 10, 99)));
        Seen(world, (long)InstrumentStatus.Closed, RejectReason.SessionClosed);
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Buy, 10, 49, RuleWorld.Qqq)));   // It has no calendar.
    }

    [Fact]
    public void A_status_overrides_the_calendar_until_it_gives_it_back()
    {
        RuleWorld world = new(Evenings, Rule(RiskRuleKind.Session));
        world.Status(RuleWorld.Spy, InstrumentStatus.Halted);
        Assert.Equal(RejectReason.InstrumentHalted, world.Check(world.Limit(Side.Buy, 10, 99)));
        Seen(world, (long)InstrumentStatus.Halted, RejectReason.InstrumentHalted);
        world.Wait(1_700);
        world.Status(RuleWorld.Spy, InstrumentStatus.Open);
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Buy, 10, 99)));
        world.Status(RuleWorld.Spy, InstrumentStatus.Unknown);
        Assert.Equal(RejectReason.SessionClosed, world.Check(world.Limit(Side.Buy, 10, 99)));
    }

    [Theory]
    [InlineData(110.30, 1000, RejectReason.None)]        // 110.275, to the nearest tick.
    [InlineData(110.35, 1008, RejectReason.PriceBand)]
    [InlineData(90.25, 998, RejectReason.None)]
    [InlineData(90.20, 1003, RejectReason.PriceBand)]
    public void A_band_goes_by_the_last_trade_of_the_venues_day_before(decimal price, long observed, RejectReason expected)
    {
        RuleWorld world = new(Shares with { PriceBandBasisPoints = 1_000 }, Rule(RiskRuleKind.PriceBand, 2_000));
        world.Traded(RuleWorld.Spy, 100.25m);
        world.Price(RuleWorld.Spy, 101);   // The middle of a quote is no close.
        world.Wait(8_000 - Nanosecond);
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Buy, 10, 115)));   // There is no close yet: 20 % of the first price.
        Assert.Equal((1_500, 2_000), (world.LastOf(RuleCase.Id)!.Value.Observed, world.LastOf(RuleCase.Id)!.Value.Limit));

        world.Wait(Nanosecond);   // Midnight there, afternoon in UTC, and no price of the new day.
        Assert.Equal(expected, world.Check(world.Limit(Side.Buy, 10, price)));
        Seen(world, observed, expected);
        Assert.Equal(1_000, world.LastOf(RuleCase.Id)!.Value.Limit);
        world.Traded(RuleWorld.Spy, 105);
        Assert.Equal(expected, world.Check(world.Limit(Side.Buy, 10, price)));
        Seen(world, observed, expected);
    }

    [Fact]
    public void A_trigger_lies_within_the_band_as_well()
    {
        RuleWorld world = new(Shares with { PriceBandBasisPoints = 1_000 }, Rule(RiskRuleKind.PriceBand, 500));
        world.Wait(8_000);
        OrderCommand stop = world.Limit(Side.Buy, 10, 0) with { Type = OrderType.Stop, Trigger = RiskWorld.PriceOf(105) };
        Assert.Equal(RejectReason.None, world.Check(stop));
        Seen(world, 500, RejectReason.None);   // The rule's own limit is the narrower one.
        Assert.Equal(RejectReason.PriceBand, world.Check(stop with { OrderId = new OrderId(99), Trigger = RiskWorld.PriceOf(105.05m) }));
        Seen(world, 505, RejectReason.PriceBand);
    }

    [Theory]
    [InlineData(RiskRuleScope.Account)]
    [InlineData(RiskRuleScope.Strategy)]
    public void What_was_bought_today_can_be_sold_tomorrow(RiskRuleScope scope)
    {
        RuleWorld world = new(Shares with { SettlementDays = 1 }, Rule(RiskRuleKind.SellableQuantity) with { Scope = scope });
        world.Trade(Side.Buy, 50, 100, slot: 1);
        world.Wait(8_000 - Nanosecond);
        Assert.Equal(RejectReason.SellableQuantity, world.Check(world.Limit(Side.Sell, 10, 100, slot: 1)));
        Seen(world, -10, RejectReason.SellableQuantity);

        world.Wait(Nanosecond);
        world.Trade(Side.Buy, 20, 100, slot: 1);
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Sell, 40, 100, slot: 1)));
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Sell, 10, 100, slot: 1)));
        Seen(world, 0, RejectReason.None);
        Assert.Equal(RejectReason.SellableQuantity, world.Check(world.Limit(Side.Sell, 10, 100, slot: 1)));
        Seen(world, -10, RejectReason.SellableQuantity);
    }

    [Fact]
    public void The_venues_lots_hold_and_a_sale_may_take_an_odd_rest_with_it()
    {
        RuleWorld world = new(Shares with { BuyLot = new Quantity(100) }, Rule(RiskRuleKind.LotAndTick, 1));
        Assert.Equal(RejectReason.InvalidQuantity, world.Check(world.Limit(Side.Buy, 110, 100)));
        Seen(world, 10, RejectReason.InvalidQuantity);
        world.Trade(Side.Buy, 100, 100);
        ExecutionReport bonus = new() { Account = RiskWorld.Main, Strategy = StrategyId.Manual, Kind = ReportKind.Fill, Side = Side.Buy, LastQuantity = new Quantity(30), LastPrice = RiskWorld.PriceOf(1), FeeCurrency = RiskWorld.Usd };
        world.Gate.OnReport(RuleWorld.Spy, in bonus, ReportSource.Venue);
        Assert.Equal(RejectReason.InvalidQuantity, world.Check(world.Limit(Side.Sell, 20, 100)));
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Sell, 30, 100)));
        Seen(world, 0, RejectReason.None);
    }

    [Fact]
    public void A_flatten_lists_what_the_calendar_has_closed_and_closes_it_at_the_opening()
    {
        RuleWorld world = new(Evenings);
        world.Trade(Side.Buy, 50, 100);
        world.Wait(800);
        world.Gate.OnKill(new Kill { Flatten = 1 });
        Assert.Equal((RejectReason.SessionClosed, 50L), (world.Unclosed.Single().Position.Reason, world.Unclosed.Single().Position.Position.Raw));
        Assert.True(world.Gate.WaitsForTime);
        world.Wait((47.5m * 3_600) - Nanosecond);   // Over the holiday.
        world.Gate.WatchAll(world.Now);
        Assert.Empty(world.Sent);
        world.Wait(Nanosecond);
        world.Gate.WatchAll(world.Now);
        Assert.Equal((Side.Sell, 50L), (world.Sent.Single().Side, world.Sent.Single().Quantity.Raw));
        Assert.Single(world.Unclosed);
    }

    [Fact]
    public void The_end_of_a_session_refuses_orders_and_halts_nothing_and_a_halt_does()
    {
        RuleWorld world = new(Evenings, Rule(RiskRuleKind.Session) with { Action = RiskAction.HaltAll });
        world.Trade(Side.Buy, 50, 100);
        world.Wait(800 + 900);
        world.Price(RuleWorld.Spy, 100);
        world.Gate.WatchAll(world.Now);
        Assert.Equal(RejectReason.SessionClosed, world.Check(world.Limit(Side.Buy, 10, 100)));
        Assert.Equal(RiskAction.Reject, world.LastOf(RuleCase.Id)!.Value.Action);
        Assert.Equal(TradingState.Active, world.Gate.State);

        world.Wait(47.5m * 3_600);   // The next session, after a holiday.
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Buy, 10, 100)));
        world.Status(RuleWorld.Spy, InstrumentStatus.Closed);
        Assert.Equal(TradingState.Active, world.Gate.State);
        world.Status(RuleWorld.Spy, InstrumentStatus.Halted);
        Assert.Equal((RiskPhase.During, RiskAction.HaltAll, RejectReason.InstrumentHalted),
            (world.LastOf(RuleCase.Id)!.Value.Phase, world.LastOf(RuleCase.Id)!.Value.Action, world.LastOf(RuleCase.Id)!.Value.Reason));
        Assert.Equal(TradingState.Halted, world.Gate.State);
    }

    [Fact]
    public void An_order_into_a_halt_stops_what_the_action_says()
    {
        RuleWorld world = new(Evenings, Rule(RiskRuleKind.Session) with { Action = RiskAction.HaltAll });
        world.Status(RuleWorld.Spy, InstrumentStatus.Halted);
        Assert.Equal(TradingState.Active, world.Gate.State);   // Nothing is held.
        Assert.Equal(RejectReason.InstrumentHalted, world.Check(world.Limit(Side.Buy, 10, 100)));
        Assert.Equal(TradingState.Halted, world.Gate.State);
    }

    private static RiskRule Rule(RiskRuleKind kind, long limit = 0) => new() { Id = RuleCase.Id, Kind = kind, Limit = limit };

    private static Duration Hours(decimal hours) => new((long)(hours * 3_600_000_000_000));

    private static void Seen(RuleWorld world, long observed, RejectReason reason) =>
        Assert.Equal((observed, reason), (world.LastOf(RuleCase.Id)!.Value.Observed, world.LastOf(RuleCase.Id)!.Value.Reason));
}
