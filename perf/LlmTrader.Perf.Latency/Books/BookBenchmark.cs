using System.Diagnostics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Perf.Latency.Books;

/// <param name="Operations">Operations of each run.</param>
/// <param name="Mixed">Matching: 50 % new orders, 40 % cancels, 10 % crossing orders, operations per second.</param>
/// <param name="Inserts">Matching: new orders alone, per second.</param>
/// <param name="Plain">The mixed operations through the plain exchange, per second.</param>
/// <param name="TimesPlain">Mixed against plain, within each run.</param>
/// <param name="OrderByOrder">Messages per second through the order-by-order book: what a venue would publish of the mixed operations.</param>
/// <param name="LevelBook">Messages per second through the level-2 book: what rests at the price after each of those changes.</param>
/// <param name="Messages">How many messages those are.</param>
/// <param name="PerOperation">Latency of single mixed operations, the clock's own cost included.</param>
/// <param name="Clock">Two readings of the clock with nothing in between.</param>
/// <param name="Tally">The trades of a mixed run; the same in all runs and in the plain exchange.</param>
/// <param name="Resting">Orders that rest after a mixed run.</param>
/// <param name="AllocatedBytes">By all operations of all runs together, the plain exchange's not counted.</param>
public sealed record BookBenchmarkResult(
    int Operations, MedianSpread Mixed, MedianSpread Inserts, MedianSpread Plain, MedianSpread TimesPlain, MedianSpread OrderByOrder, MedianSpread LevelBook, int Messages,
    LatencySummary PerOperation, LatencySummary Clock, TradeTally Tally, int Resting, long AllocatedBytes)
{
    /// <summary>The rates with their runs, the plain twin's beside them.</summary>
    public IReadOnlyList<Measurement> Measurements { get; init; } = [];
}

/// <summary>Throughput of the matching engine, the order-by-order book and the level-2 book, on one thread, over a stream whose trades are known.</summary>
public sealed class BookBenchmark
{
    private const int WarmUpRuns = 2;

    private readonly StreamOperation[] _mixed;
    private readonly StreamOperation[] _inserts;
    private readonly BookOrder[] _messages;
    private readonly MatchingEngine _engine;
    private readonly MatchingEngine _roomy;   // Holds every insert.
    private readonly OrderByOrderBook _book;
    private readonly BookUpdate[] _updates;
    private readonly LevelBook _levels = new(new LevelBookOptions());
    private readonly LatencyHistogram _latency = LatencyHistogram.OfNanoseconds();
    private readonly LatencyHistogram _clock = LatencyHistogram.OfNanoseconds();
    private long _allocated;

    private BookBenchmark(int operations)
    {
        BookLimits limits = new() { MaxOrders = Math.Max(1_024, operations / 4), MaxLevels = 1_024 };   // About a tenth of the mixed operations rest at the end.
        _mixed = ReferenceOrders.Create(operations);
        _inserts = ReferenceOrders.CreateInserts(operations);
        _messages = BookMessages.From(_mixed, limits);
        _updates = BookMessages.LevelsOf(_messages);
        _engine = new MatchingEngine(limits);
        _roomy = new MatchingEngine(limits with { MaxOrders = operations });
        _book = new OrderByOrderBook(limits);
    }

    /// <param name="operations">Of each run; the results of <see cref="ReferenceOrders.Length"/> are known.</param>
    /// <param name="runs">Counted runs; two more warm up.</param>
    /// <param name="onRun">Hears of progress as (done, all).</param>
    /// <exception cref="InvariantViolationException">An operation allocated, or two engines disagree.</exception>
    public static BookBenchmarkResult Run(int operations, int runs, Action<int, int>? onRun = null) => new BookBenchmark(operations).Run(runs, onRun);

