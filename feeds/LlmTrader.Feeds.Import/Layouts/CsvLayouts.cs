using System.Diagnostics.CodeAnalysis;
using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>The ready layouts. A file with a header is known by that header, letter for letter; one without needs the layout's name.</summary>
public static class CsvLayouts
{
    /// <summary>Binance trades as a recorder wrote them: receive time in ns, trade time in ms.</summary>
    public static CsvLayout BinanceTradesRecorded { get; } = new()
    {
        Name = "binance-trades-recorded",
        Kind = CsvKind.Trade,
        Header = "recv_ns,event_ms,trade_ms,trade_id,price,qty,is_buyer_maker,exec_type",
        Time = "trade_ms",
        ReceiveTime = "recv_ns",
        ReceiveTimeUnit = CsvTimeUnit.Nanoseconds,
        TradeId = "trade_id",
        Price = "price",
        Quantity = "qty",
        Side = "is_buyer_maker",
    };

    /// <summary>Binance trades with the taker's side as text.</summary>
    public static CsvLayout BinanceTradesTakerSide { get; } = new()
    {
        Name = "binance-trades-taker-side",
        Kind = CsvKind.Trade,
        Header = "recv_ms,exch_ms,trade_id,price,qty,taker_side",
        Time = "exch_ms",
        ReceiveTime = "recv_ms",
        TradeId = "trade_id",
        Price = "price",
        Quantity = "qty",
        Side = "taker_side",
        SideConvention = SideConvention.TakerSide,
    };

    /// <summary>Binance aggregate trades with the field names of its REST answer.</summary>
    public static CsvLayout BinanceAggTrades { get; } = new()
    {
        Name = "binance-aggtrades",
        Kind = CsvKind.Trade,
        Header = "agg_trade_id,price,qty,first_trade_id,last_trade_id,time_ms,is_buyer_maker,is_best_match",
        Time = "time_ms",
        TradeId = "agg_trade_id",
        Price = "price",
        Quantity = "qty",
        Side = "is_buyer_maker",
    };

    /// <summary>data.binance.vision aggTrades of the spot market before 2025: no header, eight columns, ms.</summary>
    public static CsvLayout BinancePublicAggTrades { get; } = new()
    {
        Name = "binance-public-aggtrades",
        Kind = CsvKind.Trade,
        HasHeader = false,
        FieldCount = 8,
        TradeId = 1,
        Price = 2,
        Quantity = 3,
        Time = 6,
        Side = 7,
    };

    /// <summary>The same since 2025: µs.</summary>
    public static CsvLayout BinancePublicAggTradesMicroseconds { get; } =
        BinancePublicAggTrades with { Name = "binance-public-aggtrades-us", TimeUnit = CsvTimeUnit.Microseconds };

    /// <summary>data.binance.vision aggTrades of the futures markets: header, seven columns, ms.</summary>
    public static CsvLayout BinancePublicFuturesAggTrades { get; } = new()
    {
        Name = "binance-public-futures-aggtrades",
        Kind = CsvKind.Trade,
        Header = "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker",
        Time = "transact_time",
        TradeId = "agg_trade_id",
        Price = "price",
        Quantity = "quantity",
        Side = "is_buyer_maker",
    };

    /// <summary>data.binance.vision trades of the spot market before 2025: no header, seven columns, ms.</summary>
    public static CsvLayout BinancePublicTrades { get; } = new()
    {
        Name = "binance-public-trades",
        Kind = CsvKind.Trade,
        HasHeader = false,
        FieldCount = 7,
        TradeId = 1,
        Price = 2,
        Quantity = 3,
        Time = 5,
        Side = 6,
    };

    /// <summary>The same since 2025: µs.</summary>
    public static CsvLayout BinancePublicTradesMicroseconds { get; } =
        BinancePublicTrades with { Name = "binance-public-trades-us", TimeUnit = CsvTimeUnit.Microseconds };

