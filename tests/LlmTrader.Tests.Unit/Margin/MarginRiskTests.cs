using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using static LlmTrader.Tests.Unit.Margin.PerpetualWorld;

namespace LlmTrader.Tests.Unit.Margin;

/// <summary>What margin does to orders: 1,000 USD with tenfold leverage carry 10,000 USD, less fees.</summary>
public sealed class MarginRiskTests
{
    private readonly RiskGate _gate = NewGate(Account());
    private long _id;

    // An order of 98.039 at 100: margin 980.39, fee 9.8039; together 990.1939. With 99.009 it is 999.9909, with 99.010 1,000.001.
    [Fact]
    public void An_opening_order_needs_its_initial_margin_and_its_fee()
    {
        Assert.Equal(RejectReason.InsufficientMargin, Check(Side.Buy, 100, 99.010m));
        Assert.Equal(RejectReason.None, Check(Side.Buy, 100, 99.009m));
        Assert.Equal(999.9909m, Decimal(_gate.Reserved(Main, Usd)));
        Assert.Equal(RejectReason.InsufficientMargin, Check(Side.Sell, 100, 99.009m));   // Both sides may fill.
    }

    [Fact]
    public void A_sell_needs_as_much_as_a_buy_at_what_it_may_fill_for()
    {
        _gate.OnMarketPrice(Btc, PriceOf(110));
        Assert.Equal(RejectReason.InsufficientMargin, Check(Side.Sell, 110, 99.009m));
        Assert.Equal(RejectReason.None, Check(Side.Sell, 110, 90));
        Assert.Equal(999.9m, Decimal(_gate.Reserved(Main, Usd)));   // 9,900 / 10 + 9.9.
    }

    [Fact]
    public void What_it_would_lose_at_once_against_the_mark_is_needed_too()
    {
        _gate.OnMarkPrice(Btc, PriceOf(99));
        Assert.Equal(RejectReason.None, Check(Side.Buy, 100, 50));
        Assert.Equal(555m, Decimal(_gate.Reserved(Main, Usd)));   // 500 + 5 + 50 x 1.
    }

    [Fact]
    public void What_reduces_needs_nothing()
    {
        Hold(Side.Buy, 100, 99);
        Assert.Equal(10m, Decimal(_gate.Margin.Free(Main, Usd)));
        Assert.Equal(RejectReason.None, Check(Side.Sell, 100, 60));
        Assert.Equal(RejectReason.None, Check(Side.Sell, 100, 39));
        Assert.Equal(0, _gate.Reserved(Main, Usd).Raw);
        Assert.Equal(RejectReason.InsufficientMargin, Check(Side.Sell, 100, 1));   // The position is sold already: this one opens a short.
    }

    [Fact]
    public void An_order_through_zero_needs_margin_for_what_it_opens_and_keeps_it_until_that_fills()
    {
        Hold(Side.Buy, 100, 40);
        OrderCommand order = Order(++_id, Side.Sell, 100, 60);
        Assert.Equal(RejectReason.None, _gate.Check(in order, default));
        Assert.Equal(202m, Decimal(_gate.Reserved(Main, Usd)));   // Of the last 20: 200 + 2.

        FillOf(in order, 40, leaves: 20);
        Assert.Equal(202m, Decimal(_gate.Reserved(Main, Usd)));
        FillOf(in order, 10, leaves: 10);
        Assert.Equal(101m, Decimal(_gate.Reserved(Main, Usd)));
        FillOf(in order, 10, leaves: 0);
        Assert.Equal(0, _gate.Reserved(Main, Usd).Raw);
        Assert.Equal(-20_000, _gate.Position(Main, Btc).Raw);
    }

    [Fact]
    public void A_position_past_the_last_tier_is_not_taken()
    {
        RiskGate rich = NewGate(Account(100) with { InitialCash = [Of(10_000_000)] });
        OrderCommand inside = Order(1, Side.Buy, 100, 10_000);
        OrderCommand outside = Order(2, Side.Buy, 100, 0.001m);
        Assert.Equal(RejectReason.None, rich.Check(in inside, default));
        Assert.Equal(RejectReason.PositionLimit, rich.Check(in outside, default));
        Assert.Equal(21_000m, Decimal(rich.Reserved(Main, Usd)));   // The third tier asks for 2 %.
    }

