using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Binance;
using LlmTrader.Perf.Latency.Feeds;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>A venue's message: parsed alone, and from its bytes to events at the engine's door.</summary>
public class FeedBenchmarks
{
    private const int Messages = 2_048;

    private static readonly Dictionary<string, Func<int, byte[]>> Makers = new() { ["trade"] = FeedFrames.Trade, ["quote"] = FeedFrames.Quote, ["depth"] = FeedFrames.Change };

    private static readonly Instrument Bitcoin = new()
    {
        Id = new InstrumentId(0), Symbol = FeedFrames.Symbol, Venue = "BINANCE", Base = Currency.Parse("BTC"), Quote = Currency.Parse("USDT"),
        PriceScale = 2, QuantityScale = 8, TickSize = new PriceOffset(1), LotSize = new Quantity(1_000),
    };

    private readonly BinanceParser _parser = new(Bitcoin.PriceScale, Bitcoin.QuantityScale);
    private readonly BinanceParser _snapshot = new(Bitcoin.PriceScale, Bitcoin.QuantityScale);
    private readonly Door _door = new();
    private byte[][] _frames = [];
    private MarketStreams? _streams;

    public static IEnumerable<object> Kinds => Makers.Keys;

    [ParamsSource(nameof(Kinds))]
    public string Kind { get; set; } = "trade";

    [GlobalSetup]
    public void Make()
    {
        _frames = [.. Enumerable.Range(0, Messages).Select(Makers[Kind])];
        Invariant.Holds(_snapshot.Parse(FeedFrames.Snapshot) == BinanceFault.None);
    }

    // A message that comes a second time is dropped: each round has a feed of its own.
    [IterationSetup]
    public void Connect()
    {
        _streams = new MarketStreams([Bitcoin], BinanceStreams.All, _door, _ => { });
        _streams.TakeSnapshot(0, _snapshot.Message.Depth, default);
    }

    [Benchmark(Description = "feed.parse", OperationsPerInvoke = Messages)]
    public long Parse()
    {
        long faults = 0;
        foreach (byte[] frame in _frames) { faults += (long)_parser.Parse(frame); }
        Invariant.Holds(faults == (long)BinanceFault.None);
        return faults;
    }

    [Benchmark(Description = "feed.take", OperationsPerInvoke = Messages)]
    public long Take()
    {
        long before = _door.Events;
        foreach (byte[] frame in _frames) { _streams!.Take(frame, new Timestamp(1)); }
        Invariant.Holds(_door.Events - before >= Messages);
        return _door.Events;
    }

    // Takes everything.
    private sealed class Door : IMarketDataPort
    {
        private EngineEvent _last;

        public long Events { get; private set; }

        public bool TryWrite(in EngineEvent e)
        {
            _last = e;
            Events++;
            return true;
        }

        public bool DeliverOwed() => _last.Kind != EventKind.None;
    }
}