    /// <summary>data.binance.vision trades of the futures markets: header, six columns, ms.</summary>
    public static CsvLayout BinancePublicFuturesTrades { get; } = new()
    {
        Name = "binance-public-futures-trades",
        Kind = CsvKind.Trade,
        Header = "id,price,qty,quote_qty,time,is_buyer_maker",
        Time = "time",
        TradeId = "id",
        Price = "price",
        Quantity = "qty",
        Side = "is_buyer_maker",
    };

    /// <summary>Binance klines without the unused twelfth column; the period comes from the options.</summary>
    public static CsvLayout BinanceKlines { get; } = Bars(
        "binance-klines", "open_time_ms,open,high,low,close,volume,close_time_ms,quote_volume,trades,taker_buy_base,taker_buy_quote") with
    {
        CloseTime = "close_time_ms",
        Turnover = "quote_volume",
        TradeCount = "trades",
    };

    /// <summary>Binance klines cut to eight columns.</summary>
    public static CsvLayout BinanceKlinesShort { get; } = Bars(
        "binance-klines-short", "open_time_ms,open,high,low,close,volume,quote_volume,trades") with
    {
        Turnover = "quote_volume",
        TradeCount = "trades",
    };

    /// <summary>data.binance.vision klines of the futures markets: header, twelve columns, ms.</summary>
    public static CsvLayout BinancePublicFuturesKlines { get; } = Bars(
        "binance-public-futures-klines",
        "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore") with
    {
        Time = "open_time",
        CloseTime = "close_time",
        Turnover = "quote_volume",
        TradeCount = "count",
    };

    /// <summary>data.binance.vision klines of the spot market before 2025: no header, twelve columns, ms.</summary>
    public static CsvLayout BinancePublicKlines { get; } = new()
    {
        Name = "binance-public-klines",
        Kind = CsvKind.Bar,
        HasHeader = false,
        FieldCount = 12,
        Time = 1,
        Open = 2,
        High = 3,
        Low = 4,
        Close = 5,
        Volume = 6,
        CloseTime = 7,
        Turnover = 8,
        TradeCount = 9,
    };

    /// <summary>The same since 2025: µs.</summary>
    public static CsvLayout BinancePublicKlinesMicroseconds { get; } =
        BinancePublicKlines with { Name = "binance-public-klines-us", TimeUnit = CsvTimeUnit.Microseconds };

    /// <summary>Bybit klines: turnover, no count.</summary>
    public static CsvLayout BybitKlines { get; } = Bars(
        "bybit-klines", "open_time_ms,open,high,low,close,volume,turnover") with { Turnover = "turnover" };

    /// <summary>BitMEX XBTUSD 1-minute bars. The open is the previous bar's close, so it may lie outside low and high.</summary>
    public static CsvLayout BitmexKlines { get; } = Bars(
        "bitmex-klines-1m", "open_time_s,open,high,low,close,volume_usd_contracts") with
    {
        Time = "open_time_s",
        TimeUnit = CsvTimeUnit.Seconds,
        Volume = "volume_usd_contracts",
        Period = new BarSpec(BarAggregation.Time, Duration.FromMinutes(1).Nanoseconds),
    };

    /// <summary>A recorder's Binance spot trades of 2025: all times in µs.</summary>
    public static CsvLayout BinanceStreamSpotTrades { get; } = Stream("binance-stream-spot-trades", 'M', CsvTimeUnit.Microseconds);

    /// <summary>A recorder's Binance USD-M trades: all times in ms.</summary>
    public static CsvLayout BinanceStreamFuturesTrades { get; } = Stream("binance-stream-futures-trades", 'X', CsvTimeUnit.Milliseconds);

    /// <summary>LEAN US equity trade ticks: no header, ms since midnight in New York, prices x 10,000, suspicious rows left out.</summary>
    public static CsvLayout LeanEquityTrades { get; } = new()
    {
        Name = "lean-equity-trades",
        Kind = CsvKind.Trade,
        HasHeader = false,
        FieldCount = 6,
        Time = 1,
        TimeUnit = CsvTimeUnit.MillisecondsOfDay,
        Zone = "America/New_York",
        Price = 2,
        PriceIntegerScale = 4,
        Quantity = 3,
        SkipWhere = new CsvFilter(6, "1"),
    };

