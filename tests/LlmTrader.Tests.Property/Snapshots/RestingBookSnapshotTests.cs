using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>
/// A loaded book of orders holds the same orders in the same queues and answers alike from then on. Where in memory an order lies
/// is not the same, so that what is compared is what can be seen.
/// </summary>
public sealed class RestingBookSnapshotTests
{
    private static readonly int Seeds = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 400 : 20;

    // Ladder, tick, half the width of the prices, orders, levels: all in the ladder, mostly beyond it, coarse ticks, always full.
    public static TheoryData<int, int, long, int, int> Markets => new()
    {
        { 4096, 1, 12, 200, 1_000 },
        { 64, 1, 400, 200, 1_000 },
        { 128, 5, 900, 200, 1_000 },
        { 64, 1, 100, 24, 10 },
    };

    [Theory]
    [MemberData(nameof(Markets))]
    public void A_loaded_matching_engine_goes_on_alike(int ladder, int tick, long width, int orders, int levels)
    {
        BookLimits limits = new() { LadderTicks = ladder, Tick = new(tick), MaxOrders = orders, MaxLevels = levels };
        int collecting = 0;
        int hidden = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            Random random = new(seed);
            MatchingEngine engine = new(limits);
            OrderFlow flow = new(random, limits, width);
            for (int round = 0; round < 12; round++)
            {
                for (int i = random.Next(300); i > 0; i--) { flow.Next()(engine); }
                MatchingEngine copy = new(limits);
                SnapshotCopy.Copy(engine, copy);
                AssertSame(engine, copy);
                collecting += engine.IsCollecting ? 1 : 0;
                hidden += engine.TotalQuantity(Side.Buy).Hidden.Raw > 0 ? 1 : 0;
                for (int i = 0; i < 200; i++)
                {
                    Func<MatchingEngine, string> step = flow.Next();
                    Assert.Equal(step(engine), step(copy));
                }

                AssertSame(engine, copy);
            }
        }

