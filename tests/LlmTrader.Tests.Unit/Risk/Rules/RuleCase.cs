using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tests.Unit.Risk.Rules;

/// <summary>One kind of rule: what lies just inside its limit and what just outside, with the values that the verdict must show.</summary>
internal sealed record RuleCase(RiskRule Rule, Action<RuleWorld> Inside, long? Kept, Action<RuleWorld> Outside, long Broken, RejectReason Reason)
{
    public const int Id = 7;

    /// <summary>All kinds. A kind without a case is found by a test.</summary>
    public static IReadOnlyDictionary<RiskRuleKind, RuleCase> All { get; } = Cases().ToDictionary(one => one.Rule.Kind);

    public RiskPhase Phase => Rule.Kind == RiskRuleKind.TradeLoss ? RiskPhase.After : RiskPhase.Before;

    private static IEnumerable<RuleCase> Cases() =>
    [
        Of(RiskRuleKind.OrderQuantity, 100, Buys(100, 100), 100, Buys(110, 100), 110, RejectReason.OrderQuantityLimit),
        Of(RiskRuleKind.OrderNotional, Usd(10_000), Buys(100, 100), Usd(10_000), Buys(100, 100.05m), Usd(10_005), RejectReason.OrderNotionalLimit),
        Of(RiskRuleKind.PriceCollar, 500, Buys(10, 105), 500, Buys(10, 105.05m), 505, RejectReason.PriceCollar),
        Of(RiskRuleKind.PriceBand, 1000, NextDayAt108(Sells(10, 110)), 1000, NextDayAt108(Sells(10, 110.05m)), 1005, RejectReason.PriceBand),
        Of(RiskRuleKind.LotAndTick, 2, Buys(20, 100), 0, Buys(30, 100), 10, RejectReason.InvalidQuantity),
        Of(RiskRuleKind.Position, 100, Holding(50, Buys(50, 100)), 100, Holding(50, Buys(60, 100)), 110, RejectReason.PositionLimit),
        Of(RiskRuleKind.AvailableFunds, Usd(89_990), Buys(100, 100), Usd(89_990), Buys(100, 100.05m), Usd(89_984.995m), RejectReason.InsufficientCash),
        Of(RiskRuleKind.SellableQuantity, 0, Holding(50, Sells(50, 100)), 0, Holding(50, Sells(60, 100)), -10, RejectReason.SellableQuantity),
        Of(RiskRuleKind.GrossExposure, Usd(15_000), Holding(100, BuysQqq(100)), Usd(15_000), Holding(100, BuysQqq(110)), Usd(15_500), RejectReason.GrossExposure),
        Of(RiskRuleKind.NetExposure, Usd(6_000), LongAndShort(Buys(10, 100)), Usd(6_000), LongAndShort(Buys(20, 100)), Usd(7_000), RejectReason.NetExposure),
        Of(RiskRuleKind.PositionRatio, 1_000, Buys(100, 100), 1_000, Buys(110, 100), 1_100, RejectReason.PositionRatio),
        Of(RiskRuleKind.Leverage, 15_000, Sells(1_500, 100), 15_000, Sells(1_510, 100), 15_100, RejectReason.Leverage),
        Of(RiskRuleKind.Concentration, 5_000, HoldingQqq(100, Buys(50, 100)), 5_000, HoldingQqq(100, Buys(60, 100)), 5_455, RejectReason.Concentration),
        Of(RiskRuleKind.OpenOrders, 2, Orders(2), 2, Orders(3), 3, RejectReason.OpenOrderLimit),
        Of(RiskRuleKind.OrderRate, 2, Orders(2), 2, Orders(3), 3, RejectReason.OrderRateLimit),
        Of(RiskRuleKind.DailyOrders, 2, Orders(2, 60), 2, Orders(3, 60), 3, RejectReason.DailyOrderLimit),
        Of(RiskRuleKind.TradeLoss, Usd(100), Losing(100, 99), null, Losing(100, 98.95m), Usd(105), RejectReason.TradeLoss, RiskAction.HaltAll),
        Of(RiskRuleKind.DailyLoss, Usd(1_000), HoldingAt(100, 90, Buys(10, 90)), Usd(1_000), HoldingAt(100, 89.95m, Buys(10, 90)), Usd(1_005), RejectReason.DailyLoss),
        Of(RiskRuleKind.Drawdown, 100, HoldingAt(100, 90, Buys(10, 90)), 100, HoldingAt(100, 89.95m, Buys(10, 90)), 101, RejectReason.Drawdown),
        Of(RiskRuleKind.ConsecutiveLosses, 2, Losses(2, Buys(10, 100)), 2, Losses(3, Buys(10, 100)), 3, RejectReason.ConsecutiveLosses),
        Of(RiskRuleKind.StaleMarketData, 5_000_000_000, After(5, Buys(10, 100)), 5_000_000_000, After(5.000000001m, Buys(10, 100)), 5_000_000_001, RejectReason.StaleMarketData),
        Of(RiskRuleKind.SpreadTooWide, 20, Quoted(99.90m, 100.10m, Buys(10, 100)), 20, Quoted(99.90m, 100.15m, Buys(10, 100)), 25, RejectReason.SpreadTooWide),
        Of(RiskRuleKind.Session, 0, In(InstrumentStatus.Open, Buys(10, 100)), 0, In(InstrumentStatus.Halted, Buys(10, 100)), 2, RejectReason.InstrumentHalted),
        Of(RiskRuleKind.Restricted, 1, Holding(50, Sells(50, 100)), 1, Holding(50, Buys(10, 100)), 2, RejectReason.RestrictedInstrument),
        Of(RiskRuleKind.DuplicateOrder, 1_000_000_000, Twice(1), 1_000_000_000, Twice(0.999999999m), 999_999_999, RejectReason.DuplicateOrder),
        Of(RiskRuleKind.Condition, 0, Holding(40, Buys(10, 100)), 0, Holding(50, Buys(10, 100)), 1, RejectReason.Condition, condition: "position > 40 and close == 100"),
    ];

