using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Perf.Micro.Workloads;
using LlmTrader.Persistence.Journal.Codec;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>The journal's building blocks: MessagePack, LZ4 and CRC-32C, over blocks as long as a journal's.</summary>
public class CodecBenchmarks : IDisposable
{
    private const int Ticks = 1_024;
    private const int Fields = 6;
    private const int MaxTick = 1 + (Fields * 9);

    private readonly EngineEvent[] _trades = [.. TradedMarket.Record(8 * Ticks).Where(e => e.Kind == EventKind.Trade).Take(Ticks)];
    private readonly byte[] _block = new byte[Ticks * MaxTick];
    private readonly byte[] _restored = new byte[Ticks * MaxTick];
    private readonly Lz4FrameEncoder _encoder = new(new Lz4FrameOptions());
    private readonly Lz4FrameDecoder _decoder = new();
    private readonly byte[] _frame;
    private readonly byte[] _target;
    private readonly int _length;

    public CodecBenchmarks()
    {
        Invariant.Holds(_trades.Length == Ticks);
        _length = (int)WriteTicks();
        _target = new byte[_encoder.CompressBound(_length)];
        _frame = _target[..(int)Compress()];
    }

    /// <summary>A trade of six fields.</summary>
    [Benchmark(Description = "messagepack.write", OperationsPerInvoke = Ticks)]
    public long WriteTicks()
    {
        MessagePackWriter writer = new(_block);
        foreach (ref readonly EngineEvent e in _trades.AsSpan())
        {
            writer.WriteArrayHeader(Fields);
            writer.WriteInteger(e.Time.Nanoseconds);
            writer.WriteInteger(e.Instrument.Value);
            writer.WriteInteger(e.Trade.Price.Raw);
            writer.WriteInteger(e.Trade.Quantity.Raw);
            writer.WriteInteger(e.Trade.TradeId);
            writer.WriteInteger((long)e.Trade.Aggressor);
        }

        return writer.Position;
    }

    /// <summary>The same read.</summary>
    [Benchmark(Description = "messagepack.read", OperationsPerInvoke = Ticks)]
    public long ReadTicks()
    {
        MessagePackReader reader = new(_block.AsSpan(0, _length));
        long sum = 0;
        for (int i = 0; i < Ticks; i++)
        {
            int fields = reader.ReadArrayHeader();
            for (int field = 0; field < fields; field++) { sum += reader.ReadInt64(); }
        }

        return sum;
    }

    /// <summary>A block of about 30 kB.</summary>
    [Benchmark(Description = "lz4.in")]
    public long Compress() => _encoder.Compress(_block.AsSpan(0, _length), _target);

    /// <summary>The same block.</summary>
    [Benchmark(Description = "lz4.out")]
    public long Decompress() => _decoder.Decompress(_frame, _restored, out int _);

    /// <summary>The same block.</summary>
    [Benchmark(Description = "crc32c")]
    public long Check() => Crc32C.Compute(_block.AsSpan(0, _length));

    [GlobalCleanup]
    public void Dispose()
    {
        _decoder.Dispose();
        GC.SuppressFinalize(this);
    }
}
