using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>
/// Turns a row's fields into an event's kind, exchange time and payload, and knows which rows may follow each other.
/// A row that can't be used is a value (<see cref="ImportFault"/>), with the column that is to blame.
/// </summary>
internal abstract class RowParser
{
    private readonly CsvClock _clock;
    private readonly CsvClock _receiveClock;
    private int _faultScale;

    protected RowParser(CsvLayout layout, ImportOptions options, ColumnMap columns, TimeZoneInfo zone, RowHistory history)
    {
        History = history;
        Layout = layout;
        Columns = columns;
        PriceScale = options.Instrument.PriceScale - layout.PriceIntegerScale;
        QuantityScale = options.Instrument.QuantityScale;
        _clock = new CsvClock(layout.TimeUnit, zone, options.Date);
        _receiveClock = new CsvClock(layout.ReceiveTimeUnit ?? layout.TimeUnit, zone, options.Date);
    }

    /// <summary>The column of the last fault; −1 blames the whole row.</summary>
    public int FaultColumn { get; private set; }

    /// <summary>The last row had price 0 and quantity 0.</summary>
    public bool IsZeroRow { get; protected set; }

    /// <summary>When the recorder received the last row, if the layout has that.</summary>
    public Timestamp ReceiveTime { get; private set; }

    protected CsvLayout Layout { get; }

    protected ColumnMap Columns { get; }

    /// <summary>Decimal places that turn the text of a price into its raw value; negative when the file's are finer.</summary>
    protected int PriceScale { get; }

    protected int QuantityScale { get; }

    /// <summary>The step of the time column in ns.</summary>
    protected long TimeStep => _clock.StepNanoseconds;

    protected ImportFault Fault { get; private set; }

    protected RowHistory History { get; }

    public static RowParser Create(
        CsvLayout layout, ImportOptions options, ColumnMap columns, TimeZoneInfo zone, BarSpec? period, RowHistory history) => layout.Kind switch
    {
        CsvKind.Trade => new TradeParser(layout, options, columns, zone, history),
        CsvKind.Quote => new QuoteParser(layout, options, columns, zone, history),
        _ => new BarParser(layout, options, columns, zone, period!.Value, history),
    };

    /// <summary>Fills kind, exchange time and payload.</summary>
    public ImportFault Parse(CsvRow row, ref EngineEvent next)
    {
        IsZeroRow = false;
        if (!TryTime(row, Columns.Time, _clock, out Timestamp time)) { return Fault; }
        if (Columns.ReceiveTime >= 0)
        {
            if (!TryTime(row, Columns.ReceiveTime, _receiveClock, out Timestamp received)) { return Fault; }
            ReceiveTime = received;
        }

        return TryPayload(row, time, ref next) ? ImportFault.None : Fault;
    }

    /// <summary>Whether the row may follow those before it; <see cref="ImportFault.Duplicate"/> or another fault if not. The last check before <see cref="Accept"/>.</summary>
    public abstract ImportFault CheckSequence(in EngineEvent next, ImportCounts counts);

    /// <summary>The row becomes an event.</summary>
    public virtual void Accept(in EngineEvent next, ImportCounts counts) =>
        History.LastExchangeTime = Timestamp.Max(History.LastExchangeTime, next.ExchangeTime);

    /// <summary>What should have been in the place of a fault.</summary>
    public virtual string Expected(ImportFault fault) => fault switch
    {
        ImportFault.FieldCount => $"{Columns.FieldCount} fields",
        ImportFault.UnbalancedQuote => "quotes around whole fields, closed on the same line",
        ImportFault.NotANumber => "a decimal number",
        ImportFault.TooPrecise when _faultScale < 0 => $"a multiple of 10^{-_faultScale} (the instrument's scale)",
        ImportFault.TooPrecise => $"at most {_faultScale} decimal places (the instrument's scale)",
        ImportFault.TooLarge => $"a number that fits 64 bits at {_faultScale} decimal places",
        ImportFault.NotPositive => "a positive number",
        ImportFault.TimeFormat or ImportFault.TimeOutOfRange => (FaultColumn == Columns.ReceiveTime ? _receiveClock : _clock).Expected,
        ImportFault.TimeNeverWas => $"a local time that the clocks of {Layout.Zone} showed",
        ImportFault.Side => SideText.Expected(Layout.SideConvention),
        ImportFault.TradeId => "a whole number",
        ImportFault.Duplicate => "a trade id above those before it",
        _ => "a valid row",
    };

    protected abstract bool TryPayload(CsvRow row, Timestamp time, ref EngineEvent next);

    protected bool Fail(ImportFault fault, int column)
    {
        Fault = fault;
        FaultColumn = column;
        return false;
    }

    protected bool TryTime(CsvRow row, int column, out Timestamp time) => TryTime(row, column, _clock, out time);

    /// <summary>Reads a number that is zero or more.</summary>
    protected bool TryDecimal(CsvRow row, int column, int scale, out long raw)
    {
        FixedPointError error = DecimalText.TryParse(row[column], scale, out raw);
        if (error == FixedPointError.None) { return raw >= 0 || Fail(ImportFault.NotPositive, column); }

        _faultScale = scale;
        return Fail(error switch
        {
            FixedPointError.TooPrecise => ImportFault.TooPrecise,
            FixedPointError.TooLarge => ImportFault.TooLarge,
            _ => ImportFault.NotANumber,
        }, column);
    }

    private bool TryTime(CsvRow row, int column, CsvClock clock, out Timestamp time)
    {
        ImportFault fault = clock.TryParse(row[column], History.LastExchangeTime, out time);
        return fault == ImportFault.None || Fail(fault, column);
    }
}
