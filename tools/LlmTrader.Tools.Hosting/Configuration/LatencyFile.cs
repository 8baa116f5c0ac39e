using System.Globalization;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>
/// Reads recorded latencies from text with commas and a head: <c>req_ts,exch_ts,resp_ts</c>, the columns of hftbacktest's order
/// latency files in nanoseconds since 1970 (its <c>_padding</c> is passed over), or <c>probability,entry_ns,response_ns</c>, a table of
/// quantiles from probability 0 to 1.
/// </summary>
public static class LatencyFile
{
    private static readonly string[] Recording = ["req_ts", "exch_ts", "resp_ts"];
    private static readonly string[] Quantiles = ["probability", "entry_ns", "response_ns"];

    /// <summary>Throws <see cref="RunException"/> that names the file, the line and the field.</summary>
    /// <param name="path">The file.</param>
    /// <param name="use">How its rows are used; null interpolates a recording and samples quantiles.</param>
    /// <param name="seed">Of the draws.</param>
    public static LatencyTable Read(string path, LatencyUse? use, ulong seed)
    {
        string[] lines;
        try { lines = File.ReadAllLines(path); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new RunException($"The latency file '{path}' can't be read: {e.Message}"); }

        string[] head = lines.Length == 0 ? [] : Fields(lines[0]);
        bool isQuantiles = head.AsSpan(0, Math.Min(3, head.Length)).SequenceEqual(Quantiles);
        if (!isQuantiles && !head.AsSpan(0, Math.Min(3, head.Length)).SequenceEqual(Recording))
        {
            throw new RunException($"'{path}', line 1: the head is '{(lines.Length == 0 ? "" : lines[0])}'; {string.Join(',', Recording)} or {string.Join(',', Quantiles)} is expected.");
        }

        List<LatencyRow> rows = [];
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0) { continue; }
            LatencyRow row = isQuantiles ? Quantile(path, i + 1, Fields(lines[i])) : Recorded(path, i + 1, Fields(lines[i]));
            rows.Add(row);
        }

        try
        {
            return new LatencyTable { Rows = rows, IsQuantiles = isQuantiles, Use = use ?? (isQuantiles ? LatencyUse.Sampled : LatencyUse.Interpolated), Seed = seed }.Validated();
        }
        catch (ArgumentException e)
        {
            throw new RunException($"'{path}': {e.Message}");
        }
    }

    private static LatencyRow Recorded(string path, int line, string[] fields)
    {
        (long request, long exchange, long response) = (Number(path, line, fields, 0, Recording), Number(path, line, fields, 1, Recording), Number(path, line, fields, 2, Recording));
        if (exchange < request) { throw Bad(path, line, "exch_ts", fields[1], "a time at or after req_ts is expected (rows of orders that the venue never had must be taken out)"); }
        if (response < exchange) { throw Bad(path, line, "resp_ts", fields[2], "a time at or after exch_ts is expected"); }
        return new LatencyRow(request, exchange - request, response - exchange);
    }

    private static LatencyRow Quantile(string path, int line, string[] fields)
    {
        bool isRead = decimal.TryParse(fields[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal probability);
        decimal millionths = probability * LatencyTable.Certain;
        if (!isRead || probability > 1 || millionths != decimal.Truncate(millionths)) { throw Bad(path, line, "probability", fields[0], "a number from 0 to 1 with at most 6 decimal places is expected"); }
        return new LatencyRow((long)millionths, Number(path, line, fields, 1, Quantiles), Number(path, line, fields, 2, Quantiles));
    }

    private static long Number(string path, int line, string[] fields, int index, string[] names)
    {
        string text = index < fields.Length ? fields[index] : "";
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : throw Bad(path, line, names[index], text, "nanoseconds, a whole number, are expected");
    }

    private static RunException Bad(string path, int line, string field, string value, string expected) => new($"'{path}', line {line}: {field} is '{value}'; {expected}.");

    private static string[] Fields(string line) => line.Split(',', StringSplitOptions.TrimEntries);
}
