using System.Globalization;
using System.Text;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Reports;

/// <summary>Measurements and other tables for people.</summary>
public static class MeasurementTable
{
    /// <summary>The median of the runs and how far they spread.</summary>
    public static PageTable Of(IReadOnlyList<Measurement> measurements)
    {
        ArgumentNullException.ThrowIfNull(measurements);
        return new PageTable("", ["measurement", "median", "lowest run", "highest run", "spread", "runs"], [.. measurements.Select(Row)]);
    }

    /// <summary>In columns of text, the first one to the left and figures to the right, without an end of line's blanks.</summary>
    public static string Text(PageTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        IReadOnlyList<string>[] lines = [table.Headers, .. table.Rows];
        int[] widths = [.. Enumerable.Range(0, table.Headers.Count).Select(column => lines.Max(line => line[column].Length))];
        StringBuilder text = new();
        if (table.Title.Length > 0) { text.Append(table.Title).Append('\n'); }
        for (int i = 0; i < lines.Length; i++)
        {
            text.Append(string.Join("  ", lines[i].Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd()).Append('\n');
            if (i == 0) { text.Append('-', widths.Sum() + (2 * (widths.Length - 1))).Append('\n'); }
        }

        return text.ToString();
    }

    private static string[] Row(Measurement measurement)
    {
        MedianSpread spread = measurement.Spread();
        string wide = spread.RelativeSpread is { } share ? (share * 100).ToString("0", CultureInfo.InvariantCulture) + " %" : "-";
        return
        [
            measurement.Name, Quantity.Text(spread.Median, measurement.Unit), Quantity.Text(spread.Min, measurement.Unit), Quantity.Text(spread.Max, measurement.Unit), wide,
            spread.Runs.ToString(CultureInfo.InvariantCulture),
        ];
    }
}