    private BookBenchmarkResult Run(int runs, Action<int, int>? onRun)
    {
        List<double> mixed = [];
        List<double> inserts = [];
        List<double> plain = [];
        List<double> messages = [];
        List<double> levels = [];
        TradeTally tally = default;
        int resting = 0;
        for (int run = 0; run < WarmUpRuns + runs; run++)
        {
            tally = default;
            mixed.Add(_mixed.Length / Timed(ref tally, static (BookBenchmark b, ref TradeTally t) => Match(b._engine, b._mixed, ref t)));
            resting = _engine.OrderCount;
            TradeTally none = default;
            inserts.Add(_inserts.Length / Timed(ref none, static (BookBenchmark b, ref TradeTally t) => Match(b._roomy, b._inserts, ref t)));
            Invariant.Holds(none.Trades == 0 && _roomy.OrderCount == _inserts.Length);
            messages.Add(_messages.Length / Timed(ref none, static (BookBenchmark b, ref TradeTally _) => b.Rebuild()));
            Invariant.Holds(_book.OrderCount == resting);
            (int rebuilt, OrderLevel bid) = (_book.LevelCount, BestOf(_book, Side.Buy));
            levels.Add(_messages.Length / Timed(ref none, static (BookBenchmark b, ref TradeTally _) => b.RebuildLevels()));
            Invariant.Holds(_levels.Depth(Side.Buy) + _levels.Depth(Side.Sell) == rebuilt && (_levels.BestBid.Price, _levels.BestBid.Quantity) == (bid.Price, bid.Quantity));

            plain.Add(MatchPlainly(tally, resting));

            TradeTally again = default;
            if (run >= WarmUpRuns) { Timed(ref again, static (BookBenchmark b, ref TradeTally t) => b.Sample(ref t)); }
            onRun?.Invoke(run + 1, WarmUpRuns + runs);
        }

        Invariant.Holds(_allocated == 0);
        double[] times = [.. mixed.Zip(plain, (fast, slow) => fast / slow)];
        return new BookBenchmarkResult(
            _mixed.Length, Counted(mixed), Counted(inserts), Counted(plain), Counted(times), Counted(messages), Counted(levels), _messages.Length,
            LatencySummary.From(_latency), LatencySummary.From(_clock), tally, resting, _allocated)
        {
            Measurements =
            [
                Measured("book.mixed", "operations/s", mixed), Measured("book.inserts", "operations/s", inserts), Measured("book.plain.mixed", "operations/s", plain),
                Measured("book.times-plain", "ratio", times), Measured("book.order-by-order", "messages/s", messages), Measured("book.levels", "messages/s", levels),
            ],
        };
    }

    private delegate void Work(BookBenchmark benchmark, ref TradeTally tally);

    // Seconds. The books are emptied before the clock starts.
    private double Timed(ref TradeTally tally, Work work)
    {
        _engine.Clear();
        _roomy.Clear();
        _book.Apply(new BookOrder { Action = BookOrderAction.Clear });
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        work(this, ref tally);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        _allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        return seconds;
    }

    private static void Match(MatchingEngine engine, StreamOperation[] operations, ref TradeTally tally)
    {
        ExchangeOrder order = new() { Type = OrderType.Limit, TimeInForce = TimeInForce.GoodTillCancel };
        foreach (ref readonly StreamOperation operation in operations.AsSpan()) { Apply(engine, operation, ref order, ref tally); }
    }

    private static void Apply(MatchingEngine engine, in StreamOperation operation, ref ExchangeOrder order, ref TradeTally tally)
    {
        if (operation.IsCancel)
        {
            engine.Cancel(operation.Id);
            return;
        }

        order.Id = operation.Id;
        order.Price = operation.Price;
        order.Quantity = operation.Quantity;
        order.Side = operation.Side;
        engine.Submit(in order, ref tally);
    }

    private void Sample(ref TradeTally tally)
    {
        ExchangeOrder order = new() { Type = OrderType.Limit, TimeInForce = TimeInForce.GoodTillCancel };
        foreach (ref readonly StreamOperation operation in _mixed.AsSpan())
        {
            long start = ExternalClock.NowTicks;
            Apply(_engine, operation, ref order, ref tally);
            _latency.Record(ExternalClock.TicksToNanoseconds(ExternalClock.NowTicks - start));
            start = ExternalClock.NowTicks;
            _clock.Record(ExternalClock.TicksToNanoseconds(ExternalClock.NowTicks - start));
        }
    }

    private double MatchPlainly(in TradeTally expected, int resting)
    {
        TradeTally tally = default;
        PlainExchange exchange = new();
        long start = Stopwatch.GetTimestamp();
        foreach (ref readonly StreamOperation operation in _mixed.AsSpan()) { exchange.Apply(operation, ref tally); }
        double perSecond = _mixed.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
        Invariant.Holds(tally == expected && exchange.OrderCount == resting);
        return perSecond;
    }

    private void Rebuild()
    {
        foreach (ref readonly BookOrder message in _messages.AsSpan())
        {
            BookOrderAnswer answer = _book.Apply(message);
            Invariant.Holds(answer == BookOrderAnswer.Applied);
        }
    }

    private void RebuildLevels()
    {
        foreach (ref readonly BookUpdate update in _updates.AsSpan())
        {
            BookApplyResult result = _levels.Apply(in update);
            Invariant.Holds(result == BookApplyResult.Applied);
        }
    }

    private static OrderLevel BestOf(OrderByOrderBook book, Side side)
    {
        bool found = book.TryBest(side, out OrderLevel best);
        Invariant.Holds(found);
        return best;
    }

    private static Measurement Measured(string name, string unit, IEnumerable<double> runs) => new(name, unit, Better.Higher, [.. runs.Skip(WarmUpRuns)]);

    private static MedianSpread Counted(IEnumerable<double> runs) => MedianSpread.From([.. runs.Skip(WarmUpRuns)]);
}
