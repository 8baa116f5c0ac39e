using System.Diagnostics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Feeds.Binance;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Feeds;

/// <summary>What a message of a venue costs from its bytes to the engine's queue, and how many of them a feed takes over a socket.</summary>
/// <param name="messages">Of each kind, in each run.</param>
/// <param name="runs">Counted runs.</param>
public sealed class FeedBenchmark(int messages, int runs)
{
    /// <summary>Messages per second of a busy venue.</summary>
    public const int PacedRate = 20_000;

    private const int WarmUps = 3;
    private const int EventsOfChange = 7;   // Three levels each.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly Instrument Bitcoin = new()
    {
        Id = new InstrumentId(0), Symbol = FeedFrames.Symbol, Venue = "BINANCE", Base = Currency.Parse("BTC"), Quote = Currency.Parse("USDT"),
        PriceScale = 2, QuantityScale = 8, TickSize = new PriceOffset(1), LotSize = new Quantity(1_000),
    };

    /// <param name="onRun">Hears of progress as (done, all).</param>
    /// <exception cref="InvalidOperationException">A message allocated, or not all of them arrived.</exception>
    public FeedBenchmarkResult Run(Action<int, int>? onRun = null)
    {
        int done = 0;
        FrameCost trade = Measure(FeedFrames.Trade, Progress);
        FrameCost quote = Measure(FeedFrames.Quote, Progress);
        FrameCost change = Measure(FeedFrames.Change, Progress);
        return new FeedBenchmarkResult(trade, quote, change, MeasureSocket(4 * messages, 0, Progress), MeasureSocket(messages / 2, PacedRate, Progress));

        void Progress() => onRun?.Invoke(++done, 5 * (runs + WarmUps));
    }

    private FrameCost Measure(Func<int, byte[]> make, Action onRun)
    {
        byte[][] frames = [.. Enumerable.Range(0, messages).Select(make)];
        BinanceParser snapshot = new(Bitcoin.PriceScale, Bitcoin.QuantityScale);
        if (snapshot.Parse(FeedFrames.Snapshot) != BinanceFault.None) { throw new InvalidOperationException("The snapshot can't be read."); }
        List<double> nanoseconds = [];
        long allocated = 0;
        for (int run = -WarmUps; run < runs; run++)
        {
            QueuePort port = new();
            MarketStreams streams = new([Bitcoin], BinanceStreams.All, port, _ => { });
            streams.TakeSnapshot(0, snapshot.Message.Depth, default);
            long events = port.Events;
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            foreach (byte[] frame in frames) { streams.Take(frame, new Timestamp(start)); }
            double elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            if (port.Events - events < messages) { throw new InvalidOperationException($"{messages} messages made {port.Events - events} events."); }
            onRun();
            if (run < 0) { continue; }
            nanoseconds.Add(elapsed / messages);
            allocated += bytes;
        }

        if (allocated > 0) { throw new InvalidOperationException($"{allocated} bytes were allocated from frames to events."); }
        return new FrameCost(frames[0].Length, messages, MedianSpread.From([.. nanoseconds]), allocated);
    }

    private SocketRate MeasureSocket(int about, int rate, Action onRun)
    {
        int count = about / 10 * 10;
        byte[][] frames = new byte[count][];
        for (int i = 0; i < count; i++) { frames[i] = (i % 10) switch { < 2 => FeedFrames.Trade((i / 10 * 2) + (i % 10)), 9 => FeedFrames.Change(i / 10), _ => FeedFrames.Quote(i) }; }
        List<double> rates = [];
        List<double> bytes = [];
        for (int run = -WarmUps; run < runs; run++)
        {
            (double reached, double allocated) = RunOverSocket(frames, rate);
            onRun();
            if (run < 0) { continue; }
            rates.Add(reached);
            bytes.Add(allocated);
        }

        return new SocketRate(count, MedianSpread.From([.. rates]), MedianSpread.From([.. bytes]));
    }

    private static (double PerSecond, double Allocated) RunOverSocket(byte[][] frames, int rate)
    {
        using StreamServer server = new(frames, rate);
        BinanceFeedOptions options = new() { StreamUrl = new Uri($"ws://{server.Address}"), RestUrl = new Uri($"http://{server.Address}"), Instruments = [Bitcoin], SnapshotAfter = TimeSpan.Zero };
        QueuePort port = new();
        BinanceFeed feed = new(options, port);
        try
        {
            feed.Start();
            Await(feed, () => feed.Status.BooksInSync == 1);
            long last = port.Events + (frames.Length / 10 * (9 + EventsOfChange));
            long before = GC.GetTotalAllocatedBytes();
            long start = Stopwatch.GetTimestamp();
            server.Go();
            Await(feed, () => port.Events >= last);   // Not by the status, which is a new object each time.
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            long allocated = GC.GetTotalAllocatedBytes() - before;
            FeedStatus end = feed.Status;
            if (end.Gaps + end.ParseErrors + end.Duplicates > 0 || end.Trades + end.Quotes + end.BookMessages != frames.Length + 1) { throw new InvalidOperationException($"Not every message became an event: {end}"); }
            return (frames.Length / seconds, allocated / (double)frames.Length);
        }
        finally
        {
            feed.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static void Await(BinanceFeed feed, Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) { throw new InvalidOperationException($"The messages do not arrive: {feed.Status}"); }
            Thread.Sleep(1);
        }
    }

    // The engine's queue, emptied at once.
    private sealed class QueuePort : IMarketDataPort
    {
        private readonly SpscQueue<EngineEvent> _queue = new(1_024);

        private long _events;

        public long Events => Volatile.Read(ref _events);

        public bool TryWrite(in EngineEvent e)
        {
            ref EngineEvent slot = ref _queue.TryClaim(out bool claimed);
            if (!claimed) { return false; }
            slot = e;
            _queue.Publish();
            if (++_events % 512 != 0) { return true; }
            while (true)
            {
                _queue.TryPeek(out bool available);
                if (!available) { return true; }
                _queue.Release();
            }
        }

        public bool DeliverOwed() => true;
    }
}