    private static RuleCase Of(
        RiskRuleKind kind, long limit, Action<RuleWorld> inside, long? kept, Action<RuleWorld> outside, long broken, RejectReason reason,
        RiskAction action = RiskAction.Reject, string? condition = null)
    {
        RiskCondition? compiled = null;
        if (condition is not null) { Assert.True(RiskCondition.TryCompile(condition, "case", RiskWorld.Instruments, out compiled, out string? error), error); }
        RiskRule rule = new() { Id = Id, Kind = kind, Scope = RiskRuleScope.Order, Limit = limit, Action = action, Condition = compiled };
        return new RuleCase(rule, inside, kept, outside, broken, reason);
    }

    private static long Usd(decimal amount) => RuleWorld.Usd(amount);

    private static Action<RuleWorld> Buys(long quantity, decimal price) => world => world.Check(world.Limit(Side.Buy, quantity, price));

    private static Action<RuleWorld> BuysQqq(long quantity) => world => world.Check(world.Limit(Side.Buy, quantity, 50, RuleWorld.Qqq));

    private static Action<RuleWorld> Sells(long quantity, decimal price) => world => world.Check(world.Limit(Side.Sell, quantity, price));

    private static Action<RuleWorld> Holding(long quantity, Action<RuleWorld> then) => world =>
    {
        Hold(world, Side.Buy, quantity, 100, RuleWorld.Spy);
        then(world);
    };

    private static Action<RuleWorld> HoldingQqq(long quantity, Action<RuleWorld> then) => world =>
    {
        Hold(world, Side.Buy, quantity, 50, RuleWorld.Qqq);
        then(world);
    };

    private static Action<RuleWorld> LongAndShort(Action<RuleWorld> then) => world =>
    {
        Hold(world, Side.Buy, 100, 100, RuleWorld.Spy);
        Hold(world, Side.Sell, 100, 50, RuleWorld.Qqq);
        then(world);
    };

    private static Action<RuleWorld> HoldingAt(long quantity, decimal price, Action<RuleWorld> then) => Holding(quantity, world =>
    {
        world.Price(RuleWorld.Spy, price);
        then(world);
    });

    private static Action<RuleWorld> NextDayAt108(Action<RuleWorld> then) => world =>
    {
        world.Wait(86_400);
        world.Price(RuleWorld.Spy, 108);
        then(world);
    };

    private static Action<RuleWorld> Orders(int count, decimal pause = 0) => world =>
    {
        for (int i = 0; i < count; i++)
        {
            world.Check(world.Limit(Side.Buy, 10 + (10 * i), 100));
            world.Wait(pause);
        }
    };

    private static Action<RuleWorld> Losing(decimal bought, decimal sold) => world =>
    {
        world.Trade(Side.Buy, 100, bought);
        world.Trade(Side.Sell, 100, sold);
    };

    private static Action<RuleWorld> Losses(int count, Action<RuleWorld> then) => world =>
    {
        for (int i = 0; i < count; i++) { Losing(100, 99)(world); }
        then(world);
    };

    private static Action<RuleWorld> After(decimal seconds, Action<RuleWorld> then) => world =>
    {
        world.Wait(seconds);
        then(world);
    };

    private static Action<RuleWorld> Quoted(decimal bid, decimal ask, Action<RuleWorld> then) => world =>
    {
        world.Quote(RuleWorld.Spy, bid, ask);
        then(world);
    };

    private static Action<RuleWorld> In(InstrumentStatus status, Action<RuleWorld> then) => world =>
    {
        world.Status(RuleWorld.Spy, status);
        then(world);
    };

    private static Action<RuleWorld> Twice(decimal pause) => world =>
    {
        Buys(10, 100)(world);
        world.Wait(pause);
        Buys(10, 100)(world);
    };

    // A fill of an order that the gate never saw: no rule has been asked.
    private static void Hold(RuleWorld world, Side side, long quantity, decimal price, InstrumentId instrument) =>
        world.Fill(world.Limit(side, quantity, price, instrument), quantity, 0, price);
}
