using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Risk;

/// <summary>The shape of simple orders is found in fewer looks than that of others, and must be the same.</summary>
public class OrderShapeTests
{
    /// <summary>Any order may be reduce-only and none is simple then, so that it is looked at in full.</summary>
    [Fact]
    public void A_simple_order_has_the_shape_of_the_same_one_that_may_only_reduce()
    {
        Random random = new(7);
        Instrument instrument = RiskWorld.Instruments[RiskWorld.Spy];
        Dictionary<RejectReason, int> seen = [];
        for (int i = 0; i < 20_000; i++)
        {
            OrderCommand order = new()
            {
                Action = CommandAction.New,
                Side = random.Next(2) == 0 ? Side.Buy : Side.Sell,
                Type = (OrderType)random.Next(8),
                TimeInForce = (TimeInForce)random.Next(7),
                Quantity = new Quantity((random.Next(4) * instrument.LotSize.Raw) + Rarely(random)),
                Price = new Price((random.Next(4) * instrument.TickSize.Raw) - Rarely(random)),
                Trigger = new Price(Rarely(random)),
                DisplayQuantity = new Quantity(Rarely(random)),
                ExpireSeconds = (uint)Rarely(random),
                Group = (byte)Rarely(random),
                Contingency = (Contingency)Rarely(random),
            };
            Timestamp now = new(random.Next(-1, 2));
            RejectReason reason = OrderShape.Check(instrument, in order, now);
            seen[reason] = seen.GetValueOrDefault(reason) + 1;
            Assert.Equal(OrderShape.Check(instrument, order with { Flags = OrderFlags.ReduceOnly }, now), reason);
        }

        Assert.True(seen.Count == 8 && seen[RejectReason.None] > 100, string.Join(", ", seen));
    }

    private static int Rarely(Random random) => random.Next(6) == 0 ? random.Next(1, 4) : 0;
}
