using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Exchange;

/// <summary>Neither book allocates after its construction, whatever happens in it.</summary>
public sealed class ExchangeAllocationTests
{
    private static readonly BookLimits Limits = new() { MaxOrders = 300, MaxLevels = 120, LadderTicks = 64 };

    [Fact]
    public void No_bytes_per_matching_operation()
    {
        MatchingEngine engine = new(Limits);
        CountingSink sink = default;
        ulong state = 1;
        Match(engine, ref sink, ref state, from: 1, count: 50_000);

        long from = 50_001;
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            Match(engine, ref sink, ref state, from, count: 200_000);
            from += 200_000;
        }));
        Assert.True(sink.Trades > 50_000 && sink.Prevented > 1_000, $"{sink.Trades} trades, {sink.Prevented} prevented");
    }

    [Fact]
    public void No_bytes_per_message_of_an_order_by_order_feed()
    {
        OrderByOrderBook book = new(Limits);
        ulong state = 1;
        Rebuild(book, ref state, 50_000);

        Assert.Equal(0, AllocatedBytes.Least(() => Rebuild(book, ref state, 200_000)));
    }

    private static void Match(MatchingEngine engine, ref CountingSink sink, ref ulong state, long from, int count)
    {
        Span<OrderLevel> levels = stackalloc OrderLevel[10];
        for (long i = from; i < from + count; i++)
        {
            int roll = Roll(ref state);
            Price price = new(1_000 + (roll % 201) + (i / 1_000 % 7 * 100));   // The market moves, so that ladders slide.
            Quantity quantity = new(1 + (roll / 256 % 50));
            switch (roll / 4096 % 16)
            {
                case < 9:
                    engine.Submit(new ExchangeOrder
                    {
                        Id = new(i),
                        Price = price,
                        Quantity = quantity,
                        Displayed = new(roll % 5 == 0 ? 1 + (quantity.Raw / 4) : 0),
                        Account = new((ushort)(roll % 4)),
                        Side = roll / 65_536 % 2 == 0 ? Side.Buy : Side.Sell,
                        Type = roll % 11 == 0 ? OrderType.Market : OrderType.Limit,
                        TimeInForce = (TimeInForce)(1 + (roll % 5)),
                        Flags = roll % 7 == 0 ? OrderFlags.PostOnly : OrderFlags.None,
                        SelfTrade = (SelfTradePrevention)(roll / 16 % 4),
                    }, ref sink);
                    break;
                case < 11: engine.Cancel(new(i - (roll % 60))); break;
                case < 14: engine.Amend(new(i - (roll % 60)), price, quantity, ref sink); break;
                case 14: engine.CopyLevels(Side.Buy, levels); break;
                case 15 when roll % 4 == 0: engine.StartAuction(); break;
                default: engine.Uncross(price, (AuctionTieBreak)(1 + (roll % 3)), ref sink); break;
            }
        }
    }

    private static void Rebuild(OrderByOrderBook book, ref ulong state, int count)
    {
        for (int i = 0; i < count; i++)
        {
            int roll = Roll(ref state);
            book.Apply(new BookOrder
            {
                VenueOrderId = roll % 500,
                Price = new(1_000 + (roll / 512 % 300) + (i / 1_000 % 7 * 100)),
                Quantity = new(roll / 1024 % 40),
                Side = roll / 65_536 % 2 == 0 ? Side.Buy : Side.Sell,
                Action = roll % 5_000 == 0 ? BookOrderAction.Clear : (BookOrderAction)(1 + (roll / 8192 % 4)),
            });
            book.TryQueuePosition(roll % 500, out _, out _);
            book.TryBest(Side.Sell, out _);
        }
    }

    private static int Roll(ref ulong state)
    {
        state = (state * 6364136223846793005UL) + 1442695040888963407UL;
        return (int)(state >> 33);
    }

    private struct CountingSink : IMatchingSink
    {
        public long Trades { get; private set; }

        public long Prevented { get; private set; }

        public void OnTrade(in ExchangeTrade trade) => Trades++;

        public void OnSelfTradeCanceled(OrderId order, Quantity remaining) => Prevented++;
    }
}
