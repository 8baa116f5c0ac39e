using System.Globalization;
using System.IO.Compression;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Golden.Import;

/// <summary>The plain twin of the importer: whole files as strings, split at commas, summed as decimals.</summary>
internal static class RealFile
{
    /// <summary>The path of a real file, or skips the test and says why.</summary>
    public static string Find(string relative) => SharedData.Find(relative);

    /// <summary>Rows of text fields; comment lines are left out, and the header unless there is none.</summary>
    public static List<string[]> Read(string path, bool header)
    {
        using FileStream file = File.OpenRead(path);
        using ZipArchive? zip = path.EndsWith(".zip", StringComparison.Ordinal) ? new ZipArchive(file) : null;
        using Stream text = zip is not null ? zip.Entries[0].Open() : new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(text);
        var rows = new List<string[]>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#') { rows.Add(line.Split(',')); }
        }

        if (header) { rows.RemoveAt(0); }
        return rows;
    }

    public static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    public static long Whole(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
