using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Golden.RuleSets;

/// <summary>Real bars of one or more instruments in the order in which an engine would get them.</summary>
internal sealed record MarketData
{
    public required string Name { get; init; }

    public required BarSpec Bar { get; init; }

    /// <summary>The market's own rules that the run obeys besides lots, ticks and fees; <c>none</c>: it should obey some and does not yet.</summary>
    public string Rules { get; init; } = "";

    public required InstrumentTable Instruments { get; init; }

    public required Money Cash { get; init; }

    /// <summary>A spot market lends nothing to sell.</summary>
    public bool ShortSelling { get; init; }

    public required EngineEvent[] Events { get; init; }

    public static IReadOnlyList<string> Names { get; } = ["binance-spot-1d", "binance-spot-1h", "binance-spot-15m", "bitmex-xbtusd-1m", "ashare-15m"];

    private static readonly string[] Pairs = ["BTCUSDT", "ETHUSDT", "BNBUSDT", "SOLUSDT", "XRPUSDT", "ADAUSDT", "DOGEUSDT", "AVAXUSDT", "LINKUSDT", "DOTUSDT"];

    // In the order of the file.
    private static readonly string[] Shares =
    [
        "600519", "600036", "601318", "600000", "000001", "600030", "600276", "601166", "601398", "600887", "600900", "601012", "601888", "600050",
        "600104", "601857", "600028",
    ];

    // datetime is the END of the bar, in Shanghai.
    private static readonly CsvLayout ShareBars =
        CsvLayout.Parse("time=datetime,open=open,high=high,low=low,close=close,volume=volume,turnover=amount,symbol=symbol,unit=text,zone=Asia/Shanghai,stamp=close,period=15m");

    /// <summary>Reads it. Skips the test when the data is absent.</summary>
    public static MarketData Load(string name) => name switch
    {
        "binance-spot-1d" => Binance(name, "1d", Pairs),
        "binance-spot-1h" => Binance(name, "1h", Pairs),
        "binance-spot-15m" => Binance(name, "15m", ["BTCUSDT"]),
        "bitmex-xbtusd-1m" => Bitmex(name),
        "ashare-15m" => AShares(name),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "is not known"),
    };

    public IMarketDataSource Open() => new ArraySource(Events);

    private static MarketData Binance(string name, string bar, string[] pairs)
    {
        string[] files = [.. pairs.Select(pair => SharedData.Find("klines-binance-spot", bar, $"{pair}_{bar}.csv.gz"))];
        Instrument[] instruments = [.. pairs.Select((pair, i) => NewInstrument(i, pair, "BINANCE", pair[..^4], "USDT", ScaleProbe.Run(files[i], CsvLayouts.BinanceKlines)) with
        {
            MakerFee = new FeeRate(100_000), TakerFee = new FeeRate(100_000),   // 0.1 %, the venue's first tier.
        })];
        return new MarketData
        {
            Name = name,
            Bar = BarSpec.Parse(bar),
            Instruments = new InstrumentTable(instruments),
            Cash = new Money(100_000 * Money.One, Currency.Parse("USDT")),
            Events = Read([.. instruments.Select((instrument, i) => CsvSource.Open(files[i], CsvLayouts.BinanceKlines, new ImportOptions { Instrument = instrument, BarSpec = BarSpec.Parse(bar) }))]),
        };
    }

    private static MarketData Bitmex(string name)
    {
        string file = SharedData.Find("klines-bitmex-xbtusd-1m", "XBTUSD_1m_2018.csv.gz");

        // The contract is inverse; it is run as one that is worth its price in USD.
        Instrument instrument = NewInstrument(0, "XBTUSD", "BITMEX", "XBT", "USD", ScaleProbe.Run(file, CsvLayouts.BitmexKlines)) with { TakerFee = new FeeRate(75_000) };
        return new MarketData
        {
            Name = name,
            Bar = BarSpec.Parse("1m"),
            Instruments = new InstrumentTable([instrument]),
            Cash = new Money(1_000_000 * Money.One, Currency.Parse("USD")),
            ShortSelling = true,
            Events = Read([CsvSource.Open(file, CsvLayouts.BitmexKlines, new ImportOptions { Instrument = instrument })]),
        };
    }

    private static MarketData AShares(string name)
    {
        string file = SharedData.Find("ashare-15min-2025", "bars_15min.csv.gz");
        ScaleProbeResult scales = ScaleProbe.Run(file, ShareBars);
        Instrument[] instruments = [.. Shares.Select((code, i) => NewInstrument(i, code, code.StartsWith('6') ? "SSE" : "SZSE", "SHARE", "CNY", scales) with
        {
            LotSize = new Quantity(100 * FixedPoint.Pow10(scales.QuantityScale)), MakerFee = new FeeRate(25_000), TakerFee = new FeeRate(25_000),
        })];
        return new MarketData
        {
            Name = name,
            Bar = BarSpec.Parse("15m"),
            Rules = "none",   // No T+1, price limits, stamp duty or auctions until the A-share market rules exist.
            Instruments = new InstrumentTable(instruments),
            Cash = new Money(1_000_000 * Money.One, Currency.Parse("CNY")),
            Events = Read([.. instruments.Select(instrument => CsvSource.Open(file, ShareBars, new ImportOptions { Instrument = instrument, OtherInstruments = RowPolicy.Skip }))]),
        };
    }

    private static Instrument NewInstrument(int id, string symbol, string venue, string @base, string quote, ScaleProbeResult scales) => new()
    {
        Id = new InstrumentId(id),
        Symbol = symbol,
        Venue = venue,
        Base = Currency.Parse(@base),
        Quote = Currency.Parse(quote),
        PriceScale = scales.PriceScale,
        QuantityScale = scales.QuantityScale,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1),
    };

    private static EngineEvent[] Read(CsvSource[] sources)
    {
        using MergedSource merged = new(sources);
        List<EngineEvent> events = [];
        EngineEvent next = default;
        while (merged.TryRead(ref next)) { events.Add(next); }
        return [.. events];
    }

    private sealed class ArraySource(EngineEvent[] events) : IMarketDataSource
    {
        private int _next;

        public bool TryRead(ref EngineEvent next)
        {
            if (_next == events.Length) { return false; }
            next = events[_next++];
            return true;
        }

        public void Dispose()
        {
        }
    }
}
