using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;
using LlmTrader.Tests.Support;
using static LlmTrader.Tests.Unit.Import.ImportFiles;

namespace LlmTrader.Tests.Unit.Import;

/// <summary>What the rows of good files become.</summary>
public sealed class CsvSourceTests : IDisposable
{
    private readonly ImportFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_trade_keeps_every_field()
    {
        EngineEvent trade = Assert.Single(ImportAll(_files.WriteTrades(Trade(77, "61837.63", "0.0200", 1.5, "true"))).Events);
        Assert.Equal((EventKind.Trade, new InstrumentId(0)), (trade.Kind, trade.Instrument));
        Assert.Equal(Timestamp.FromUnixMilliseconds(1_704_067_201_500), trade.ExchangeTime);
        Assert.Equal(trade.ExchangeTime, trade.Time);
        Assert.Equal((6_183_763L, 200L, 77L, Side.Sell), (trade.Trade.Price.Raw, trade.Trade.Quantity.Raw, trade.Trade.TradeId, trade.Trade.Aggressor));
    }

    [Fact]
    public void Feed_latency_and_receive_time_make_the_events_time()
    {
        string path = _files.Write("t.csv", CsvLayouts.BinanceTradesRecorded.Header
            + "\n1704067200000000500,0,1704067201000,1,100,1,0,\n1704067200000000400,0,1704067202000,2,100,1,0,\n1704067205000000000,0,1704067203000,3,100,1,0,\n");
        CsvLayout layout = CsvLayouts.BinanceTradesRecorded;

        (List<EngineEvent> delayed, ImportCounts counts) = ImportAll(path, layout, Options with { FeedLatency = Duration.FromMilliseconds(20) });
        Assert.All(delayed, one => Assert.Equal(Duration.FromMilliseconds(20), one.Time - one.ExchangeTime));
        Assert.Equal(2, counts.NegativeLatency);

        (List<EngineEvent> received, counts) = ImportAll(path, layout, Options with { UseReceiveTime = true, OutOfOrder = OutOfOrderPolicy.Accept });
        Assert.Equal([1_704_067_200_000_000_500, 1_704_067_200_000_000_500, 1_704_067_205_000_000_000], received.Select(one => one.Time.Nanoseconds));
        Assert.Equal(1, counts.OutOfOrder);
        Assert.Equal(ImportFault.OutOfOrder, Refused(path, layout, Options with { UseReceiveTime = true }).Fault);
    }

    [Fact]
    public void A_bars_time_is_its_close()
    {
        string path = _files.Write("b.csv", "1704067200,10,12.5,9,11,5,60.5,7\n");
        CsvLayout layout = CsvLayout.Parse("time=1,open=2,high=3,low=4,close=5,volume=6,turnover=7,trade_count=8,unit=s,period=5m");
        EngineEvent bar = Assert.Single(ImportAll(path, layout, Options with { BarSpecId = new BarSpecId(3) }).Events);
        Assert.Equal(EventKind.Bar, bar.Kind);
        Assert.Equal(Timestamp.FromUnixSeconds(1_704_067_200), bar.Bar.OpenTime);
        Assert.Equal(bar.Bar.OpenTime + Duration.FromMinutes(5), bar.ExchangeTime);
        Assert.Equal((1000L, 1250L, 900L, 1100L), (bar.Bar.Open.Raw, bar.Bar.High.Raw, bar.Bar.Low.Raw, bar.Bar.Close.Raw));
        Assert.Equal((50_000L, 6_050_000_000L, 7, new BarSpecId(3)), (bar.Bar.Volume.Raw, bar.Bar.Turnover, bar.Bar.TradeCount, bar.Bar.Spec));

        EngineEvent closing = Assert.Single(ImportAll(path, layout with { TimeIsBarClose = true }).Events);
        Assert.Equal(Timestamp.FromUnixSeconds(1_704_067_200), closing.ExchangeTime);
        Assert.Equal(closing.ExchangeTime - Duration.FromMinutes(5), closing.Bar.OpenTime);
    }

    [Fact]
    public void Turnover_rounds_beyond_eight_decimals_and_saturates()
    {
        string path = _files.Write("b.csv", "1704067200000,10,12,9,11,5,0.123456785\n1704067260000,10,12,9,11,5,0.123456775\n1704067320000,10,12,9,11,5,99999999999999\n");
        CsvLayout layout = CsvLayout.Parse("time=1,open=2,high=3,low=4,close=5,volume=6,turnover=7,period=1m");
        Assert.Equal([12_345_678L, 12_345_678L, long.MaxValue], ImportAll(path, layout).Events.Select(one => one.Bar.Turnover));
    }

