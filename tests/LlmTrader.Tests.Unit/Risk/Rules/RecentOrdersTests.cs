using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Risk.Rules;

/// <summary>The table of recent orders is a plain list of the last 1,024 that passed, looked through from its end.</summary>
public class RecentOrdersTests
{
    [Fact]
    public void An_equal_order_is_found_among_exactly_the_last_that_passed()
    {
        (int found, int forgotten) = (0, 0);
        for (int seed = 1; seed <= 20; seed++)
        {
            Random random = new(seed);
            RecentOrders recent = new();
            List<(OrderCommand Order, Timestamp At)> plain = [];
            HashSet<string> ever = [];
            int prices = seed % 2 == 0 ? 3 : 40;   // Many equal ones; or so many different ones that they come back after they were forgotten.
            for (int step = 1; step <= 6_000; step++)
            {
                OrderCommand order = Draw(random, prices) with { OrderId = OrderId.From(step, 1) };
                Timestamp now = new(step * 1000L);
                int last = plain.FindLastIndex(one => Content(one.Order) == Content(order));
                long expected = last >= 0 && last >= plain.Count - RecentOrders.Capacity ? now.Nanoseconds - plain[last].At.Nanoseconds : long.MaxValue;
                Assert.True(expected == recent.Age(in order, now), $"seed {seed}, step {step}");
                if (expected != long.MaxValue) { found++; } else if (!ever.Add(Content(order))) { forgotten++; }
                if (random.Next(4) == 0) { continue; }   // It did not pass.
                recent.Add(in order, now);
                plain.Add((order, now));
                ever.Add(Content(order));
                if (plain.Count > 2 * RecentOrders.Capacity) { plain.RemoveRange(0, RecentOrders.Capacity); }
            }
        }

        Assert.True(found > 10_000 && forgotten > 1_000, $"{found} found, {forgotten} forgotten");
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        Random random = new(1);
        RecentOrders recent = new();
        OrderCommand[] orders = [.. Enumerable.Range(0, 4_000).Select(i => Draw(random, 40) with { OrderId = OrderId.From(i + 1, 1) })];
        long sum = recent.Age(in orders[0], default);
        recent.Add(in orders[0], default);
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            foreach (ref OrderCommand order in orders.AsSpan())
            {
                sum ^= recent.Age(in order, default);
                recent.Add(in order, default);
            }
        }));
        Assert.NotEqual(1, sum);
    }

    private static string Content(OrderCommand o) =>
        $"{o.Instrument} {o.Account} {o.Strategy} {o.Side} {o.Type} {o.Price} {o.Quantity} {o.Trigger} {o.TimeInForce} {o.Flags} {o.Contingency}";

    private static OrderCommand Draw(Random random, int prices) => new()
    {
        Instrument = new InstrumentId(random.Next(2)),
        Strategy = random.Next(2) == 0 ? StrategyId.Manual : new StrategyId(0),
        Side = random.Next(2) == 0 ? Side.Buy : Side.Sell,
        Type = random.Next(2) == 0 ? OrderType.Limit : OrderType.StopLimit,
        Price = new Price(random.Next(prices)),
        Trigger = new Price(random.Next(3)),
        Quantity = new Quantity(1 + random.Next(2)),
        Flags = random.Next(4) == 0 ? OrderFlags.ReduceOnly : OrderFlags.None,
    };
}
