using System.IO.Compression;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;

namespace LlmTrader.Tests.Unit.Import;

/// <summary>A folder for one test's files, and short ways to import them.</summary>
public sealed class ImportFiles : IDisposable
{
    public const string TradeHeader = "agg_trade_id,price,qty,first_trade_id,last_trade_id,time_ms,is_buyer_maker,is_best_match";

    public string Folder { get; } = Directory.CreateTempSubdirectory("llmtrader-import-").FullName;

    public static Instrument BtcUsdt { get; } = new()
    {
        Id = new InstrumentId(0),
        Symbol = "BTCUSDT",
        Venue = "TEST",
        Base = Currency.Parse("BTC"),
        Quote = Currency.Parse("USDT"),
        PriceScale = 2,
        QuantityScale = 4,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1),
    };

    public static ImportOptions Options { get; } = new() { Instrument = BtcUsdt };

    /// <summary>One aggregate trade; the time counts seconds from 2024-01-01.</summary>
    public static string Trade(long id, string price = "100.5", string quantity = "0.25", double second = 0, string maker = "true") =>
        FormattableString.Invariant($"{id},{price},{quantity},1,1,{1_704_067_200_000 + (long)(second * 1000)},{maker},true");

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string WriteTrades(params string[] rows) => Write("trades.csv", TradeHeader + "\n" + string.Join('\n', rows) + "\n");

    public static byte[] Gzip(string text)
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal)) { gzip.Write(Encoding.UTF8.GetBytes(text)); }
        return bytes.ToArray();
    }

    public static byte[] Zip(params (string Name, string Text)[] entries)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach ((string name, string text) in entries)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    public static List<EngineEvent> ReadAll(IMarketDataSource source)
    {
        var events = new List<EngineEvent>();
        EngineEvent next = default;
        while (source.TryRead(ref next)) { events.Add(next); }
        return events;
    }

    public static (List<EngineEvent> Events, ImportCounts Counts) ImportAll(string path, CsvLayout? layout = null, ImportOptions? options = null)
    {
        using CsvSource source = CsvSource.Open(path, layout ?? CsvLayouts.BinanceAggTrades, options ?? Options);
        List<EngineEvent> events = ReadAll(source);
        Assert.Equal(source.Counts.Rows, source.Counts.Events + source.Counts.LeftOut);
        Assert.Equal(events.Count, source.Counts.Events);
        return (events, source.Counts);
    }

    public static ImportException Refused(string path, CsvLayout? layout = null, ImportOptions? options = null) =>
        Assert.Throws<ImportException>(() => ImportAll(path, layout, options));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