    [Fact]
    public void With_cross_margin_profit_carries_new_positions_and_with_isolated_it_does_not()
    {
        RiskGate isolated = NewGate(Account(10, MarginMode.Isolated));
        foreach (RiskGate gate in new[] { _gate, isolated })
        {
            gate.OnReport(Btc, Fill(Side.Buy, 100, 50), ReportSource.Venue);
            gate.OnMarkPrice(Btc, PriceOf(110));
        }

        Assert.Equal(950m, Decimal(_gate.Margin.Free(Main, Usd)));      // 1,000 + 500 - 5,500 / 10.
        Assert.Equal(500m, Decimal(isolated.Margin.Free(Main, Usd)));   // 1,000 - 500 set aside.
        Assert.Equal(1500m, Decimal(_gate.Margin.Equity(Main, Btc)));
        Assert.Equal(1000m, Decimal(isolated.Margin.Equity(Main, Btc)));
    }

    [Fact]
    public void An_isolated_position_gives_its_margin_back_as_it_shrinks_and_bears_its_funding()
    {
        RiskGate gate = NewGate(Account(10, MarginMode.Isolated));
        gate.OnReport(Btc, Fill(Side.Buy, 100, 40), ReportSource.Venue);
        gate.OnFunding(Btc, new FundingPayment { Mark = PriceOf(100), RateRaw = 1_000_000 });   // 1 % of 4,000.
        Assert.Equal(360m, Decimal(gate.Margin.Assigned(Main, Btc)));
        Assert.Equal(960m, Decimal(gate.Cash(Main, Usd)));
        Assert.Equal(600m, Decimal(gate.Margin.Free(Main, Usd)));

        gate.OnReport(Btc, Fill(Side.Sell, 100, 10), ReportSource.Venue);
        Assert.Equal(270m, Decimal(gate.Margin.Assigned(Main, Btc)));
        gate.OnReport(Btc, Fill(Side.Sell, 100, 50), ReportSource.Venue);   // Through zero: 20 short, freshly margined.
        Assert.Equal(200m, Decimal(gate.Margin.Assigned(Main, Btc)));
        gate.OnReport(Btc, Fill(Side.Buy, 100, 20), ReportSource.Venue);
        Assert.Equal(0m, Decimal(gate.Margin.Assigned(Main, Btc)));
        Assert.Equal(960m, Decimal(gate.Margin.Free(Main, Usd)));
    }

    [Fact]
    public void The_engines_own_orders_pass_whatever_limit_is_in_force_as_long_as_they_reduce()
    {
        RiskGate gate = new(Instruments, new RiskOptions { InitialState = TradingState.Halted, DefaultLimits = new RiskLimits { OrderQuantity = new Quantity(1), OrderNotional = 1 } }, [Account()]);
        gate.OnReport(Btc, Fill(Side.Buy, 100, 40), ReportSource.Venue);
        OrderCommand close = Order(1, Side.Sell, 0, 40) with { Strategy = StrategyId.Liquidation, Flags = OrderFlags.ReduceOnly };
        OrderCommand more = close with { OrderId = OrderId.From(2, 0), Quantity = QuantityOf(40.001m) };
        OrderCommand other = close with { OrderId = OrderId.From(3, 0), Side = Side.Buy };
        OrderCommand unknown = close with { OrderId = OrderId.From(4, 0), Account = new AccountId(9) };
        Assert.Equal(RejectReason.NothingToReduce, gate.Check(in more, default));
        Assert.Equal(RejectReason.NothingToReduce, gate.Check(in other, default));
        Assert.Equal(RejectReason.UnknownAccount, gate.Check(in unknown, default));
        Assert.Equal(RejectReason.None, gate.Check(in close, default));
    }

    private static RiskGate NewGate(AccountOptions account)
    {
        RiskGate gate = new(Instruments, new RiskOptions { DefaultLimits = new RiskLimits { ShortSelling = true } }, [account]);
        gate.OnMarketPrice(Btc, PriceOf(100));
        return gate;
    }

    private RejectReason Check(Side side, decimal price, decimal quantity)
    {
        OrderCommand order = Order(++_id, side, price, quantity);
        return _gate.Check(in order, default);
    }

    private void Hold(Side side, decimal price, decimal quantity) => _gate.OnReport(Btc, Fill(side, price, quantity), ReportSource.Venue);

    private void FillOf(in OrderCommand order, decimal quantity, decimal leaves)
    {
        ExecutionReport fill = Fill(order.Side, 100, quantity) with { OrderId = order.OrderId, LeavesQuantity = QuantityOf(leaves) };
        _gate.OnReport(Btc, in fill, ReportSource.Venue);
    }
}
