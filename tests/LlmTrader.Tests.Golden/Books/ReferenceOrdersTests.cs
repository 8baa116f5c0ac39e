using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Perf.Latency.Books;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Golden.Books;

/// <summary>Two million orders whose trades two independent engines, one in C++ and one in Java, agree on.</summary>
public sealed class ReferenceOrdersTests
{
    private static readonly BookLimits Limits = new() { MaxOrders = 1 << 18, MaxLevels = 1_024 };

    [Fact]
    public void The_matching_engine_makes_the_known_trades_and_leaves_the_known_book_without_allocating()
    {
        StreamOperation[] operations = ReferenceOrders.Create(ReferenceOrders.Length);
        MatchingEngine engine = new(Limits);
        TradeTally tally = default;
        Assert.Equal(0, AllocatedBytes.LeastOf(() =>
        {
            (engine, tally) = (new MatchingEngine(Limits), default);
            Match(engine, operations.AsSpan(..10_000), ref tally);   // The first calls are the runtime's.
            return AllocatedBytes.By(() => Match(engine, operations.AsSpan(10_000..), ref tally));
        }));

        Assert.Equal((271_398, 82_295_600, 822_861_423_600), (tally.Trades, tally.Volume, tally.Notional));
        Assert.Equal((89_738, 49_384_100), Resting(engine, Side.Sell));
        Assert.Equal((89_399, 49_207_000), Resting(engine, Side.Buy));
        Assert.Equal(89_738 + 89_399, engine.OrderCount);
    }

    [Fact]
    public void What_the_exchange_would_publish_rebuilds_the_same_book()
    {
        StreamOperation[] operations = ReferenceOrders.Create(200_000);
        MatchingEngine engine = new(Limits);
        TradeTally tally = default;
        Match(engine, operations, ref tally);
        OrderByOrderBook book = new(Limits);
        Assert.All(BookMessages.From(operations, Limits), message => Assert.Equal(BookOrderAnswer.Applied, book.Apply(message)));

        var matched = new QueuedOrder[engine.OrderCount];
        var rebuilt = new QueuedOrder[engine.OrderCount];
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
        {
            Assert.Equal(matched.AsSpan(0, engine.CopyOrders(side, matched)), rebuilt.AsSpan(0, book.CopyOrders(side, rebuilt)));
        }

        Assert.Equal(engine.OrderCount, book.OrderCount);
    }

    private static void Match(MatchingEngine engine, ReadOnlySpan<StreamOperation> operations, ref TradeTally tally)
    {
        foreach (ref readonly StreamOperation operation in operations)
        {
            if (operation.IsCancel) { engine.Cancel(operation.Id); }
            else { engine.Submit(new ExchangeOrder { Id = operation.Id, Price = operation.Price, Quantity = operation.Quantity, Side = operation.Side, Type = OrderType.Limit, TimeInForce = TimeInForce.GoodTillCancel }, ref tally); }
        }
    }

    private static (int Orders, long Lots) Resting(MatchingEngine engine, Side side)
    {
        var levels = new OrderLevel[Limits.MaxLevels];
        int count = engine.CopyLevels(side, levels);
        return (levels.Take(count).Sum(level => level.OrderCount), engine.TotalQuantity(side).Displayed.Raw);
    }
}
