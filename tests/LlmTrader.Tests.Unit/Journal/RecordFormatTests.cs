using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Codec;

namespace LlmTrader.Tests.Unit.Journal;

/// <summary>Bytes that must never change under format version 1, and the manual's example of them.</summary>
public sealed partial class RecordFormatTests : IDisposable
{
    private readonly TestJournal _journal = new();

    private static EngineEvent ExampleTrade => new()
    {
        Time = new Timestamp(1_700_000_000_000_000_500),
        ExchangeTime = new Timestamp(1_700_000_000_000_000_000),
        Instrument = new InstrumentId(2),
        Kind = EventKind.Trade,
        Trade = new TradeTick { Price = new Price(6_543_210), Quantity = new Quantity(1000), TradeId = 42, Aggressor = Side.Buy },
    };

    [Fact]
    public void The_worked_example_of_the_manual_reads_as_the_trade_that_it_shows()
    {
        Directory.CreateDirectory(_journal.Directory.StreamPath(StreamKind.In));
        File.WriteAllBytes(Path.Combine(_journal.Directory.StreamPath(StreamKind.In), "00000000000000000000.seg"), Example(0));
        using JournalReader reader = new(_journal.Directory);
        EngineEvent expected = ExampleTrade;
        EngineEvent read = default;
        Assert.True(reader.TryRead(ref read));
        Assert.Equal(EventJson.ToText(in expected), EventJson.ToText(in read));
        Assert.False(reader.TryRead(ref read));
        Assert.Equal(JournalEnd.Open, reader.End);
    }

    [Fact]
    public void The_worked_example_of_the_manual_is_what_is_written()
    {
        Write(ExampleTrade);
        byte[] segment = File.ReadAllBytes(_journal.Directory.Segments(StreamKind.In)[0]);
        byte[] example = Example(0);
        foreach ((int from, int to) in new[] { (0, 8), (12, 20), (24, 72) })    // All but checksum and length, which follow from LZ4's output.
        {
            Assert.Equal(Convert.ToHexString(example[from..to]), Convert.ToHexString(segment[from..to]));
        }

        byte[] content = new byte[58];
        using Lz4FrameDecoder decoder = new();
        Assert.Equal(58, decoder.Decompress(segment.AsSpan(72), content, out _));
        Assert.Equal(Convert.ToHexString(Example(1)), Convert.ToHexString(content));
    }

    [Fact]
    public void A_compact_trade_is_47_bytes_and_a_compact_quote_43()
    {
        EngineEvent quote = Quote(100, 10, 103, 20);
        Assert.Equal(47, LengthOf(ExampleTrade));
        Assert.Equal(43, LengthOf(quote));
    }

    // The manual's tables, byte for byte: kind, then time and exchange time 1, instrument none, then the fields.
    [Theory]
    [InlineData(EventKind.AdminRequest, "981dd30000000000000001d30000000000000001d2ffffffffd30000000000000005cd0030cd0032c4026162")]
    [InlineData(EventKind.StrategyStateChange, "961ed30000000000000001d30000000000000001d2ffffffffcd000301")]
    [InlineData(EventKind.CancelAll, "971fd30000000000000001d30000000000000001d2ffffffffd200000002cdffff01")]
    [InlineData(EventKind.CapitalShare, "9620d30000000000000001d30000000000000001d2ffffffffcd0003cd09c4")]
    public void What_operators_say_has_these_bytes(EventKind kind, string expected)
    {
        EngineEvent e = new() { Kind = kind, Time = new Timestamp(1), ExchangeTime = new Timestamp(1), Instrument = InstrumentId.None };
        if (kind == EventKind.AdminRequest)
        {
            e.AdminRequest = new AdminRequest { RequestId = 5, Offset = 48, TotalLength = 50, Length = 2 };
            "ab"u8.CopyTo(e.AdminRequest.Text);
        }
        else if (kind == EventKind.StrategyStateChange) { e.StrategyState = new StrategyStateChange { Strategy = new StrategyId(3), State = TradingState.Reducing }; }
        else if (kind == EventKind.CapitalShare) { e.CapitalShare = new CapitalShareChange { Slot = new StrategyId(3), Share = 2_500 }; }
        else { e.CancelAll = new CancelAll { Instrument = new InstrumentId(2), Strategy = StrategyId.Manual, OfStrategy = 1 }; }

        Assert.Equal(expected.Length / 2, LengthOf(e));
        Write(e);
        byte[] segment = File.ReadAllBytes(_journal.Directory.Segments(StreamKind.In)[0]);
        byte[] content = new byte[256];
        using Lz4FrameDecoder decoder = new();
        int length = decoder.Decompress(segment.AsSpan(72), content, out _);
        Assert.Equal(expected, Convert.ToHexStringLower(content.AsSpan(11, length - 11)));
    }

