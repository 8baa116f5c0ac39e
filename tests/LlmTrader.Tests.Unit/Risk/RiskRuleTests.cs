using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Risk;

/// <summary>Each rule with an order just inside its limit and one just outside.</summary>
public class RiskRuleTests
{
    private static readonly RiskLimits Short = new() { ShortSelling = true };

    [Theory]
    [InlineData(0, RejectReason.None)]
    [InlineData(1, RejectReason.None)]
    [InlineData(2, RejectReason.UnknownInstrument)]
    [InlineData(-1, RejectReason.UnknownInstrument)]
    public void The_instrument_is_known(int instrument, RejectReason expected)
    {
        var world = new RiskWorld();
        Assert.Equal(expected, world.Check(world.Limit(Side.Buy, 10, 10) with { Instrument = new InstrumentId(instrument) }));
    }

    [Fact]
    public void The_account_is_known()
    {
        var world = new RiskWorld();
        Assert.Equal(RejectReason.UnknownAccount, world.Check(world.Limit(Side.Buy, 10, 10) with { Account = new AccountId(1) }));
    }

    [Theory]
    [InlineData(10, RejectReason.None)]
    [InlineData(9, RejectReason.InvalidQuantity)]
    [InlineData(11, RejectReason.InvalidQuantity)]
    [InlineData(0, RejectReason.InvalidQuantity)]
    [InlineData(-10, RejectReason.InvalidQuantity)]
    [InlineData(long.MinValue, RejectReason.InvalidQuantity)]
    public void A_quantity_is_a_positive_number_of_lots(long quantity, RejectReason expected) => Assert.Equal(expected, new RiskWorld().Buy(10, quantity));

    [Theory]
    [InlineData(10.05, RejectReason.None)]
    [InlineData(10.04, RejectReason.InvalidPrice)]
    [InlineData(0.05, RejectReason.None)]
    [InlineData(0, RejectReason.InvalidPrice)]
    [InlineData(-0.05, RejectReason.InvalidPrice)]
    public void A_limit_is_a_positive_number_of_ticks(double price, RejectReason expected) =>
        Assert.Equal(expected, new RiskWorld().Buy((decimal)price, 10));

    [Fact]
    public void A_market_orders_price_is_not_looked_at()
    {
        var world = new RiskWorld();
        Assert.Equal(RejectReason.None, world.Check(world.Market(Side.Buy, 10) with { Price = new Price(-3) }));
    }

    [Fact]
    public void Nothing_new_passes_a_halt_and_the_cancel_of_an_open_order_does()
    {
        var world = new RiskWorld();
        foreach ((TradingState state, RejectReason answer) in new[]
        {
            (TradingState.Active, RejectReason.None), (TradingState.Reducing, RejectReason.ReducingOnly),
            (TradingState.Halted, RejectReason.TradingHalted), (TradingState.Observe, RejectReason.Observing),
        })
        {
            world.Set(TradingState.Active);
            world.Buy(10, 10);
            OrderCommand order = world.Last;
            world.Set(state);
            Assert.Equal(state, world.Gate.State);
            Assert.Equal(RejectReason.None, world.Check(order with { Action = CommandAction.Cancel }));
            world.Report(order, ReportKind.Canceled);
            Assert.Equal(answer, world.Buy(10, 10));
            if (answer == RejectReason.None) { world.Report(world.Last, ReportKind.Canceled); }
            Assert.Equal(0, world.Gate.OpenOrders);
        }

        world.Hold(Side.Buy, 10);
        world.Set(TradingState.Halted);
        Assert.Equal(RejectReason.TradingHalted, world.Sell(10, 10));   // Not even what reduces.
        world.Set(TradingState.Observe);
        Assert.Equal(RejectReason.Observing, world.Sell(10, 10));
        Assert.Equal(0, world.Gate.OpenOrders);
    }

    [Fact]
    public void A_start_from_a_backup_observes_until_an_operator_says_otherwise_and_another_start_changes_nothing()
    {
        var world = new RiskWorld();
        world.Gate.OnEpochStart(new EpochStart { Epoch = 2, Reason = EpochReason.Recovery });
        Assert.Equal(TradingState.Active, world.Gate.State);
        world.Gate.OnEpochStart(new EpochStart { Epoch = 3, Reason = EpochReason.Restore });
        Assert.Equal(RejectReason.Observing, world.Buy(10, 10));
        world.Gate.OnEpochStart(new EpochStart { Epoch = 4, Reason = EpochReason.Recovery });
        Assert.Equal(RejectReason.Observing, world.Buy(10, 10));
        world.Set(TradingState.Active);
        Assert.Equal(RejectReason.None, world.Buy(10, 10));
        world.Set(TradingState.Halted);
        world.Gate.OnEpochStart(new EpochStart { Epoch = 5, Reason = EpochReason.Restore });
        Assert.Equal(RejectReason.TradingHalted, world.Buy(10, 10));
    }

