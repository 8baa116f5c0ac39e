using System.Globalization;
using System.IO.Compression;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Golden.IndicatorsB;

/// <summary>One golden file as text: a header line and rows of fields.</summary>
internal sealed class SheetTable
{
    private readonly string[] _header;
    private readonly List<string[]> _rows = [];

    public SheetTable(string file)
    {
        using FileStream stream = File.OpenRead(SharedData.Find("indicator-golden/" + file));
        using Stream text = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var reader = new StreamReader(text);
        _header = [.. reader.ReadLine()!.Split(',').Select(name => name.Trim())];
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0) { _rows.Add(line.Split(',')); }
        }
    }

    public int Count => _rows.Count;

    /// <summary>A column's cells as printed, empty where nothing is; <paramref name="name"/> may end in #2 for its second column of that name.</summary>
    public string[] Column(string name)
    {
        string[] parts = name.Split('#');
        int occurrence = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
        int[] found = [.. Enumerable.Range(0, _header.Length).Where(i => string.Equals(_header[i], parts[0], StringComparison.OrdinalIgnoreCase))];
        Assert.True(found.Length >= occurrence, $"There is no column '{name}' among {string.Join(" | ", _header)}.");
        int index = found[occurrence - 1];
        return [.. _rows.Select(row => index < row.Length && row[index] != "NaN" ? row[index].Trim() : string.Empty)];
    }

    public double[] Numbers(string name) => [.. Column(name).Select(Parse)];

    /// <summary>The rows as bars; a file without open or volume has the close and 0 in their place.</summary>
    public IndicatorInput[] Bars()
    {
        double[] close = Numbers("close");
        double[] open = Has("open") ? Numbers("open") : close;
        double[] high = Has("high") ? Numbers("high") : close;
        double[] low = Has("low") ? Numbers("low") : close;
        double[] volume = Has("volume") ? Numbers("volume") : new double[close.Length];
        var bars = new IndicatorInput[close.Length];
        for (int i = 0; i < bars.Length; i++)
        {
            bars[i] = new IndicatorInput
            {
                Open = open[i], High = high[i], Low = low[i], Close = close[i], Volume = volume[i], Value = close[i],
            };
        }

        return bars;
    }

    public static double Parse(string text) =>
        text.Length == 0 ? double.NaN : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private bool Has(string name) => Array.Exists(_header, column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase));
}
