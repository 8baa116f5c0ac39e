using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>What one pass over a file found: enough to describe its instrument.</summary>
/// <param name="Rows">Data rows.</param>
/// <param name="UnreadableRows">Rows of which time, a price or a quantity can't be read; an import will name them.</param>
/// <param name="PriceScale">Decimal places that the prices need, trailing zeros not counted.</param>
/// <param name="QuantityScale">Decimal places that quantities or volumes need.</param>
/// <param name="FirstTime">Time of the first readable row, as the time column says it.</param>
/// <param name="LastTime">Time of the last readable row.</param>
/// <param name="SmallestStep">The smallest step forward between two rows, zero when there is none: of complete bars, their period.</param>
/// <param name="Symbol">What the symbol column holds in the first row, if the layout maps one.</param>
public sealed record ScaleProbeResult(
    long Rows, long UnreadableRows, int PriceScale, int QuantityScale, Timestamp FirstTime, Timestamp LastTime, Duration SmallestStep, string? Symbol);

/// <summary>Finds the scales of a file's numbers by reading all of it once, in constant memory.</summary>
public static class ScaleProbe
{
    /// <summary>
    /// Reads the whole file. <paramref name="date"/> is needed for times of the day. Throws <see cref="ImportException"/>
    /// for a file that can't be read or lacks a column; bad rows are counted only.
    /// </summary>
    public static ScaleProbeResult Run(string path, CsvLayout layout, DateOnly? date = null, string? zipEntry = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(layout);
        using CsvTable table = CsvTable.Open(path, layout.Validated(), zipEntry, LineReader.DefaultBufferBytes);
        ColumnMap columns = table.Columns;
        var clock = new CsvClock(layout.TimeUnit, CsvSource.FindZone(layout.Zone, path), date ?? DateOnly.FromDateTime(new DateTime(2000, 1, 1)));
        ReadOnlySpan<int> prices = layout.Kind switch
        {
            CsvKind.Trade => [columns.Price],
            CsvKind.Quote => [columns.BidPrice, columns.AskPrice],
            _ => [columns.Open, columns.High, columns.Low, columns.Close],
        };
        ReadOnlySpan<int> quantities = layout.Kind switch
        {
            CsvKind.Trade => [columns.Quantity],
            CsvKind.Quote => [columns.BidQuantity, columns.AskQuantity],
            _ => [columns.Volume],
        };

        long unreadable = 0;
        int priceDecimals = -layout.PriceIntegerScale;
        int quantityDecimals = 0;
        Timestamp first = default;
        Timestamp last = default;
        long step = long.MaxValue;
        bool any = false;
        string? symbol = null;
        while (table.TryRead(out ImportFault fault))
        {
            if (fault != ImportFault.None || clock.TryParse(table.Row[columns.Time], last, out Timestamp time) != ImportFault.None
                || !TryWiden(table.Row, prices, ref priceDecimals) || !TryWiden(table.Row, quantities, ref quantityDecimals))
            {
                unreadable++;
                continue;
            }

            if (!any)
            {
                any = true;
                first = time;
                symbol = columns.Symbol >= 0 ? System.Text.Encoding.UTF8.GetString(table.Row[columns.Symbol]) : null;
            }
            else if (time > last) { step = Math.Min(step, (time - last).Nanoseconds); }

            last = time;
        }

        return new ScaleProbeResult(table.RowNumber, unreadable, Math.Max(0, priceDecimals + layout.PriceIntegerScale), quantityDecimals,
            first, last, step == long.MaxValue ? Duration.Zero : new Duration(step), symbol);
    }

    private static bool TryWiden(CsvRow row, ReadOnlySpan<int> columns, ref int decimals)
    {
        foreach (int column in columns)
        {
            if (row[column].IsEmpty) { continue; }   // A missing side of a quote.
            if (!DecimalText.TryCountDecimals(row[column], out int needed)) { return false; }
            decimals = Math.Max(decimals, needed);
        }

        return true;
    }
}
