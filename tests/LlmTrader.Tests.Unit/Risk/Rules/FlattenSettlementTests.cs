using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Risk.Rules;

/// <summary>Flattening where what was bought can't be sold on the same day. A test begins 8,000 seconds before the venue's midnight.</summary>
public class FlattenSettlementTests
{
    private const int UntilMidnight = 8_000;
    private const int Day = 86_400;

    private static readonly MarketRules Shares = new() { UtcOffset = Duration.FromSeconds(8 * 3600), SettlementDays = 1 };

    [Fact]
    public void Only_what_is_settled_is_sold_and_the_rest_is_listed_until_the_next_day()
    {
        RuleWorld world = new(Shares);
        world.Trade(Side.Buy, 50, 100);
        world.Wait(UntilMidnight);
        world.Trade(Side.Buy, 30, 100);
        Kill(world);
        Close(world, 50);
        Assert.Equal((RejectReason.SellableQuantity, 30L), (world.Unclosed.Single().Position.Reason, world.Unclosed.Single().Position.Position.Raw));
        Assert.Equal(1, world.Gate.Kill.Unclosed);
        Assert.True(world.Gate.WaitsForTime);

        world.Wait(Day - 1);
        world.Gate.WatchAll(world.Now);
        Assert.Empty(world.Sent);
        world.Wait(1);
        world.Gate.WatchAll(world.Now);
        Close(world, 30);
        Assert.Equal(0, world.Gate.Kill.Unclosed);
        Assert.Equal(0, world.Gate.Position(RiskWorld.Main, RuleWorld.Spy).Raw);
        Assert.False(world.Gate.WaitsForTime);
    }

    [Fact]
    public void The_next_days_first_price_is_an_occasion_too()
    {
        RuleWorld world = new(Shares);
        world.Trade(Side.Buy, 50, 100);
        Kill(world);
        Assert.Equal(RejectReason.SellableQuantity, world.Unclosed.Single().Position.Reason);
        world.Price(RuleWorld.Spy, 101);
        Assert.Empty(world.Sent);
        world.Wait(UntilMidnight);
        world.Price(RuleWorld.Spy, 101);
        Close(world, 50);
    }

    [Fact]
    public void A_close_is_in_the_venues_lots()
    {
        RuleWorld world = new(Shares with { BuyLot = new Quantity(100) });
        Fill(world, 130);   // Three lots of a bonus issue among them, which may only be sold as a whole.
        world.Wait(UntilMidnight);
        Fill(world, 120);
        Kill(world);
        Close(world, 100);   // Of 130: 250 leave no 30 over.
        Assert.Equal((RejectReason.SellableQuantity, 150L), (world.Unclosed[^1].Position.Reason, world.Unclosed[^1].Position.Position.Raw));
        world.Wait(Day);
        world.Gate.WatchAll(world.Now);
        Close(world, 150);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_was_traded_a_close_is_what_is_settled_and_two_days_close_all(int seed)
    {
        Random random = new(seed);
        for (int run = 0; run < 200; run++)
        {
            RuleWorld world = new(Shares);
            world.Wait(UntilMidnight);
            long held = 0, bought = 0;   // The plain twin: what is held, and what of it was bought today.
            for (int step = random.Next(1, 12); step > 0; step--)
            {
                switch (random.Next(3))
                {
                    case 0: world.Wait(Day); bought = 0; break;
                    case 1: long buy = 10 * random.Next(1, 9); world.Trade(Side.Buy, buy, 100); (held, bought) = (held + buy, bought + buy); break;
                    default:
                        long sell = Math.Min(held - bought, 10 * random.Next(1, 9));
                        if (sell > 0) { world.Trade(Side.Sell, sell, 100); held -= sell; }
                        break;
                }
            }

            Kill(world);
            if (held > bought) { Close(world, held - bought); }
            Assert.Empty(world.Sent);
            Assert.Equal(bought > 0 ? 1 : 0, world.Gate.Kill.Unclosed);
            Assert.Equal(bought, world.Gate.Position(RiskWorld.Main, RuleWorld.Spy).Raw);
            world.Wait(Day);
            world.Gate.WatchAll(world.Now);
            if (bought > 0) { Close(world, bought); }
            Assert.Equal((0, 0L), (world.Gate.Kill.Unclosed, world.Gate.Position(RiskWorld.Main, RuleWorld.Spy).Raw));
        }
    }

    private static void Kill(RuleWorld world)
    {
        world.Gate.OnKill(new Kill { Flatten = 1 });
        world.Gate.SendCancels();
    }

    private static void Fill(RuleWorld world, long quantity) => world.Fill(world.Limit(Side.Buy, quantity, 100), quantity, 0, 100);

    // The only order that was sent goes through the Sequencer and risk, and fills.
    private static void Close(RuleWorld world, long quantity)
    {
        OrderCommand close = world.Sent.Dequeue();
        Assert.Equal((Side.Sell, quantity), (close.Side, close.Quantity.Raw));
        close.OrderId = OrderId.From(1_000_000 + world.Gate.PassedOrders, 1);
        Assert.Equal(RejectReason.None, world.Check(close));
        world.Fill(close, quantity, 0, 100);
    }
}
