using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Risk;

public class RiskGateTests
{
    [Fact]
    public void Verdicts_are_counted_by_reason()
    {
        var world = new RiskWorld();
        world.Buy(1, 10);
        world.Buy(1, 5);
        world.Buy(1, 5);
        world.Sell(1, 10);
        world.Check(world.Limit(Side.Buy, 1, 10) with { Action = CommandAction.Cancel });   // Of no order.

        Assert.Equal(1, world.Gate.PassedOrders);
        Assert.Equal(2, world.Gate.Rejections[(int)RejectReason.InvalidQuantity]);
        Assert.Equal(1, world.Gate.Rejections[(int)RejectReason.ShortNotAllowed]);
        Assert.Equal(1, world.Gate.Rejections[(int)RejectReason.UnknownOrder]);
        Assert.Equal(4, world.Gate.Rejections.ToArray().Sum());
        Assert.True(world.Gate.Rejections.Length > Enum.GetValues<RejectReason>().Max(reason => (int)reason));
    }

    [Fact]
    public void One_cancel_of_an_open_order_passes_at_a_time()
    {
        var world = new RiskWorld();
        world.Buy(1, 10);
        OrderCommand order = world.Last;
        OrderCommand cancel = order with { Action = CommandAction.Cancel };

        Assert.Equal(RejectReason.None, world.Check(cancel));
        Assert.Equal(RejectReason.CancelPending, world.Check(cancel));
        world.Report(order, ReportKind.CancelRejected, leaves: 10);
        Assert.Equal(RejectReason.None, world.Check(cancel));
        world.Report(order, ReportKind.Canceled);
        Assert.Equal(RejectReason.UnknownOrder, world.Check(cancel));
    }

    [Fact]
    public void The_hash_knows_orders_verdicts_and_cancels_in_order()
    {
        ulong Hash(params (decimal Price, long Quantity, CommandAction Action)[] commands)
        {
            var world = new RiskWorld();
            foreach ((decimal price, long quantity, CommandAction action) in commands) { world.Check(world.Limit(Side.Buy, price, quantity) with { Action = action }); }
            return world.Gate.Hash;
        }

        ulong one = Hash((1, 10, CommandAction.New), (2, 10, CommandAction.New));
        Assert.Equal(one, Hash((1, 10, CommandAction.New), (2, 10, CommandAction.New)));
        Assert.NotEqual(one, Hash((2, 10, CommandAction.New), (1, 10, CommandAction.New)));
        Assert.NotEqual(one, Hash((1, 10, CommandAction.New), (2, 10, CommandAction.Cancel)));
        Assert.NotEqual(one, Hash((1, 10, CommandAction.New)));
    }

    [Fact]
    public void Equal_orders_with_other_verdicts_have_another_hash()
    {
        var active = new RiskWorld();
        var halted = new RiskWorld(state: TradingState.Halted);
        active.Buy(1, 10);
        halted.Buy(1, 10);
        Assert.NotEqual(active.Gate.Hash, halted.Gate.Hash);
    }

