using System.Globalization;
using System.IO.Compression;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Golden.IndicatorsA;

/// <summary>One golden file as text: a header line and rows of fields; what it does not print is empty or NaN.</summary>
internal sealed class GoldenTable
{
    private readonly string[] _header;
    private readonly List<string[]> _rows;

    private GoldenTable(string[] header, List<string[]> rows)
    {
        _header = header;
        _rows = rows;
    }

    public int RowCount => _rows.Count;

    public static GoldenTable Read(string file)
    {
        using FileStream stream = File.OpenRead(SharedData.Find("indicator-golden/" + file));
        using Stream text = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var reader = new StreamReader(text);
        string[] header = Fields(reader.ReadLine()!);
        var rows = new List<string[]>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0) { rows.Add(Fields(line)); }
        }

        return new GoldenTable(header, rows);
    }

    /// <summary>The printed text of a column's cell, empty where there is none.</summary>
    public string Cell(int row, string column)
    {
        int index = Array.FindIndex(_header, name => string.Equals(name.Trim(), column, StringComparison.OrdinalIgnoreCase));
        Assert.True(index >= 0, $"There is no column '{column}' among {string.Join(" | ", _header)}.");
        string text = index < _rows[row].Length ? _rows[row][index].Trim() : string.Empty;
        return text is "NaN" or "X" ? string.Empty : text;   // X: the sheet leaves rows of a long sum out.
    }

    public double Number(int row, string column) => Parse(Cell(row, column));

    /// <summary>The row as a bar; a file without open, high or low has the close in their place, without a volume 0.</summary>
    public IndicatorInput Bar(int row)
    {
        double close = Number(row, "close", double.NaN);
        return new IndicatorInput
        {
            Open = Number(row, "open", close),
            High = Number(row, "high", close),
            Low = Number(row, "low", close),
            Close = close,
            Volume = Number(row, "volume", 0.0),
            Value = close,
        };
    }

    public static double Parse(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private double Number(int row, string column, double otherwise) =>
        Array.Exists(_header, name => string.Equals(name, column, StringComparison.OrdinalIgnoreCase)) ? Number(row, column) : otherwise;

    /// <summary>Fields at commas that are not within quotes.</summary>
    private static string[] Fields(string line)
    {
        var fields = new List<string>();
        bool isQuoted = false;
        int start = 0;
        for (int i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"') { isQuoted = !isQuoted; }
            if (i == line.Length || (line[i] == ',' && !isQuoted))
            {
                fields.Add(line[start..i].Trim('"'));
                start = i + 1;
            }
        }

        return [.. fields];
    }
}
