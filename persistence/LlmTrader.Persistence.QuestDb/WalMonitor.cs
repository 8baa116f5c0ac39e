using System.Text.Json;

namespace LlmTrader.Persistence.QuestDb;

/// <summary>
/// Asks QuestDB for its tables' write-ahead logs. A suspended table goes on taking and acknowledging rows that no query
/// sees, so that only asking tells.
/// </summary>
internal sealed class WalMonitor(QuestDbHttp http, Action<WalTable> onChange)
{
    private readonly HashSet<string> _suspended = new(StringComparer.Ordinal);

    /// <summary>The state of all tables that have such a log.</summary>
    /// <exception cref="QuestDbException">QuestDB refuses, or answers something else.</exception>
    public async Task<IReadOnlyList<WalTable>> ReadAsync(CancellationToken cancel)
    {
        string body = await http.ExecuteAsync("wal_tables();", cancel).ConfigureAwait(false);
        List<WalTable> tables = Parse(body);
        foreach (WalTable table in tables)
        {
            bool isNews = table.IsSuspended ? _suspended.Add(table.Table) : _suspended.Remove(table.Table);
            if (isNews) { onChange(table); }
        }

        return tables;
    }

    // By the columns' names: newer versions have more of them.
    private static List<WalTable> Parse(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            Dictionary<string, int> columns = new(StringComparer.OrdinalIgnoreCase);
            foreach (JsonElement column in document.RootElement.GetProperty("columns").EnumerateArray()) { columns[column.GetProperty("name").GetString()!] = columns.Count; }
            List<WalTable> tables = [];
            foreach (JsonElement row in document.RootElement.GetProperty("dataset").EnumerateArray())
            {
                string? error = columns.TryGetValue("errorMessage", out int at) ? row[at].GetString() : null;
                tables.Add(new WalTable(
                    row[columns["name"]].GetString()!,
                    row[columns["suspended"]].GetBoolean(),
                    Number(row[columns["writerTxn"]]),
                    Number(row[columns["sequencerTxn"]]),
                    string.IsNullOrEmpty(error) ? null : error));
            }

            return tables;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            throw new QuestDbException($"QuestDB's answer to wal_tables() can't be read: {error.Message}", "That is not a QuestDB, or one that this program does not know.", error);
        }
    }

    // As JSON, longs are numbers or, beyond what a script can hold, text.
    private static long Number(JsonElement value) => value.ValueKind == JsonValueKind.String ? long.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture) : value.GetInt64();
}
