using LlmTrader.Feeds.Import;
using LlmTrader.Tools.Cli.Help;

namespace LlmTrader.Tools.Cli.Verbs.Import;

/// <summary>Finds the layout that a command line means.</summary>
internal static class LayoutOption
{
    /// <summary>What may be named.</summary>
    public static IEnumerable<string> Names => [.. CsvLayouts.All.Select(known => known.Name), BinanceRawLayout.Instance.Name];

    /// <param name="text">A name or a column map; null detects it by the first file's header line.</param>
    /// <param name="file">The first file.</param>
    /// <param name="zipEntry">Which entry of it, if it is a zip.</param>
    public static IImportLayout Find(string? text, string file, string? zipEntry)
    {
        if (text is null)
        {
            if (BinanceRawLayout.Detects(file, zipEntry)) { return BinanceRawLayout.Instance; }
            return CsvLayouts.TryDetectFile(file, zipEntry, out CsvLayout? detected)
                ? detected
                : throw new UsageException($"The first line of '{file}' is no known header; say what its columns mean with --layout.");
        }

        if (text.Contains('=', StringComparison.Ordinal)) { return CsvLayout.Parse(text); }
        if (CsvLayouts.TryFind(text, out CsvLayout? layout)) { return layout; }
        if (text == BinanceRawLayout.Instance.Name) { return BinanceRawLayout.Instance; }
        string[] names = [.. Names];
        throw new UsageException($"--layout '{text}' is not known.{(Nearest.Find(text, names) is { } nearest ? $" Did you mean '{nearest}'?" : $" Known: {string.Join(", ", names)}, or a map such as time=1,price=2,quantity=3.")}");
    }

    /// <summary>Reads <c>column=value</c>; the column is a header name or a position from 1.</summary>
    public static CsvFilter ParseFilter(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) { throw new UsageException($"--skip-where is '{text}'; COLUMN=VALUE is expected, such as 6=1."); }
        string column = text[..equals];
        bool isPosition = int.TryParse(column, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int position) && position > 0;
        return new CsvFilter(isPosition ? position : column, text[(equals + 1)..]);
    }
}