    [Fact]
    public void An_open_outside_low_and_high_is_counted_and_kept()
    {
        string path = _files.Write("b.csv", CsvLayouts.BitmexKlines.Header + "\n1514764800,13,12,9,11,5\n1514764860,11,12,9,11,0\n");
        (List<EngineEvent> events, ImportCounts counts) = ImportAll(path, CsvLayouts.BitmexKlines);
        Assert.Equal(2, events.Count);
        Assert.Equal(1, counts.OpenCloseOutsideRange);
    }

    [Fact]
    public void A_quote_may_lack_a_side()
    {
        string path = _files.Write("q.csv", "1704067200000,99.5,2,100.5,3\n1704067200001,,,100.5,3\n1704067200002,99.5,2,0,0\n1704067200003,0,0,0,0\n1704067200004,101,2,100.5,3\n");
        CsvLayout layout = CsvLayout.Parse("time=1,bid_price=2,bid_quantity=3,ask_price=4,ask_quantity=5");
        (List<EngineEvent> events, ImportCounts counts) = ImportAll(path, layout);
        Assert.Equal([9950L, 0L, 9950L, 10100L], events.Select(one => one.Quote.BidPrice.Raw));
        Assert.Equal([30_000L, 30_000L, 0L, 30_000L], events.Select(one => one.Quote.AskQuantity.Raw));
        Assert.Equal((1L, 1L), (counts.ZeroRows, counts.CrossedQuotes));
        Assert.Equal(ImportFault.NotPositive, Refused(_files.Write("q2.csv", "1704067200000,99.5,0,100.5,3\n"), layout).Fault);
    }

    [Fact]
    public void Text_forms_do_not_matter()
    {
        string plain = TradeHeader + "\n" + Trade(1) + "\n" + Trade(2, second: 1) + "\n";
        List<EngineEvent> expected = ImportAll(_files.Write("plain.csv", plain)).Events;

        void Same(byte[] bytes) => Assert.Equal(expected.Select(Key), ImportAll(_files.Write("other.bin", bytes)).Events.Select(Key));
        Same([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(plain)]);
        Same(Encoding.UTF8.GetBytes(plain.Replace("\n", "\r\n", StringComparison.Ordinal)));
        Same(Encoding.UTF8.GetBytes("# head\n\n" + plain.Replace("\n2,", "\n\n# between\n2,", StringComparison.Ordinal)));
        Same(Encoding.UTF8.GetBytes(plain.TrimEnd('\n')));
        Same(Encoding.UTF8.GetBytes(plain.Replace("100.5", "\"100.5\"", StringComparison.Ordinal).Replace("agg_trade_id", "\"agg_trade_id\"", StringComparison.Ordinal)));
        Same(Gzip(plain));
        Same([.. Gzip(plain[..100]), .. Gzip(plain[100..110]), .. Gzip(plain[110..])]);   // Several members.
        Same(Zip(("any name.csv", plain), ("notes.txt", "x")));
        Same(Zip(("no-extension", plain)));
    }

    [Fact]
    public void A_carriage_return_is_no_part_of_the_last_field()
    {
        string path = _files.Write("t.csv", "when,price,amount\r\n1704067200000,100.5,1\r\n\r\n1704067200000,100.5,2\r");
        List<EngineEvent> events = ImportAll(path, CsvLayout.Parse("time=when,price=price,quantity=amount")).Events;
        Assert.Equal([10_000L, 20_000L], events.Select(one => one.Trade.Quantity.Raw));
    }

    [Fact]
    public void Quoted_fields_may_hold_separators_and_quotes()
    {
        CsvLayout layout = CsvLayout.Parse("symbol=1,time=2,price=3,quantity=4");
        ImportOptions options = Options with { Instrument = BtcUsdt with { Symbol = "A,\"B\"" } };
        Assert.Single(ImportAll(_files.Write("q.csv", "\"A,\"\"B\"\"\",1704067200000,\"1.5\",\"2\"\n"), layout, options).Events);
    }

