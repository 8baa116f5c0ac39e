using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LlmTrader.Persistence.QuestDb;

/// <summary>
/// What QuestDB says of rows that it refuses: JSON with <c>code</c>, <c>message</c>, <c>line</c> and <c>errorId</c>. The
/// message names each bad line, counted from 1. Nothing of such a request was committed.
/// </summary>
internal sealed partial class IlpError
{
    private IlpError(string message, IReadOnlyList<(int Row, string Message)> rows)
    {
        Message = message;
        Rows = rows;
    }

    public string Message { get; }

    /// <summary>Whether it is the table that takes no rows, whatever is in them.</summary>
    public bool IsOfTable => Message.Contains("non-WAL table", StringComparison.OrdinalIgnoreCase) || Message.Contains("suspended", StringComparison.OrdinalIgnoreCase);

    /// <summary>The bad rows, counted from 0, in rising order; none when QuestDB does not name them.</summary>
    public IReadOnlyList<(int Row, string Message)> Rows { get; }

    /// <summary>Reads an answer's body, also one that is not as it should be.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="count">Rows that were sent: lines beyond them can't be meant.</param>
    public static IlpError Parse(string body, int count)
    {
        (string message, int? line) = Read(body);
        SortedDictionary<int, string> rows = [];
        foreach (Match match in LineError().Matches(message)) { Add(rows, match.Groups[1].Value, match.Groups[2].Value.Trim(), count); }
        if (line is { } only && only >= 1 && only <= count) { rows.TryAdd(only - 1, message); }
        return new IlpError(message, [.. rows.Select(row => (row.Key, row.Value))]);
    }

    private static (string Message, int? Line) Read(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object) { return (body, null); }
            string message = document.RootElement.TryGetProperty("message", out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : body;
            bool hasLine = document.RootElement.TryGetProperty("line", out JsonElement number) && number.ValueKind == JsonValueKind.Number;
            return (message, hasLine && number.TryGetInt32(out int line) ? line : null);
        }
        catch (JsonException)
        {
            return (body, null);    // A proxy's page, or a body that was cut off.
        }
    }

    private static void Add(SortedDictionary<int, string> rows, string digits, string message, int count)
    {
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int line) && line >= 1 && line <= count) { rows.TryAdd(line - 1, message); }
    }

    // Values within messages may have such words too, but not at the beginning of a line.
    [GeneratedRegex(@"^error in line (\d+):([^\n]*)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex LineError();
}