    [Fact]
    public void A_limit_changes_for_one_instrument_or_for_all()
    {
        var world = new RiskWorld();
        world.Set(RiskLimitKind.OrderQuantity, 10, RiskWorld.Spy);
        Assert.Equal(RejectReason.OrderQuantityLimit, world.Buy(1, 20));
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Buy, 1, 20) with { Instrument = RiskWorld.Qqq }));

        world.Set(RiskLimitKind.OrderQuantity, 20, InstrumentId.None);
        Assert.Equal(RejectReason.None, world.Buy(1, 20));
        Assert.Equal(RejectReason.OrderQuantityLimit, world.Check(world.Limit(Side.Buy, 1, 30) with { Instrument = RiskWorld.Qqq }));

        world.Set(RiskLimitKind.OrderQuantity, 0, InstrumentId.None);
        Assert.Equal(RejectReason.None, world.Buy(1, 1000));
    }

    [Fact]
    public void An_instruments_own_limits_replace_the_default_ones()
    {
        var options = new RiskOptions
        {
            DefaultLimits = new RiskLimits { OrderQuantity = new Quantity(10) },
            InstrumentLimits = new Dictionary<InstrumentId, RiskLimits> { [RiskWorld.Qqq] = new() { OrderRate = 5 } },
        };
        var gate = new RiskGate(RiskWorld.Instruments, options, [new AccountOptions { Id = RiskWorld.Main, Name = "main", InitialCash = [RiskWorld.Of(1000)] }]);
        OrderCommand order = new RiskWorld().Limit(Side.Buy, 1, 20);
        Assert.Equal(RejectReason.OrderQuantityLimit, gate.Check(in order, default));
        order.Instrument = RiskWorld.Qqq;
        Assert.Equal(RejectReason.None, gate.Check(in order, default));
    }

    [Theory]
    [InlineData(RiskLimitKind.OrderQuantity, -1, false)]
    [InlineData(RiskLimitKind.OrderQuantity, long.MaxValue, true)]
    [InlineData(RiskLimitKind.PriceCollar, RiskLimits.MaxPriceCollar, true)]
    [InlineData(RiskLimitKind.PriceCollar, RiskLimits.MaxPriceCollar + 1, false)]
    [InlineData((RiskLimitKind)0, 1, false)]
    [InlineData((RiskLimitKind)7, 1, false)]
    public void An_invalid_change_is_told_before_and_a_broken_invariant_after(RiskLimitKind limit, long value, bool valid)
    {
        Assert.Equal(valid, RiskLimits.IsValid(new RiskLimitChange { Limit = limit, Value = value }));
        if (valid) { new RiskWorld().Set(limit, value, RiskWorld.Spy); }
        else { Assert.Throws<InvariantViolationException>(() => new RiskWorld().Set(limit, value, RiskWorld.Spy)); }
    }

    [Fact]
    public void A_command_that_is_no_order_is_a_broken_invariant()
    {
        var world = new RiskWorld();
        Assert.Throws<InvariantViolationException>(() => world.Check(world.Limit(Side.None, 1, 10)));
        Assert.Throws<InvariantViolationException>(() => world.Check(world.Limit(Side.Buy, 1, 10) with { Type = 0 }));
        Assert.Throws<InvariantViolationException>(() => world.Set((TradingState)4));
        Assert.Throws<InvariantViolationException>(() => world.Set(RiskLimitKind.OrderRate, 1, new InstrumentId(2)));
    }

    [Fact]
    public void Unusable_options_are_refused_by_name()
    {
        Refuses("MaxOpenOrders", new RiskOptions { MaxOpenOrders = 0 });
        Refuses("InitialState", new RiskOptions { InitialState = (TradingState)4 });
        Refuses("all instruments: OrderNotional", new RiskOptions { DefaultLimits = new RiskLimits { OrderNotional = -1 } });
        Refuses("QQQ.TEST: PriceCollar", new RiskOptions
        {
            InstrumentLimits = new Dictionary<InstrumentId, RiskLimits> { [RiskWorld.Qqq] = new() { PriceCollar = RiskLimits.MaxPriceCollar + 1 } },
        });
        Refuses("known instruments", new RiskOptions { InstrumentLimits = new Dictionary<InstrumentId, RiskLimits> { [new InstrumentId(2)] = new() } });
    }

    [Fact]
    public void Checks_reports_and_changes_allocate_nothing()
    {
        var world = new RiskWorld(new RiskLimits { PriceCollar = 500, OrderRate = 1_000_000, Position = new Quantity(10_000), ShortSelling = true });
        Run(1000);
        Assert.Equal(0, AllocatedBytes.Least(() => Run(10_000)));

        void Run(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                Side side = (i & 1) == 0 ? Side.Buy : Side.Sell;
                world.Check(world.Limit(side, 100, 20));
                OrderCommand order = world.Last;
                world.Report(in order, ReportKind.Accepted, leaves: 20);
                world.Report(in order, ReportKind.Fill, 100, 10, 10);
                world.Report(in order, ReportKind.Fill, 100, 10, 0);
                world.Check(world.Limit(Side.Buy, 1000, 20));
                world.Set(RiskLimitKind.OrderQuantity, 20 + (i & 1), InstrumentId.None);
                world.Set(TradingState.Active);
                world.Gate.OnMarketPrice(RiskWorld.Spy, RiskWorld.PriceOf(100));
            }
        }
    }

    private static void Refuses(string expected, RiskOptions options) => Assert.Contains(
        expected,
        Assert.Throws<ArgumentException>(() => new RiskGate(RiskWorld.Instruments, options, [new AccountOptions { Id = RiskWorld.Main, Name = "main" }])).Message,
        StringComparison.Ordinal);
}
