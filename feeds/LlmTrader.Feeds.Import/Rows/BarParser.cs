using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>Rows that are ready-made bars; the event's exchange time is the bar's close.</summary>
internal sealed class BarParser(CsvLayout layout, ImportOptions options, ColumnMap columns, TimeZoneInfo zone, BarSpec spec, RowHistory history)
    : RowParser(layout, options, columns, zone, history)
{
    private readonly BarSpecId _specId = options.BarSpecId;
    private bool _closedEarly;

    public override ImportFault CheckSequence(in EngineEvent next, ImportCounts counts)
    {
        if (next.Bar.OpenTime == History.LastOpen) { Fail(ImportFault.Duplicate, Columns.Time); return Fault; }

        // A bar from further back has been let through as out of order; only one that overlaps the last is wrong.
        bool overlaps = next.Bar.OpenTime > History.LastOpen && next.Bar.OpenTime < History.LastExchangeTime;
        if (overlaps) { Fail(ImportFault.BarOverlap, Columns.Time); }
        return overlaps ? Fault : ImportFault.None;
    }

    public override void Accept(in EngineEvent next, ImportCounts counts)
    {
        base.Accept(next, counts);
        ref readonly Bar bar = ref next.Bar;
        if (History.LastOpen > Timestamp.MinValue && bar.OpenTime > History.LastOpen + spec.Period)
        {
            counts.BarGaps++;
            counts.MissingBars += ((bar.OpenTime - History.LastOpen).Nanoseconds / spec.Period.Nanoseconds) - 1;
        }

        History.LastOpen = Timestamp.Max(History.LastOpen, bar.OpenTime);
        if (bar.Open < bar.Low || bar.Open > bar.High || bar.Close < bar.Low || bar.Close > bar.High) { counts.OpenCloseOutsideRange++; }
        if (_closedEarly) { counts.EarlyCloses++; }
    }

    public override string Expected(ImportFault fault) => fault switch
    {
        ImportFault.HighBelowLow => "a high that is not below the low",
        ImportFault.CloseTime => $"a close at most one period of {spec} after the open",
        ImportFault.BarOverlap => $"a bar that opens at or after the previous close (period {spec})",
        ImportFault.Duplicate => "an open time that no bar before it has",
        _ => base.Expected(fault),
    };

    protected override bool TryPayload(CsvRow row, Timestamp time, ref EngineEvent next)
    {
        if (!TryDecimal(row, Columns.Open, PriceScale, out long open) || !TryDecimal(row, Columns.High, PriceScale, out long high)
            || !TryDecimal(row, Columns.Low, PriceScale, out long low) || !TryDecimal(row, Columns.Close, PriceScale, out long close)
            || !TryDecimal(row, Columns.Volume, QuantityScale, out long volume)
            || !TryTurnover(row, out long turnover) || !TryCount(row, out int count))
        {
            return false;
        }

        Timestamp openTime = Layout.TimeIsBarClose ? time - spec.Period : time;
        Timestamp closeTime = openTime + spec.Period;
        IsZeroRow = (open | high | low | close | volume) == 0;
        if (!IsZeroRow && !TryRange(open, high, low, close)) { return false; }
        if (Columns.CloseTime >= 0 && !TryCloseTime(row, closeTime)) { return false; }

        next.Kind = EventKind.Bar;
        next.ExchangeTime = closeTime;
        next.Bar = new Bar
        {
            Open = new Price(open),
            High = new Price(high),
            Low = new Price(low),
            Close = new Price(close),
            Volume = new Quantity(volume),
            Turnover = turnover,
            OpenTime = openTime,
            TradeCount = count,
            Spec = _specId,
        };
        return true;
    }

    private bool TryRange(long open, long high, long low, long close)
    {
        if (open == 0) { return Fail(ImportFault.NotPositive, Columns.Open); }
        if (high == 0) { return Fail(ImportFault.NotPositive, Columns.High); }
        if (low == 0) { return Fail(ImportFault.NotPositive, Columns.Low); }
        if (close == 0) { return Fail(ImportFault.NotPositive, Columns.Close); }
        return high >= low || Fail(ImportFault.HighBelowLow, Columns.High);
    }

    // Venues write the last instant inside the bar or the first one behind it. A later close means that the period is
    // wrong; an earlier one is a bar that a halt cut short, or a period that is too long: then the next bar overlaps.
    private bool TryCloseTime(CsvRow row, Timestamp expected)
    {
        if (!TryTime(row, Columns.CloseTime, out Timestamp written)) { return false; }
        long early = (expected - written).Nanoseconds;
        _closedEarly = early > TimeStep;
        return early >= 0 || Fail(ImportFault.CloseTime, Columns.CloseTime);
    }

    // Turnover is for information: decimals beyond the eighth are rounded and too large saturates.
    private bool TryTurnover(CsvRow row, out long raw)
    {
        raw = 0;
        if (Columns.Turnover < 0 || row[Columns.Turnover].IsEmpty) { return true; }
        if (TryDecimal(row, Columns.Turnover, Money.Scale, out raw)) { return true; }
        if (Fault == ImportFault.TooLarge) { raw = long.MaxValue; return true; }
        if (Fault != ImportFault.TooPrecise) { return false; }
        if (!decimal.TryParse(row[Columns.Turnover], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value)) { return false; }
        if (value < 0) { return Fail(ImportFault.NotPositive, Columns.Turnover); }
        decimal scaled = Math.Round(value, Money.Scale, MidpointRounding.ToEven) * Money.One;
        raw = scaled >= long.MaxValue ? long.MaxValue : (long)scaled;
        return true;
    }

    private bool TryCount(CsvRow row, out int count)
    {
        count = 0;
        if (Columns.TradeCount < 0 || row[Columns.TradeCount].IsEmpty) { return true; }
        if (!TryDecimal(row, Columns.TradeCount, 0, out long raw)) { return false; }
        count = (int)Math.Min(raw, int.MaxValue);
        return true;
    }
}
