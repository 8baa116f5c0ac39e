using System.Buffers;
using System.Diagnostics;
using System.Reflection;
using HdrHistogram;
using K4os.Compression.LZ4;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Perf.Peers.Compatibility;
using LlmTrader.Perf.Peers.Ring;
using MessagePack;

namespace LlmTrader.Perf.Peers;

/// <summary>One figure of a peer, as the plug-in contract gives it.</summary>
/// <param name="Peer">The library.</param>
/// <param name="Assembly">Whose version it is.</param>
/// <param name="Unit">Of the value.</param>
/// <param name="Better">Which way it improves.</param>
/// <param name="Measure">One run.</param>
internal sealed record PeerMeasurement(string Peer, Assembly Assembly, string Unit, Better Better, Func<PeerRun, double> Measure);

/// <summary>How one is asked for.</summary>
/// <param name="Cores">The producer's core, then each consumer's; empty: wherever the system puts them.</param>
/// <param name="Events">How many each pass has.</param>
/// <param name="IsSpinning">Whether handlers wait by spinning only; else they yield after a hundred tries.</param>
internal sealed record PeerRun(IReadOnlyList<int> Cores, long Events, bool IsSpinning)
{
    public Disruptor.IWaitStrategy NewWaitStrategy() => IsSpinning ? new Disruptor.BusySpinWaitStrategy() : new Disruptor.YieldingWaitStrategy();
}

/// <summary>The measurements that the packages here can answer.</summary>
internal static class PeerMeasurements
{
    private const int BlockBytes = 64 * 1024;
    private const int TradeBytes = 47;
    private const int SampleEvents = 20_000;

    private static readonly Assembly DisruptorNet = typeof(Disruptor.Sequence).Assembly;

    public static IReadOnlyDictionary<string, PeerMeasurement> All { get; } = new Dictionary<string, PeerMeasurement>
    {
        ["ring.1p1c.single"] = Throughput(stages: 1, batch: 1),
        ["ring.1p1c.batch10"] = Throughput(stages: 1, batch: 10),
        ["ring.3stage"] = Throughput(stages: 3, batch: 1),
        ["ring.pingpong.p50"] = Latency(DisruptorLatency.PingPong, 50),
        ["ring.pingpong.p99"] = Latency(DisruptorLatency.PingPong, 99),
        ["ring.hop.p50"] = Latency(DisruptorLatency.Hop, 50),
        ["ring.hop.p99"] = Latency(DisruptorLatency.Hop, 99),
        ["journal.encode"] = new("MessagePack", typeof(MessagePackWriter).Assembly, "ns", Better.Lower, run => EncodeTicks(run.Events)),
        ["journal.lz4.in"] = new("K4os.Compression.LZ4", typeof(LZ4Codec).Assembly, "MB/s", Better.Higher, run => Compress(run.Events)),
        ["journal.lz4.out"] = new("K4os.Compression.LZ4", typeof(LZ4Codec).Assembly, "MB/s", Better.Higher, run => Decompress(run.Events)),
        ["histogram.record"] = new("HdrHistogram", typeof(LongHistogram).Assembly, "ns", Better.Lower, run => Record(run.Events)),
    };

    private static PeerMeasurement Throughput(int stages, int batch) => new(
        "Disruptor-net", DisruptorNet, "events/s", Better.Higher, run => DisruptorScenario.Run(run.Events, stages, batch, run.NewWaitStrategy, run.Cores));

    private static PeerMeasurement Latency(Func<long, Func<Disruptor.IWaitStrategy>, IReadOnlyList<int>, LatencyHistogram> measure, double percentile) => new(
        "Disruptor-net", DisruptorNet, "ns", Better.Lower, run => measure(run.Events, run.NewWaitStrategy, run.Cores).ValueAtPercentile(percentile));

    // A trade of six fields, as FORMAT.md spells it: an array of fixed-width integers.
    private static double EncodeTicks(long events)
    {
        ArrayBufferWriter<byte> buffer = new(BlockBytes * 2);
        long start = Stopwatch.GetTimestamp();
        for (long i = 0; i < events; i++)
        {
            if (buffer.WrittenCount > BlockBytes) { buffer.ResetWrittenCount(); }
            MessagePackWriter writer = new(buffer);
            writer.WriteArrayHeader(6);
            writer.WriteInt64(1_700_000_000_000_000_000 + i);
            writer.WriteUInt16(2);
            writer.WriteInt64(6_543_210 + i);
            writer.WriteInt64(1_000);
            writer.WriteInt64(i);
            writer.WriteUInt8(1);
            writer.Flush();
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / events;
    }

    private static double Compress(long events)
    {
        byte[] block = Records();
        byte[] packed = new byte[LZ4Codec.MaximumOutputSize(block.Length)];
        return Megabytes(events, block.Length, () => LZ4Codec.Encode(block, packed));
    }

    private static double Decompress(long events)
    {
        byte[] block = Records();
        byte[] packed = new byte[LZ4Codec.MaximumOutputSize(block.Length)];
        int length = LZ4Codec.Encode(block, packed);
        byte[] unpacked = new byte[block.Length];
        return Megabytes(events, block.Length, () => LZ4Codec.Decode(packed.AsSpan(0, length), unpacked));
    }

    // Each event counts as the bytes of a trade's record.
    private static double Megabytes(long events, int blockBytes, Func<int> work)
    {
        long blocks = Math.Max(1, events * TradeBytes / blockBytes);
        long start = Stopwatch.GetTimestamp();
        for (long i = 0; i < blocks; i++)
        {
            if (work() <= 0) { throw new InvalidOperationException("A block could not be taken."); }
        }

        return blocks * blockBytes / 1e6 / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Record(long events)
    {
        LongHistogram histogram = new(1, 3_600_000_000_000, 3);
        long start = Stopwatch.GetTimestamp();
        for (long i = 0; i < events; i++) { histogram.RecordValue(100 + (i & 0xFFFF)); }
        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / events;
        return histogram.TotalCount == events ? nanoseconds : throw new InvalidOperationException("The histogram lost a value.");
    }

    // Blocks of a journal as they are before they are compressed.
    private static byte[] Records()
    {
        using SampleJournal sample = new(SampleEvents);
        return JournalBlocks.Read(sample.Journal, "in").First(block => block.Length > 0).ToArray();
    }
}