    /// <summary>LEAN crypto trade bars by second or minute: no header, ms since midnight UTC.</summary>
    public static CsvLayout LeanCryptoBars { get; } = new()
    {
        Name = "lean-crypto-bars",
        Kind = CsvKind.Bar,
        HasHeader = false,
        FieldCount = 6,
        Time = 1,
        TimeUnit = CsvTimeUnit.MillisecondsOfDay,
        Open = 2,
        High = 3,
        Low = 4,
        Close = 5,
        Volume = 6,
    };

    /// <summary>Tardis quotes, times in µs.</summary>
    public static CsvLayout TardisQuotes { get; } = new()
    {
        Name = "tardis-quotes",
        Kind = CsvKind.Quote,
        Header = "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount",
        Time = "timestamp",
        TimeUnit = CsvTimeUnit.Microseconds,
        ReceiveTime = "local_timestamp",
        Symbol = "symbol",
        BidPrice = "bid_price",
        BidQuantity = "bid_amount",
        AskPrice = "ask_price",
        AskQuantity = "ask_amount",
    };

    /// <summary>All of them, in the order of help texts.</summary>
    public static IReadOnlyList<CsvLayout> All { get; } =
    [
        BinanceTradesRecorded, BinanceTradesTakerSide, BinanceAggTrades, BinancePublicAggTrades, BinancePublicAggTradesMicroseconds,
        BinancePublicFuturesAggTrades, BinancePublicTrades, BinancePublicTradesMicroseconds, BinancePublicFuturesTrades,
        BinanceStreamSpotTrades, BinanceStreamFuturesTrades, BinanceKlines, BinanceKlinesShort, BinancePublicKlines,
        BinancePublicKlinesMicroseconds, BinancePublicFuturesKlines, BybitKlines, BitmexKlines, LeanEquityTrades, LeanCryptoBars, TardisQuotes,
    ];

    /// <summary>Finds by <see cref="CsvLayout.Name"/>.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out CsvLayout? layout)
    {
        layout = All.FirstOrDefault(candidate => candidate.Name == name);
        return layout is not null;
    }

    /// <summary>Finds by the exact header line; false for any other, however alike.</summary>
    public static bool TryDetect(string headerLine, [NotNullWhen(true)] out CsvLayout? layout)
    {
        ArgumentNullException.ThrowIfNull(headerLine);
        string header = headerLine.TrimStart('\uFEFF').TrimEnd('\r', '\n');
        layout = All.FirstOrDefault(candidate => candidate.Header == header);
        return layout is not null;
    }

    /// <summary>Reads the first line of a file (plain, gzip or zip) and finds the layout by it. Throws <see cref="ImportException"/> when the file can't be read.</summary>
    public static bool TryDetectFile(string path, string? zipEntry, [NotNullWhen(true)] out CsvLayout? layout)
    {
        using var lines = LineReader.Open(path, zipEntry, LineReader.DefaultBufferBytes);
        return TryDetect(lines.TryReadContent(out ReadOnlySpan<byte> line) ? System.Text.Encoding.UTF8.GetString(line) : "", out layout);
    }

    private static CsvLayout Bars(string name, string header) => new()
    {
        Name = name,
        Kind = CsvKind.Bar,
        Header = header,
        Time = "open_time_ms",
        Open = "open",
        High = "high",
        Low = "low",
        Close = "close",
        Volume = "volume",
    };

    private static CsvLayout Stream(string name, char unknownParameter, CsvTimeUnit unit) => new()
    {
        Name = name,
        Kind = CsvKind.Trade,
        Header = "TimestampOfReceive,Stream,EventType,EventTime,TransactionTime,Symbol,TradeId,Price,Quantity,IsBuyerMarketMaker,"
            + unknownParameter + "UnknownParameter",
        Time = "TransactionTime",
        TimeUnit = unit,
        ReceiveTime = "TimestampOfReceive",
        Symbol = "Symbol",
        TradeId = "TradeId",
        Price = "Price",
        Quantity = "Quantity",
        Side = "IsBuyerMarketMaker",
    };
}
