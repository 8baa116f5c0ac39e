using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Golden.Books;

/// <summary>A recording of binance-raw-ws-20240808: how it is imported, and what a plain reading of its JSON says.</summary>
internal sealed class RecordedSession
{
    private RecordedSession(string symbol, int priceScale, int quantityScale, string[] names)
    {
        Paths = [.. names.Select(name => SharedData.Find("binance-raw-ws-20240808", name))];
        Instrument = new Instrument
        {
            Id = new InstrumentId(3), Symbol = symbol, Venue = "BINANCE", Base = Currency.Parse("BTC"), Quote = Currency.Parse("USDT"),
            PriceScale = priceScale, QuantityScale = quantityScale, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
        };
    }

    public string[] Paths { get; }

    public Instrument Instrument { get; }

    public static RecordedSession Find(string market) => market switch
    {
        "spot" => new RecordedSession("BTCUSDT", 2, 6, ["spot_btcusdt_20240808.gz", "spot_btcusdt_20240809.gz"]),
        "usdm" => new RecordedSession("BTCUSDT", 1, 3, ["usdm_btcusdt_20240808.gz"]),
        _ => new RecordedSession("BTCUSD_PERP", 1, 0, ["cm_btcusd_perp_20240808.gz"]),
    };

    /// <summary>All events of the files in order, and the counts of each file.</summary>
    public (List<EngineEvent> Events, List<ImportCounts> Counts) Import(Func<ImportOptions, ImportOptions>? change = null)
    {
        List<EngineEvent> events = [];
        List<ImportCounts> counts = [];
        RowHistory history = new();
        ImportOptions options = new() { Instrument = Instrument };
        foreach (string path in Paths)
        {
            using IImportSource source = BinanceRawLayout.Instance.Open(path, change?.Invoke(options) ?? options, history);
            EngineEvent next = default;
            while (source.TryRead(ref next)) { events.Add(next); }
            Assert.Equal(source.Counts.Rows, source.Counts.Events + source.Counts.LeftOut);
            counts.Add(source.Counts);
        }

        return (events, counts);
    }

    /// <summary>The contents of the recorded frames whose text contains <paramref name="mark"/>, by the JSON library.</summary>
    public IEnumerable<JsonElement> Frames(string mark)
    {
        foreach (string path in Paths)
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            while (reader.ReadLine() is { } line)
            {
                if (!line.Contains(mark, StringComparison.Ordinal)) { continue; }
                using JsonDocument frame = JsonDocument.Parse(line.AsMemory(line.IndexOf(' ', StringComparison.Ordinal) + 1));
                yield return frame.RootElement.TryGetProperty("data", out JsonElement data) ? data : frame.RootElement;   // Valid until the next.
            }
        }
    }

    /// <summary>The recorded best bid and ask, by the update id that they are the top of.</summary>
    public Dictionary<long, (decimal Bid, decimal BidQuantity, decimal Ask, decimal AskQuantity)> Tickers() =>
        Frames("bookTicker").ToDictionary(frame => frame.GetProperty("u").GetInt64(), frame => (Number(frame, "b"), Number(frame, "B"), Number(frame, "a"), Number(frame, "A")));

    public decimal Unscale(Price price) => price.Raw / (decimal)Math.Pow(10, Instrument.PriceScale);

    public decimal Unscale(Quantity quantity) => quantity.Raw / (decimal)Math.Pow(10, Instrument.QuantityScale);

    private static decimal Number(JsonElement frame, string field) => decimal.Parse(frame.GetProperty(field).GetString()!, CultureInfo.InvariantCulture);
}
