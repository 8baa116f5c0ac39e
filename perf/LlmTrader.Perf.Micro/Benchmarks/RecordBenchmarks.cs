using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Perf.Latency.Books;
using LlmTrader.Perf.Micro.Workloads;
using LlmTrader.Persistence.Journal.Codec;
using LlmTrader.Persistence.Journal.Format;
using LlmTrader.Persistence.Journal.Writing;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>Events of one kind on their way into a block: as a record each, then as the LZ4 frame that comparing them with earlier ones comes to.</summary>
public class RecordBenchmarks
{
    private const int Events = 4_096;
    private const int BlockEvents = 512;       // 22 to 29 kB: less than a block has room for.
    private const int BlockBytes = 64 << 10;

    private static readonly Dictionary<string, Func<EngineEvent[]>> Makers = new() { ["trade"] = () => Market(EventKind.Trade), ["quote"] = () => Market(EventKind.Quote), ["depth"] = Depth };

    private readonly BlockBuffer _block = new(BlockBytes);
    private readonly BlockBuffer[] _full = [.. Enumerable.Range(0, Events / BlockEvents).Select(_ => new BlockBuffer(BlockBytes))];
    private readonly byte[] _records = new byte[Events * EventRecord.MaxLength];
    private readonly byte[] _frame = new byte[Lz4RecordEncoder.CompressBound(BlockBytes)];
    private EngineEvent[] _events = [];

    public static IEnumerable<object> Kinds => Makers.Keys;

    [ParamsSource(nameof(Kinds))]
    public string Kind { get; set; } = "trade";

    [GlobalSetup]
    public void Make()
    {
        _events = Makers[Kind]();
        Invariant.Holds(_events.Length == Events);
        for (int i = 0; i < _full.Length; i++) { Record(_events.AsSpan(i * BlockEvents, BlockEvents), _full[i]); }
        Invariant.Holds(_full.All(block => block.Count == BlockEvents && block.Compress(_frame) < block.Length));
    }

    /// <summary>MessagePack alone, each record behind the last.</summary>
    [Benchmark(Description = "record.encode", OperationsPerInvoke = Events)]
    public long Encode()
    {
        int length = 0;
        foreach (ref readonly EngineEvent e in _events.AsSpan()) { length += EventRecord.Encode(in e, _records.AsSpan(length)); }
        return length;
    }

    /// <summary>Whole blocks, to the LZ4 frame.</summary>
    [Benchmark(Description = "record.block", OperationsPerInvoke = Events)]
    public long Block()
    {
        long length = 0;
        for (int first = 0; first < Events; first += BlockEvents)
        {
            Record(_events.AsSpan(first, BlockEvents), _block);
            length += _block.Compress(_frame);
        }

        return length;
    }

    /// <summary>The frame alone, of blocks that are full.</summary>
    [Benchmark(Description = "record.compress", OperationsPerInvoke = Events)]
    public long Compress()
    {
        long length = 0;
        foreach (BlockBuffer block in _full) { length += block.Compress(_frame); }
        return length;
    }

    private static void Record(ReadOnlySpan<EngineEvent> events, BlockBuffer block)
    {
        block.Begin(events[0].Sequence);
        foreach (ref readonly EngineEvent e in events) { block.Append(in e); }
    }

    private static EngineEvent[] Market(EventKind kind) => [.. TradedMarket.Record(8 * Events).Where(e => e.Kind == kind).Take(Events)];

    // What a venue publishes of orders as they come and go, a level each.
    private static EngineEvent[] Depth()
    {
        BookUpdate[] updates = BookMessages.LevelsOf(BookMessages.From(ReferenceOrders.Create(2 * Events), new BookLimits { MaxOrders = 2 * Events, MaxLevels = 1_024 }).AsSpan(0, Events));
        EngineEvent[] market = TradedMarket.Record(Events);
        return [.. market.Select((e, i) => new EngineEvent { Sequence = i, Time = e.Time, ExchangeTime = e.ExchangeTime, Instrument = new InstrumentId(0), Kind = EventKind.Book, Book = updates[i + 1] })];
    }
}