    [Fact]
    public void Rows_split_alike_at_every_place_of_the_buffer()
    {
        string path = _files.WriteTrades([.. Enumerable.Range(1, 300).Select(i => Trade(i, second: i * 0.001, quantity: i % 7 == 0 ? "1" : "12.3456"))]);
        List<EngineEvent> expected = ImportAll(path).Events;
        for (int size = 256; size < 356; size++)
        {
            Assert.Equal(expected.Select(Key), ImportAll(path, options: Options with { BufferBytes = size }).Events.Select(Key));
        }
    }

    [Fact]
    public void Filtered_rows_are_left_out_even_when_they_are_bad()
    {
        string path = _files.Write("lean.csv", "34200000,1674200,210,Q,2000,0\n34200001,bad,1,Q,0,1\n34200001,1674300,100,Q,0,0\n");
        (List<EngineEvent> events, ImportCounts counts) = ImportAll(path, CsvLayouts.LeanEquityTrades, Options with { Date = new DateOnly(2013, 10, 8) });
        Assert.Equal([16_742L, 16_743L], events.Select(one => one.Trade.Price.Raw));
        Assert.Equal(1, counts.Filtered);
        Assert.Equal("2013-10-08T13:30:00.000000000Z", events[0].ExchangeTime.ToString());   // 09:30 in New York.
    }

    [Fact]
    public void Progress_reaches_the_size_of_the_file_on_the_disk()
    {
        string text = TradeHeader + "\n" + string.Concat(Enumerable.Range(1, 5_000).Select(i => Trade(i, second: i) + "\n"));
        foreach (byte[] bytes in new[] { Encoding.UTF8.GetBytes(text), Gzip(text) })
        {
            using CsvSource source = CsvSource.Open(_files.Write("t", bytes), CsvLayouts.BinanceAggTrades, Options);
            ReadAll(source);
            Assert.Equal((bytes.Length, bytes.Length), (source.BytesRead, source.BytesTotal));
        }
    }

    [Fact]
    public void Rows_cost_no_allocation()
    {
        string text = TradeHeader + "\n" + string.Concat(Enumerable.Range(1, 60_000).Select(i => Trade(i, "100.50000000", second: i * 0.01) + "\n"));
        foreach (byte[] bytes in new[] { Encoding.UTF8.GetBytes(text), Gzip(text), Zip(("t.csv", text)) })
        {
            string path = _files.Write("t", bytes);
            Assert.Equal(0, AllocatedBytes.LeastOf(() =>
            {
                using CsvSource source = CsvSource.Open(path, CsvLayouts.BinanceAggTrades, Options);
                EngineEvent next = default;
                for (int i = 0; i < 10_000; i++) { Assert.True(source.TryRead(ref next)); }
                long cost = AllocatedBytes.By(() =>
                {
                    for (int i = 0; i < 50_000; i++) { source.TryRead(ref next); }
                });
                Assert.Equal(60_000, next.Trade.TradeId);
                return cost;
            }));
        }
    }

    [Fact]
    public void Memory_does_not_grow_with_the_file()
    {
        // 40 times the buffer: whatever were kept per row or per block would show.
        string row = Trade(1) + "\n";
        string path = Path.Combine(_files.Folder, "large.csv");
        using (var writer = new StreamWriter(path))
        {
            writer.Write(TradeHeader + "\n");
            for (int i = 0; i < 40 * LineReader.DefaultBufferBytes / row.Length; i++) { writer.Write(Trade(i) + "\n"); }
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        using CsvSource source = CsvSource.Open(path, CsvLayouts.BinanceAggTrades, Options);
        EngineEvent next = default;
        while (source.TryRead(ref next)) { }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 1_000_000, $"{allocated} bytes for a file of {source.BytesTotal} bytes");
    }

    [Fact]
    public void A_closed_source_is_not_read()
    {
        CsvSource source = CsvSource.Open(_files.WriteTrades(Trade(1)), CsvLayouts.BinanceAggTrades, Options);
        source.Dispose();
        source.Dispose();
        EngineEvent next = default;
        Assert.Throws<ObjectDisposedException>(() => source.TryRead(ref next));
    }

    private static (long, long, long, long, long) Key(EngineEvent one) =>
        (one.Time.Nanoseconds, one.Trade.Price.Raw, one.Trade.Quantity.Raw, one.Trade.TradeId, (long)one.Trade.Aggressor);
}
