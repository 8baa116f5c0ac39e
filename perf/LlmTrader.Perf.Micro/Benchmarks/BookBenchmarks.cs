using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Perf.Latency.Books;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>Orders matched, and books rebuilt from what a venue would publish of them.</summary>
public class BookBenchmarks
{
    private const int Operations = 16_384;

    private static readonly BookLimits Limits = new() { MaxOrders = Operations, MaxLevels = 1_024 };

    private readonly StreamOperation[] _mixed = ReferenceOrders.Create(Operations);
    private readonly StreamOperation[] _inserts = ReferenceOrders.CreateInserts(Operations / 2);
    private readonly MatchingEngine _engine = new(Limits);
    private readonly OrderByOrderBook _book = new(Limits);
    private readonly LevelBook _levels = new(new LevelBookOptions());
    private readonly BookOrder[] _messages;
    private readonly BookUpdate[] _updates;

    public BookBenchmarks()
    {
        BookOrder[] all = BookMessages.From(ReferenceOrders.Create(2 * Operations), Limits with { MaxOrders = 2 * Operations });
        _messages = all[..Operations];
        _updates = BookMessages.LevelsOf(_messages.AsSpan(0, Operations - 1));
    }

    /// <summary>50 % new orders, 40 % cancels, 10 % orders that cross, into a book that begins empty.</summary>
    [Benchmark(Description = "book.match", OperationsPerInvoke = Operations)]
    public long Match()
    {
        TradeTally tally = default;
        _engine.Clear();
        foreach (ref readonly StreamOperation operation in _mixed.AsSpan())
        {
            if (operation.IsCancel) { _engine.Cancel(operation.Id); } else { Submit(operation, ref tally); }
        }

        return tally.Trades;
    }

    /// <summary>New orders that rest, and then the cancel of each.</summary>
    [Benchmark(Description = "book.insert-cancel", OperationsPerInvoke = Operations)]
    public long InsertAndCancel()
    {
        TradeTally tally = default;
        _engine.Clear();
        foreach (ref readonly StreamOperation operation in _inserts.AsSpan()) { Submit(operation, ref tally); }
        foreach (ref readonly StreamOperation operation in _inserts.AsSpan()) { _engine.Cancel(operation.Id); }
        Invariant.Holds(tally.Trades == 0 && _engine.OrderCount == 0);
        return tally.Trades;
    }

    /// <summary>Messages of an order-by-order feed.</summary>
    [Benchmark(Description = "book.order-by-order", OperationsPerInvoke = Operations)]
    public long OrderByOrder()
    {
        _book.Apply(new BookOrder { Action = BookOrderAction.Clear });
        foreach (ref readonly BookOrder message in _messages.AsSpan()) { _book.Apply(in message); }
        return _book.OrderCount;
    }

    /// <summary>Messages of a level-2 feed, one level each, and the best price after each.</summary>
    [Benchmark(Description = "book.levels", OperationsPerInvoke = Operations)]
    public long Levels()
    {
        long sum = 0;
        foreach (ref readonly BookUpdate update in _updates.AsSpan())
        {
            BookApplyResult result = _levels.Apply(in update);
            Invariant.Holds(result == BookApplyResult.Applied);
            sum += _levels.BestBid.Price.Raw;
        }

        return sum;
    }

    private void Submit(in StreamOperation operation, ref TradeTally tally) => _engine.Submit(
        new ExchangeOrder { Id = operation.Id, Price = operation.Price, Quantity = operation.Quantity, Side = operation.Side, Type = OrderType.Limit, TimeInForce = TimeInForce.GoodTillCancel },
        ref tally);
}