    [Theory]
    [InlineData(Side.Buy, Side.Sell, 20, RejectReason.None)]
    [InlineData(Side.Buy, Side.Sell, 30, RejectReason.ReducingOnly)]
    [InlineData(Side.Buy, Side.Buy, 10, RejectReason.ReducingOnly)]
    [InlineData(Side.Sell, Side.Buy, 20, RejectReason.None)]
    [InlineData(Side.Sell, Side.Buy, 30, RejectReason.ReducingOnly)]
    [InlineData(Side.Sell, Side.Sell, 10, RejectReason.ReducingOnly)]
    public void Reducing_lets_a_position_go_to_zero_with_all_that_works_and_not_through(Side held, Side side, long quantity, RejectReason expected)
    {
        var world = new RiskWorld(Short, TradingState.Reducing);
        Assert.Equal(RejectReason.ReducingOnly, world.Check(world.Market(side, 10)));
        world.Hold(held, 30, price: 1);
        if (held != side) { Assert.Equal(RejectReason.None, world.Check(world.Limit(side, 100, 10))); }
        Assert.Equal(expected, world.Check(world.Limit(side, 100, quantity)));
    }

    [Theory]
    [InlineData(50, RejectReason.None)]
    [InlineData(60, RejectReason.OrderQuantityLimit)]
    public void One_order_asks_for_so_much_at_most(long quantity, RejectReason expected) =>
        Assert.Equal(expected, new RiskWorld(new RiskLimits { OrderQuantity = new Quantity(50) }).Buy(10, quantity));

    [Fact]
    public void A_market_order_and_a_collar_need_a_last_price()
    {
        var world = new RiskWorld(last: null);
        Assert.Equal(RejectReason.None, world.Buy(10, 10));
        Assert.Equal(RejectReason.NoReferencePrice, world.Check(world.Market(Side.Buy, 10)));

        world.Set(RiskLimitKind.PriceCollar, 100, RiskWorld.Spy);
        Assert.Equal(RejectReason.NoReferencePrice, world.Buy(10, 10));
        world.Gate.OnMarketPrice(RiskWorld.Spy, Price.Zero);
        Assert.Equal(RejectReason.NoReferencePrice, world.Buy(10, 10));
        world.Gate.OnMarketPrice(RiskWorld.Spy, RiskWorld.PriceOf(10));
        Assert.Equal(RejectReason.None, world.Buy(10, 10));

        // A price that can't be one does not replace the last that could.
        world.Gate.OnMarketPrice(RiskWorld.Spy, Price.Zero);
        Assert.Equal(RejectReason.None, world.Check(world.Market(Side.Buy, 10)));
    }

    [Fact]
    public void A_sell_under_a_notional_limit_needs_a_last_price()
    {
        var world = new RiskWorld(Short with { OrderNotional = RiskWorld.Of(1000).Raw }, last: null);
        Assert.Equal(RejectReason.None, world.Buy(10, 10));
        Assert.Equal(RejectReason.NoReferencePrice, world.Sell(10, 10));
    }

    [Theory]
    [InlineData(OrderType.Limit, Side.Buy, 50.00, 20, RejectReason.None)]
    [InlineData(OrderType.Limit, Side.Buy, 50.05, 20, RejectReason.OrderNotionalLimit)]
    [InlineData(OrderType.Market, Side.Buy, 0, 10, RejectReason.None)]
    [InlineData(OrderType.Market, Side.Buy, 0, 20, RejectReason.OrderNotionalLimit)]
    [InlineData(OrderType.Limit, Side.Sell, 100.00, 10, RejectReason.None)]
    [InlineData(OrderType.Limit, Side.Sell, 100.05, 10, RejectReason.OrderNotionalLimit)]
    [InlineData(OrderType.Limit, Side.Sell, 50.00, 20, RejectReason.OrderNotionalLimit)]   // Would fill at 100, not at 50.
    [InlineData(OrderType.Market, Side.Sell, 0, 10, RejectReason.None)]
    [InlineData(OrderType.Market, Side.Sell, 0, 20, RejectReason.OrderNotionalLimit)]
    public void One_order_is_worth_so_much_at_most(OrderType type, Side side, double price, long quantity, RejectReason expected)
    {
        var world = new RiskWorld(Short with { OrderNotional = RiskWorld.Of(1000).Raw });
        Assert.Equal(expected, world.Check(world.Limit(side, (decimal)price, quantity) with { Type = type }));
    }

