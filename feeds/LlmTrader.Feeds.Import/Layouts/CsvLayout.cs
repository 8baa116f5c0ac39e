using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>
/// What the columns of a CSV file mean. Immutable; <see cref="CsvLayouts"/> holds the ready ones and <see cref="Parse"/>
/// reads one from text. A column that is not mapped is ignored.
/// </summary>
public sealed record CsvLayout : IImportLayout
{
    /// <summary>The name under which messages and <see cref="CsvLayouts.TryFind"/> know it.</summary>
    public required string Name { get; init; }

    public required CsvKind Kind { get; init; }

    /// <summary>The first line (after blank and comment lines) names the columns.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>The exact header line by which <see cref="CsvLayouts.TryDetect"/> knows the layout; null: only its name does.</summary>
    public string? Header { get; init; }

    public char Separator { get; init; } = ',';

    /// <summary>Fields of each row; 0: as many as the header, or without a header the first row, has.</summary>
    public int FieldCount { get; init; }

    /// <summary>Trades and quotes: the venue's time. Bars: the open, or the close with <see cref="TimeIsBarClose"/>.</summary>
    public required CsvColumn Time { get; init; }

    public CsvTimeUnit TimeUnit { get; init; } = CsvTimeUnit.Milliseconds;

    /// <summary>When the recorder received the row.</summary>
    public CsvColumn ReceiveTime { get; init; }

    /// <summary>Null: as <see cref="TimeUnit"/>.</summary>
    public CsvTimeUnit? ReceiveTimeUnit { get; init; }

    /// <summary>
    /// IANA name of the zone of times that carry none themselves (text without an offset, ms of the day). A local time
    /// that never was (clocks set forward) is a bad row. One that was twice (clocks set back) is the earlier instant,
    /// unless that lies before the previous row: then the later.
    /// </summary>
    public string Zone { get; init; } = "UTC";

    /// <summary>Must hold the instrument's symbol in every row.</summary>
    public CsvColumn Symbol { get; init; }

    public CsvColumn Price { get; init; }

    public CsvColumn Quantity { get; init; }

    /// <summary>A whole number that rises from trade to trade.</summary>
    public CsvColumn TradeId { get; init; }

    public CsvColumn Side { get; init; }

    public SideConvention SideConvention { get; init; }

    public CsvColumn BidPrice { get; init; }

    public CsvColumn BidQuantity { get; init; }

    public CsvColumn AskPrice { get; init; }

    public CsvColumn AskQuantity { get; init; }

    public CsvColumn Open { get; init; }

    public CsvColumn High { get; init; }

    public CsvColumn Low { get; init; }

    public CsvColumn Close { get; init; }

    public CsvColumn Volume { get; init; }

    /// <summary>In the quote currency; decimals beyond the eighth are rounded, ties to even.</summary>
    public CsvColumn Turnover { get; init; }

    public CsvColumn TradeCount { get; init; }

    /// <summary>When mapped it must not lie after open + period, which finds a period that is too short; earlier ones are counted.</summary>
    public CsvColumn CloseTime { get; init; }

    /// <summary><see cref="Time"/> of a bar is its close.</summary>
    public bool TimeIsBarClose { get; init; }

    /// <summary>The bars' period, when the layout knows it; <see cref="ImportOptions.BarSpec"/> goes before it.</summary>
    public BarSpec? Period { get; init; }

    /// <summary>Prices are whole numbers of 10^-this: 4 for prices x 10,000.</summary>
    public int PriceIntegerScale { get; init; }

    public CsvFilter? SkipWhere { get; init; }

    /// <summary>
    /// Reads a column map: <c>time=1,price=2,quantity=3</c> or <c>time=open_time,open=open,high=high,low=low,close=close,volume=volume,period=1m</c>.
    /// See <see cref="CsvLayoutText"/> for all keys. Throws <see cref="FormatException"/> that names the key and what it may be.
    /// </summary>
    public static CsvLayout Parse(string text) => CsvLayoutText.Parse(text);

    BarSpec? IImportLayout.BarsOf(ImportOptions options) => Kind == CsvKind.Bar ? options.BarSpec ?? Period : null;

    IImportSource IImportLayout.Open(string path, ImportOptions options, RowHistory? history) => CsvSource.Open(path, this, options, history);

    ScaleProbeResult IImportLayout.Probe(string path, DateOnly? date, string? zipEntry) => ScaleProbe.Run(path, this, date, zipEntry);

    /// <summary>Throws <see cref="ArgumentException"/> that names what is missing or does not go together.</summary>
    public CsvLayout Validated()
    {
        Require(Time.IsMapped, "needs a time column");
        Require(Separator is not ('"' or '\n' or '\r' or '#') && Separator < 128, "has a separator that can't separate");
        Require(PriceIntegerScale is >= 0 and <= FixedPoint.MaxScale, "has a price scale outside 0 to 12");
        Require(Period is not { } period || period.Aggregation == BarAggregation.Time, "has a period that is not a time");
        (string Role, CsvColumn Column)[] needed = Kind switch
        {
            CsvKind.Trade => [("price", Price), ("quantity", Quantity)],
            CsvKind.Quote => [("bid_price", BidPrice), ("bid_quantity", BidQuantity), ("ask_price", AskPrice), ("ask_quantity", AskQuantity)],
            _ => [("open", Open), ("high", High), ("low", Low), ("close", Close), ("volume", Volume)],
        };
        foreach ((string role, CsvColumn column) in needed) { Require(column.IsMapped, $"of kind {Kind} needs a {role} column"); }
        return this;
    }

    private void Require(bool condition, string problem)
    {
        if (!condition) { throw new ArgumentException($"Layout '{Name}' {problem}."); }
    }
}
