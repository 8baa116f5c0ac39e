using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>
/// The text form of a layout: <c>key=value</c> joined by commas. Column keys take a header name or a position from 1:
/// time, receive_time, symbol, price, quantity, trade_id, side, bid_price, bid_quantity, ask_price, ask_quantity, open,
/// high, low, close, volume, turnover, trade_count, close_time. Settings:
/// <list type="bullet">
/// <item><c>unit</c>, <c>receive_unit</c>: s, ms (default), us, ns, auto, text, day_ms</item>
/// <item><c>zone</c>: an IANA name, default UTC</item>
/// <item><c>side_is</c>: maker (default: true or 1 = the buyer was the maker), taker (buy/sell), taker_buys (true or 1)</item>
/// <item><c>header</c>: yes, no; default no when every column is a position</item>
/// <item><c>period</c>: 1m, 1h, …; <c>stamp</c>: open (default), close</item>
/// <item><c>price_scale</c>: prices are whole numbers of 10^-n; <c>separator</c>: comma (default), semicolon, tab, pipe</item>
/// <item><c>skip</c>: column:value, rows to leave out</item>
/// </list>
/// The kind follows from the columns: open makes bars, bid_price makes quotes, else trades.
/// </summary>
public static class CsvLayoutText
{
    private static readonly string[] ColumnKeys =
    [
        "time", "receive_time", "symbol", "price", "quantity", "trade_id", "side", "bid_price", "bid_quantity", "ask_price",
        "ask_quantity", "open", "high", "low", "close", "volume", "turnover", "trade_count", "close_time",
    ];

    /// <summary>The keys and their values, for people: what <c>--help</c> prints.</summary>
    public static IReadOnlyList<string> Usage { get; } =
    [
        "A column map is key=value, joined by commas. A column is a header name or a position from 1; when all are positions the file has no header line, unless header=yes says so.",
        "Columns of trades: time, price, quantity, trade_id, side. Of quotes: time, bid_price, bid_quantity, ask_price, ask_quantity. "
            + "Of bars: time, open, high, low, close, volume, turnover, trade_count, close_time. Of all: symbol, receive_time. "
            + "The columns tell the kind: open makes bars, bid_price quotes, else trades.",
        "unit and receive_unit (s, ms, us, ns, auto, text, day_ms; ms when left out); zone (an IANA name; UTC); header (yes, no); "
            + "separator (comma, semicolon, tab, pipe); side_is (maker: true means that the buyer was the maker; taker: buy or sell; taker_buys: true means that the taker bought); "
            + "period (1m, 1h, …) and stamp (open, close: what a bar's time is) of bars; price_scale (prices are whole numbers of 10^-n); skip (column:value, rows to leave out).",
    ];

    private static readonly string[] SettingKeys =
        ["unit", "receive_unit", "zone", "side_is", "header", "period", "stamp", "price_scale", "separator", "skip"];

    /// <summary>Throws <see cref="FormatException"/> that names the key and what it may be.</summary>
    public static CsvLayout Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Dictionary<string, string> values = Split(text);

        CsvColumn Column(string key) => values.TryGetValue(key, out string? value) ? ParseColumn(value) : default;
        T Setting<T>(string key, T fallback, Func<string, T> parse) => values.TryGetValue(key, out string? value) ? parse(value) : fallback;

        bool byName = ColumnKeys.Any(key => Column(key).Name is not null);
        var layout = new CsvLayout
        {
            Name = text,
            Kind = values.ContainsKey("open") ? CsvKind.Bar : values.ContainsKey("bid_price") ? CsvKind.Quote : CsvKind.Trade,
            HasHeader = Setting("header", byName, value => OneOf("header", value, ("yes", true), ("no", false))),
            Separator = Setting("separator", ',', value => OneOf("separator", value, ("comma", ','), ("semicolon", ';'), ("tab", '\t'), ("pipe", '|'))),
            Time = Column("time"),
            TimeUnit = Setting("unit", CsvTimeUnit.Milliseconds, value => ParseUnit("unit", value)),
            ReceiveTime = Column("receive_time"),
            ReceiveTimeUnit = Setting<CsvTimeUnit?>("receive_unit", null, value => ParseUnit("receive_unit", value)),
            Zone = Setting("zone", "UTC", value => value),
            Symbol = Column("symbol"),
            Price = Column("price"),
            Quantity = Column("quantity"),
            TradeId = Column("trade_id"),
            Side = Column("side"),
            SideConvention = Setting("side_is", SideConvention.BuyerIsMaker, value => OneOf("side_is", value,
                ("maker", SideConvention.BuyerIsMaker), ("taker", SideConvention.TakerSide), ("taker_buys", SideConvention.TakerIsBuyer))),
            BidPrice = Column("bid_price"),
            BidQuantity = Column("bid_quantity"),
            AskPrice = Column("ask_price"),
            AskQuantity = Column("ask_quantity"),
            Open = Column("open"),
            High = Column("high"),
            Low = Column("low"),
            Close = Column("close"),
            Volume = Column("volume"),
            Turnover = Column("turnover"),
            TradeCount = Column("trade_count"),
            CloseTime = Column("close_time"),
            TimeIsBarClose = Setting("stamp", false, value => OneOf("stamp", value, ("open", false), ("close", true))),
            Period = Setting<BarSpec?>("period", null, value => BarSpec.Parse(value)),
            PriceIntegerScale = Setting("price_scale", 0, ParseScale),
            SkipWhere = Setting<CsvFilter?>("skip", null, ParseFilter),
        };

        if (byName && !layout.HasHeader) { throw new FormatException($"'{text}': header=no leaves no names to find columns by; give positions from 1."); }
        try { return layout.Validated(); }
        catch (ArgumentException problem) { throw new FormatException(problem.Message, problem); }
    }

    private static Dictionary<string, string> Split(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == pair.Length - 1) { throw new FormatException($"'{pair}' in the column map is not key=value."); }

            string key = pair[..equals];
            if (!ColumnKeys.Contains(key) && !SettingKeys.Contains(key))
            {
                throw new FormatException($"'{key}' is not a key of a column map; the keys are {string.Join(", ", ColumnKeys.Concat(SettingKeys))}.");
            }

            if (!values.TryAdd(key, pair[(equals + 1)..])) { throw new FormatException($"'{key}' appears twice in the column map."); }
        }

        return values;
    }

    private static CsvColumn ParseColumn(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int position) && position > 0 ? position : value;

    private static CsvTimeUnit ParseUnit(string key, string value) => OneOf(key, value,
        ("s", CsvTimeUnit.Seconds), ("ms", CsvTimeUnit.Milliseconds), ("us", CsvTimeUnit.Microseconds), ("ns", CsvTimeUnit.Nanoseconds),
        ("auto", CsvTimeUnit.AutoByMagnitude), ("text", CsvTimeUnit.Text), ("day_ms", CsvTimeUnit.MillisecondsOfDay));

    private static int ParseScale(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int scale) ? scale
            : throw new FormatException($"price_scale={value}: a whole number from 0 to {FixedPoint.MaxScale} is expected.");

    private static CsvFilter? ParseFilter(string value)
    {
        int colon = value.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? new CsvFilter(ParseColumn(value[..colon]), value[(colon + 1)..])
            : throw new FormatException($"skip={value}: column:value is expected, e.g. skip=6:1.");
    }

    private static T OneOf<T>(string key, string value, params (string Text, T Value)[] choices)
    {
        foreach ((string text, T choice) in choices)
        {
            if (text == value) { return choice; }
        }

        throw new FormatException($"{key}={value}: {string.Join(", ", choices.Select(choice => choice.Text))} is expected.");
    }
}