    [Theory]
    [InlineData(Side.Buy, 102.00, RejectReason.None)]
    [InlineData(Side.Buy, 102.05, RejectReason.PriceCollar)]
    [InlineData(Side.Buy, 1.00, RejectReason.None)]
    [InlineData(Side.Sell, 98.00, RejectReason.None)]
    [InlineData(Side.Sell, 97.95, RejectReason.PriceCollar)]
    [InlineData(Side.Sell, 900.00, RejectReason.None)]
    public void A_limit_lies_near_the_last_price_on_its_losing_side(Side side, double price, RejectReason expected)
    {
        var world = new RiskWorld(Short with { PriceCollar = 200 });
        Assert.Equal(expected, world.Check(world.Limit(side, (decimal)price, 10)));
    }

    [Theory]
    [InlineData(Side.Buy, 20, RejectReason.None)]
    [InlineData(Side.Buy, 30, RejectReason.PositionLimit)]
    [InlineData(Side.Sell, 60, RejectReason.None)]
    [InlineData(Side.Sell, 70, RejectReason.PositionLimit)]
    public void All_that_works_on_one_side_keeps_the_position_limit(Side side, long quantity, RejectReason expected)
    {
        var world = new RiskWorld(Short with { Position = new Quantity(50) });
        world.Hold(Side.Buy, 20);
        Assert.Equal(RejectReason.None, world.Buy(1, 10));
        Assert.Equal(RejectReason.None, world.Sell(200, 10));
        Assert.Equal(expected, world.Check(world.Limit(side, 100, quantity)));
    }

    [Fact]
    public void An_order_that_shrinks_a_position_over_a_lowered_limit_passes()
    {
        var world = new RiskWorld(Short);
        world.Hold(Side.Sell, 100, price: 100);
        world.Set(RiskLimitKind.Position, 50, RiskWorld.Spy);
        Assert.Equal(RejectReason.PositionLimit, world.Sell(100, 10));
        Assert.Equal(RejectReason.None, world.Buy(100, 20));
    }

    [Theory]
    [InlineData(20, RejectReason.None)]
    [InlineData(30, RejectReason.ShortNotAllowed)]
    public void Without_short_selling_one_sells_what_one_holds_and_once(long quantity, RejectReason expected)
    {
        var world = new RiskWorld();
        world.Hold(Side.Buy, 30);
        Assert.Equal(RejectReason.None, world.Buy(1, 50));   // Not held before it fills.
        Assert.Equal(RejectReason.None, world.Sell(100, 10));
        Assert.Equal(expected, world.Sell(100, quantity));
        world.Set(RiskLimitKind.ShortSelling, 1, InstrumentId.None);
        Assert.Equal(RejectReason.None, world.Sell(100, 500));
    }

    [Theory]
    [InlineData(50_050_000, RejectReason.None)]
    [InlineData(50_049_999, RejectReason.InsufficientCash)]
    public void A_buy_needs_its_notional_and_fee(long cashRaw, RejectReason expected)
    {
        // 10 at 0.05 is 0.50, its fee of 0.1 % is 0.0005. A fee brings the account down to the cash that is asked for.
        var world = new RiskWorld();
        decimal fee = 10_000m - (cashRaw / (decimal)Money.One);
        world.Report(world.Limit(Side.Buy, 1, 10), ReportKind.Fill, price: 0, last: 10, fee: fee);
        Assert.Equal(expected, world.Buy(0.05m, 10));
    }

    [Fact]
    public void A_market_buy_reserves_up_to_the_collar()
    {
        var world = new RiskWorld();
        Assert.Equal(RejectReason.None, world.Check(world.Market(Side.Buy, 90)));
        Assert.Equal(9009m, world.Reserved);
        world.Report(world.Last, ReportKind.Expired);

        world.Set(RiskLimitKind.PriceCollar, 1000, RiskWorld.Spy);
        Assert.Equal(RejectReason.None, world.Check(world.Market(Side.Buy, 90)));
        Assert.Equal(90 * 110 * 1.001m, world.Reserved);
        world.Report(world.Last, ReportKind.Expired);

        world.Set(RiskLimitKind.PriceCollar, 1200, RiskWorld.Spy);
        Assert.Equal(RejectReason.InsufficientCash, world.Check(world.Market(Side.Buy, 90)));
    }