        Assert.True(collecting > Seeds && hidden > Seeds, $"{collecting} in an auction, {hidden} with icebergs");
    }

    [Theory]
    [MemberData(nameof(Markets))]
    public void A_loaded_order_by_order_book_goes_on_alike(int ladder, int tick, long width, int orders, int levels)
    {
        BookLimits limits = new() { LadderTicks = ladder, Tick = new(tick), MaxOrders = orders, MaxLevels = levels };
        int crossed = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            Random random = new(seed);
            OrderByOrderBook book = new(limits);
            for (int round = 0; round < 12; round++)
            {
                long middle = random.NextInt64(-1_000_000, 1_000_000) * tick;
                for (int i = random.Next(300); i > 0; i--) { book.Apply(Message(random, limits, width, middle)); }
                OrderByOrderBook copy = new(limits);
                SnapshotCopy.Copy(book, copy);
                AssertSame(book, copy);
                crossed += book.IsCrossed ? 1 : 0;
                for (int i = 0; i < 200; i++)
                {
                    BookOrder message = Message(random, limits, width, middle);
                    Assert.Equal(book.Apply(message), copy.Apply(message));
                    Assert.Equal(book.TryQueuePosition(message.VenueOrderId, out Quantity ahead, out int count), copy.TryQueuePosition(message.VenueOrderId, out Quantity copied, out int copiedCount));
                    Assert.Equal((ahead, count), (copied, copiedCount));
                }

                AssertSame(book, copy);
            }
        }

        Assert.True(crossed > Seeds, $"{crossed} crossed");
    }

    [Fact]
    public void A_book_with_other_limits_or_of_another_kind_does_not_fit()
    {
        BookLimits limits = new() { LadderTicks = 64, MaxOrders = 20, MaxLevels = 10 };
        BookLimits[] others = [limits with { MaxOrders = 21 }, limits with { MaxLevels = 11 }, limits with { Tick = new(5) }, limits with { LadderTicks = 128 }];
        foreach (BookLimits other in others) { Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(new MatchingEngine(limits), new MatchingEngine(other))); }
        Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(new MatchingEngine(limits), new OrderByOrderBook(limits)));
    }

    private static void AssertSame(MatchingEngine left, MatchingEngine right)
    {
        Assert.Equal((left.OrderCount, left.LevelCount, left.IsCollecting), (right.OrderCount, right.LevelCount, right.IsCollecting));
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
        {
            Assert.Equal(Orders(left, side), Orders(right, side));
            Assert.Equal(left.TotalQuantity(side), right.TotalQuantity(side));
        }

        static QueuedOrder[] Orders(MatchingEngine engine, Side side)
        {
            QueuedOrder[] orders = new QueuedOrder[engine.OrderCount];
            return orders[..engine.CopyOrders(side, orders)];
        }
    }

    private static void AssertSame(OrderByOrderBook left, OrderByOrderBook right)
    {
        Assert.Equal((left.OrderCount, left.LevelCount, left.IsCrossed), (right.OrderCount, right.LevelCount, right.IsCrossed));
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
        {
            Assert.Equal(Orders(left, side), Orders(right, side));
            Assert.Equal(Levels(left, side), Levels(right, side));
        }

        static QueuedOrder[] Orders(OrderByOrderBook book, Side side)
        {
            QueuedOrder[] orders = new QueuedOrder[book.OrderCount];
            return orders[..book.CopyOrders(side, orders)];
        }

        static OrderLevel[] Levels(OrderByOrderBook book, Side side)
        {
            OrderLevel[] levels = new OrderLevel[book.LevelCount];
            return levels[..book.CopyLevels(side, levels)];
        }
    }

    private static BookOrder Message(Random random, BookLimits limits, long width, long middle)
    {
        int kind = random.Next(1_000);
        return new BookOrder
        {
            VenueOrderId = random.Next(3 * limits.MaxOrders),
            Price = new(middle + (random.NextInt64(-width, width) * limits.Tick.Raw)),
            Quantity = new(random.Next(1, 60)),
            Side = random.Next(2) == 0 ? Side.Buy : Side.Sell,
            Action = kind switch { 0 => BookOrderAction.Clear, < 600 => BookOrderAction.Add, < 750 => BookOrderAction.Modify, < 850 => BookOrderAction.Delete, _ => BookOrderAction.Execute },
        };
    }

    /// <summary>Random operations that can be done on several engines, each telling everything that it was answered.</summary>
    private sealed class OrderFlow(Random random, BookLimits limits, long width)
    {
        private long _middle = 10_000 / limits.Tick.Raw * limits.Tick.Raw;
        private long _lastId;

        public Func<MatchingEngine, string> Next()
        {
            if (random.Next(300) == 0) { _middle += random.NextInt64(-width, width) * limits.Tick.Raw; }
            OrderId known = new(Math.Max(1, _lastId - random.Next(60)));
            Price price = NextPrice();
            Quantity quantity = new(1 + random.Next(100));
            int kind = random.Next(100);
            if (kind < 60)
            {
                ExchangeOrder order = NextOrder(price, quantity);
                return engine => Told(engine, (MatchingEngine it, ref Teller sink) => it.Submit(order, ref sink).ToString());
            }

            if (kind < 75) { return engine => engine.Cancel(known).ToString(); }
            if (kind < 97) { return engine => Told(engine, (MatchingEngine it, ref Teller sink) => it.Amend(known, price, quantity, ref sink).ToString()); }
            return engine => Told(engine, (MatchingEngine it, ref Teller sink) =>
            {
                if (it.IsCollecting) { return it.Uncross(price, AuctionTieBreak.Pressure, ref sink).ToString(); }
                it.StartAuction();
                return it.Indicate(price, AuctionTieBreak.NearestReference).ToString();
            });
        }

        private ExchangeOrder NextOrder(Price price, Quantity quantity) => new()
        {
            Id = new(++_lastId),
            Price = price,
            Quantity = quantity,
            Displayed = new(random.Next(4) == 0 ? random.NextInt64(0, Math.Max(1, quantity.Raw / 2)) : 0),
            Account = new((ushort)random.Next(1, 4)),
            Side = random.Next(2) == 0 ? Side.Buy : Side.Sell,
            Type = random.Next(20) == 0 ? OrderType.Market : OrderType.Limit,
            TimeInForce = random.Next(3) > 0 ? TimeInForce.GoodTillCancel : (TimeInForce)random.Next(1, 6),
            Flags = random.Next(8) == 0 ? OrderFlags.PostOnly : OrderFlags.None,
            SelfTrade = (SelfTradePrevention)random.Next(4),
        };

        private Price NextPrice() => new(_middle + (random.NextInt64(-width, width) / (random.Next(2) == 0 ? 1 : 10) * limits.Tick.Raw));

        private delegate string Operation(MatchingEngine engine, ref Teller sink);

        private static string Told(MatchingEngine engine, Operation operation)
        {
            Teller sink = new([]);
            string answer = operation(engine, ref sink);
            return string.Join('\n', [answer, .. sink.Lines]);
        }
    }

    private readonly struct Teller(List<string> lines) : IMatchingSink
    {
        public List<string> Lines => lines;

        public void OnTrade(in ExchangeTrade trade) =>
            lines.Add($"{trade.Taker.Raw} of {trade.TakerAccount.Value} and {trade.Maker.Raw} of {trade.MakerAccount.Value}: {trade.Quantity.Raw}@{trade.Price.Raw}, left {trade.TakerRemaining.Raw} and {trade.MakerRemaining.Raw}");

        public void OnSelfTradeCanceled(OrderId order, Quantity remaining) => lines.Add($"{order.Raw} cancelled, {remaining.Raw} left");
    }
}