    [Theory]
    [InlineData(0, 0, 103, 20)]
    [InlineData(100, 10, 0, 0)]
    [InlineData(103, 10, 100, 20)]
    [InlineData(100, 1L << 32, 103, 20)]
    [InlineData(long.MaxValue, 10, long.MinValue, 20)]
    [InlineData(-1L << 33, 10, 1, 20)]
    public void Quotes_that_do_not_fit_the_compact_form_take_the_wide_one(long bid, long bidQuantity, long ask, long askQuantity)
    {
        EngineEvent written = Quote(bid, bidQuantity, ask, askQuantity);
        Write(written);
        using JournalReader reader = new(_journal.Directory);
        EngineEvent read = default;
        Assert.True(reader.TryRead(ref read));
        Assert.Equal(EventJson.ToText(in written), EventJson.ToText(in read));
    }

    [Fact]
    public void A_market_fits_48_bytes_per_tick_before_compression()
    {
        _journal.WriteTrades(100_000, 1000, new JournalWriterOptions { Mode = JournalMode.Async });
        StreamDescription stream = JournalInspector.Describe(_journal.Directory).In;
        Assert.Equal(100_000, stream.Records);
        Assert.True(stream.ContentBytes <= 48 * stream.Records, $"{(double)stream.ContentBytes / stream.Records:F2} bytes");
        Assert.True(stream.BytesPerRecord < 48, $"{stream.BytesPerRecord:F2} bytes on the disk");
    }

    [Fact]
    public void The_block_header_is_one_cache_line_with_the_checksum_first()
    {
        Assert.Equal(64, Unsafe.SizeOf<JournalBlockHeader>());
        Write(ExampleTrade);
        byte[] block = File.ReadAllBytes(_journal.Directory.Segments(StreamKind.In)[0]);
        JournalBlockHeader header = System.Runtime.InteropServices.MemoryMarshal.Read<JournalBlockHeader>(block.AsSpan(8));
        Assert.Equal(Crc32C.Compute(block.AsSpan(12, header.LengthBytes - 12)), header.Crc32C);
        Assert.Equal((58, 1, 0L, 0L, -1L, 1, 0u), (header.ContentLength, header.Count, header.FirstSequence, header.LastSequence, header.DurableSequence, header.Epoch, header.PreviousCrc32C));
    }

    public void Dispose() => _journal.Dispose();

    private static EngineEvent Quote(long bid, long bidQuantity, long ask, long askQuantity) => ExampleTrade with
    {
        Kind = EventKind.Quote,
        Quote = new QuoteTick { BidPrice = new Price(bid), BidQuantity = new Quantity(bidQuantity), AskPrice = new Price(ask), AskQuantity = new Quantity(askQuantity) },
    };

    private void Write(EngineEvent e)
    {
        using JournalWriter writer = new(_journal.Directory, new JournalWriterOptions { Mode = JournalMode.Async, Preallocate = false });
        writer.Append(in e);
        writer.Complete();
    }

    private static int LengthOf(EngineEvent e)
    {
        using TestJournal journal = new();
        using (JournalWriter writer = new(journal.Directory, new JournalWriterOptions { Mode = JournalMode.Async, Preallocate = false }))
        {
            writer.Append(in e);
            writer.Complete();
        }

        const int BlockStarts = 2 * 11;    // The block's and the end block's.
        return (int)JournalInspector.Describe(journal.Directory).In.ContentBytes - BlockStarts;
    }

    private static byte[] Example(int index)
    {
        Match example = ExampleBlock().Matches(File.ReadAllText(Manual()))[index];
        return [.. example.Groups[1].Value.Split('\n').SelectMany(line => Convert.FromHexString(line.Split("  ")[0].Replace(" ", "", StringComparison.Ordinal)))];
    }

    private static string Manual([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../persistence/LlmTrader.Persistence.Journal/FORMAT.md");

    [GeneratedRegex("```hex\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex ExampleBlock();
}
