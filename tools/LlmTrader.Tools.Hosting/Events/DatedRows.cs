using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Events;

/// <summary>Rows of a small text with commas, a head with column names and rising times.</summary>
internal sealed class DatedRows
{
    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF",
        "yyyyMMdd", "yyyyMMdd HH:mm", "yyyyMMdd HH:mm:ss",
    ];

    private readonly string _path;
    private readonly string[] _columns;
    private string[] _fields = [];
    private int _line = 1;

    private DatedRows(string path, string[] columns) => (_path, _columns) = (path, columns);

    /// <summary>Makes an item of each row. Throws <see cref="RunException"/> that names the file, the line and the field.</summary>
    /// <param name="path">The file.</param>
    /// <param name="required">Columns that must be there, in any order.</param>
    /// <param name="optional">Columns that may be.</param>
    /// <param name="read">Reads a row through this; null passes it over.</param>
    public static IReadOnlyList<EngineEvent> Read(string path, string[] required, string[] optional, Func<DatedRows, EngineEvent> read)
    {
        string[] lines;
        try { lines = File.ReadAllLines(path); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new RunException($"'{path}' can't be read: {e.Message}", e); }
        string[] head = lines.Length == 0 ? [] : lines[0].Split(',', StringSplitOptions.TrimEntries);
        string? wrong = required.FirstOrDefault(name => !head.Contains(name)) ?? head.FirstOrDefault(name => !required.Contains(name) && !optional.Contains(name));
        if (wrong is not null || head.Distinct().Count() != head.Length)
        {
            throw new RunException($"{path}:1: the head is '{(lines.Length == 0 ? "" : lines[0])}'; {string.Join(',', required)}{string.Concat(optional.Select(name => $"[,{name}]"))} is expected.");
        }

        DatedRows rows = new(path, head);
        List<EngineEvent> events = [];
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0) { continue; }
            rows._line = i + 1;
            rows._fields = lines[i].Split(',', StringSplitOptions.TrimEntries);
            if (rows._fields.Length != head.Length) { throw new RunException($"{path}:{i + 1}: the row has {rows._fields.Length} fields; {head.Length} are expected."); }
            EngineEvent next = read(rows);
            if (events.Count > 0 && next.Time < events[^1].Time) { throw rows.Wrong("time", $"a time at or after the row's before it, {events[^1].Time}"); }
            events.Add(next);
        }

        return events;
    }

    /// <summary>A field's text; empty where the file has no such column.</summary>
    public string this[string column] => Array.IndexOf(_columns, column) is >= 0 and int at ? _fields[at] : "";

    /// <summary>UTC, as text or as a whole number of seconds, milliseconds, microseconds or nanoseconds since 1970, by its digits.</summary>
    public Timestamp Time()
    {
        string text = this["time"];
        if (text.Length >= 10 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            long? unit = text.Length switch { 10 => 1_000_000_000, 13 => 1_000_000, 16 => 1_000, 19 => 1, _ => null };
            return unit is { } nanoseconds && number <= long.MaxValue / nanoseconds ? new Timestamp(number * nanoseconds) : throw Wrong("time", "10, 13, 16 or 19 digits since 1970");
        }

        bool isRead = DateTime.TryParseExact(text.TrimEnd('Z'), TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time);
        return isRead && time.Year is >= 1970 and <= 2261 ? new Timestamp((time - DateTime.UnixEpoch).Ticks * 100) : throw Wrong("time", "a UTC time such as 2024-08-08T16:00:00Z");
    }

    /// <summary>A number that the scale holds exactly.</summary>
    public long Exact(string column, int scale)
    {
        try { return FixedPoint.Parse(this[column], scale); }
        catch (Exception e) when (e is FormatException or OverflowException) { throw Wrong(column, $"a number with at most {scale} decimals"); }
    }

    /// <summary>A number to the scale, ties to even.</summary>
    public long Rounded(string column, int scale)
    {
        bool isRead = decimal.TryParse(this[column], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) && Math.Abs(value) < 1_000_000_000_000_000;
        decimal scaled = isRead ? Math.Round(value, Math.Min(scale, 28), MidpointRounding.ToEven) * FixedPoint.Pow10(scale) : decimal.MaxValue;
        return Math.Abs(scaled) <= long.MaxValue ? (long)scaled : throw Wrong(column, "a number");
    }

    public RunException Wrong(string column, string expected) => new($"{_path}:{_line}: {column} is '{this[column]}'; {expected} is expected.");
}
