using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Risk;

/// <summary>One order that breaks all rules; curing them one by one shows the order in which they are asked.</summary>
public class RiskPrecedenceTests
{
    [Fact]
    public void The_first_rule_that_fails_is_the_answer()
    {
        var limits = new RiskLimits
        {
            OrderQuantity = new Quantity(10),
            OrderNotional = 1,
            PriceCollar = 1,
            Position = new Quantity(10),
            OrderRate = 1,
        };
        var world = new RiskWorld(limits, maxOpenOrders: 1, last: null);
        world.Set(RiskLimitKind.OrderNotional, 0, RiskWorld.Spy);
        world.Set(RiskLimitKind.PriceCollar, 0, RiskWorld.Spy);
        Assert.Equal(RejectReason.None, world.Buy(1, 10));   // Takes the place in the table and in this second.
        world.Set(RiskLimitKind.OrderNotional, 1, RiskWorld.Spy);
        world.Set(RiskLimitKind.PriceCollar, 1, RiskWorld.Spy);
        world.Set(TradingState.Halted);

        OrderCommand order = world.Limit(Side.Buy, 0, 15) with { Instrument = new InstrumentId(7), Account = new AccountId(9) };
        Expect(RejectReason.UnknownInstrument);
        order.Instrument = RiskWorld.Spy;
        Expect(RejectReason.UnknownAccount);
        order.Account = RiskWorld.Main;
        Expect(RejectReason.InvalidQuantity);
        order.Quantity = new Quantity(1_000_000);
        Expect(RejectReason.InvalidPrice);
        order.Price = new Price(long.MaxValue / 5 * 5);
        Expect(RejectReason.TradingHalted);
        world.Set(TradingState.Reducing);
        Expect(RejectReason.ReducingOnly);
        world.Set(TradingState.Active);
        Expect(RejectReason.OrderQuantityLimit);
        world.Set(RiskLimitKind.OrderQuantity, 0, RiskWorld.Spy);
        Expect(RejectReason.NoReferencePrice);
        world.Gate.OnMarketPrice(RiskWorld.Spy, RiskWorld.PriceOf(100));
        Expect(RejectReason.NotionalOverflow);
        order.Price = RiskWorld.PriceOf(200);
        Expect(RejectReason.OrderNotionalLimit);
        world.Set(RiskLimitKind.OrderNotional, 0, RiskWorld.Spy);
        Expect(RejectReason.PriceCollar);
        order.Price = RiskWorld.PriceOf(100);
        Expect(RejectReason.PositionLimit);
        order.Side = Side.Sell;
        Expect(RejectReason.PositionLimit);
        world.Set(RiskLimitKind.Position, 0, RiskWorld.Spy);
        Expect(RejectReason.ShortNotAllowed);
        order.Side = Side.Buy;
        Expect(RejectReason.InsufficientCash);
        order.Quantity = new Quantity(10);
        Expect(RejectReason.OrderRateLimit);
        world.Set(RiskLimitKind.OrderRate, 0, RiskWorld.Spy);
        Expect(RejectReason.Overloaded);

        void Expect(RejectReason reason)
        {
            long before = world.Gate.Rejections[(int)reason];
            Assert.Equal(reason, world.Check(order));
            Assert.Equal(before + 1, world.Gate.Rejections[(int)reason]);
        }
    }
}