    [Theory]
    [InlineData(100_000, 300_000, 30)]
    [InlineData(100_000, -50_000, 10)]
    [InlineData(-50_000, -50_000, 0)]
    public void The_dearer_fee_is_reserved_and_a_rebate_is_not_counted_on(int taker, int maker, int expectedFee)
    {
        Instrument share = RiskWorld.Instruments[RiskWorld.Spy] with { TakerFee = new FeeRate(taker), MakerFee = new FeeRate(maker) };
        var account = new AccountOptions { Id = RiskWorld.Main, Name = "main", InitialCash = [RiskWorld.Of(20_000)] };
        var gate = new RiskGate(new InstrumentTable([share]), new RiskOptions(), [account]);
        OrderCommand order = new RiskWorld().Limit(Side.Buy, 100, 100);
        Assert.Equal(RejectReason.None, gate.Check(in order, default));
        Assert.Equal(RiskWorld.Of(10_000 + expectedFee), gate.Reserved(RiskWorld.Main, RiskWorld.Usd));
    }

    [Fact]
    public void Working_buys_share_the_cash_and_a_cover_needs_it_too()
    {
        var world = new RiskWorld(Short);
        Assert.Equal(RejectReason.None, world.Buy(90, 100));
        Assert.Equal(RejectReason.InsufficientCash, world.Buy(90, 20));
        Assert.Equal(RejectReason.None, world.Buy(90, 10));
        Assert.Equal(RejectReason.None, world.Sell(100, 500));   // A sell needs none.

        world.Hold(Side.Sell, 50, price: 1);
        Assert.Equal(RejectReason.InsufficientCash, world.Buy(90, 50));
    }

    [Fact]
    public void A_second_of_engine_time_has_so_many_orders()
    {
        var world = new RiskWorld(new RiskLimits { OrderRate = 2 });
        Assert.Equal(RejectReason.None, world.Buy(1, 10));
        Assert.Equal(RejectReason.InvalidQuantity, world.Buy(1, 1));   // Does not count.
        world.Now = new Timestamp(world.Now.Nanoseconds + 999_999_999);
        Assert.Equal(RejectReason.None, world.Buy(1, 10));
        Assert.Equal(RejectReason.OrderRateLimit, world.Buy(1, 10));
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Buy, 1, 10) with { Instrument = RiskWorld.Qqq }));

        world.Now = new Timestamp(world.Now.Nanoseconds + 1);
        Assert.Equal(RejectReason.None, world.Buy(1, 10));
    }

    [Fact]
    public void A_second_before_1970_is_as_long_as_any_other()
    {
        var world = new RiskWorld(new RiskLimits { OrderRate = 1 }) { Now = new Timestamp(-1) };
        Assert.Equal(RejectReason.None, world.Buy(1, 10));
        Assert.Equal(RejectReason.OrderRateLimit, world.Buy(1, 10));
        world.Now = new Timestamp(1);
        Assert.Equal(RejectReason.None, world.Buy(1, 10));
        world.Now = new Timestamp(999_999_999);
        Assert.Equal(RejectReason.OrderRateLimit, world.Buy(1, 10));
    }

    [Fact]
    public void A_full_order_table_takes_no_more_until_one_is_done()
    {
        var world = new RiskWorld(maxOpenOrders: 2);
        Assert.Equal(RejectReason.None, world.Buy(1, 10));
        OrderCommand first = world.Last;
        Assert.Equal(RejectReason.None, world.Buy(1, 10));
        Assert.Equal(RejectReason.Overloaded, world.Buy(1, 10));
        world.Report(in first, ReportKind.Rejected);
        Assert.Equal(RejectReason.None, world.Buy(1, 10));
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void An_amount_that_64_bits_cant_hold_is_a_reason(Side side)
    {
        var world = new RiskWorld(Short);
        Assert.Equal(RejectReason.NotionalOverflow, world.Check(world.Limit(side, 100_000_000_000m, 10)));
        Assert.Equal(RejectReason.NotionalOverflow, world.Check(world.Market(side, long.MaxValue / 10 * 10)));
        Assert.Equal(RejectReason.NotionalOverflow, world.Check(world.Limit(side, 90_000_000_000_000_000m, long.MaxValue / 10 * 10)));
    }

    [Fact]
    public void A_position_that_64_bits_cant_hold_exceeds_a_limit_that_is_off()
    {
        Instrument tiny = RiskWorld.Instruments[RiskWorld.Spy] with { PriceScale = 12, QuantityScale = 12, TickSize = new PriceOffset(1), LotSize = new Quantity(1) };
        var gate = new RiskGate(
            new InstrumentTable([tiny]),
            new RiskOptions { DefaultLimits = Short },
            [new AccountOptions { Id = RiskWorld.Main, Name = "main", InitialCash = [RiskWorld.Of(10_000)] }]);
        OrderCommand sell = new RiskWorld().Limit(Side.Sell, 0.01m, long.MaxValue);
        Assert.Equal(RejectReason.None, gate.Check(in sell, default));
        sell.OrderId = OrderId.From(99, 0);
        Assert.Equal(RejectReason.PositionLimit, gate.Check(in sell, default));
    }
}
