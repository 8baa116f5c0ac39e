using System.Text.Encodings.Web;
using System.Text.Json;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Queries;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Query;

/// <summary>Prints a query's rows: a table for people, CSV or one JSON array for programs.</summary>
internal static class RowPrinter
{
    private const int LongestJson = 60;
    private const int LongestHash = 12;

    private static readonly char[] Quoted = [',', '"', '\n', '\r'];

    public static void Print(Session session, QueryTable table, IEnumerable<string?[]> rows, bool isCsv)
    {
        if (session.IsJson) { PrintJson(session, table, rows); }
        else if (isCsv) { PrintCsv(session, table, rows); }
        else { PrintTable(session, table, rows); }
    }

    private static void PrintTable(Session session, QueryTable table, IEnumerable<string?[]> rows)
    {
        Table text = Tables.Figures([.. table.Columns.Select(column => column.Name)]);
        int count = 0;
        foreach (string?[] row in rows)
        {
            text.Row([.. row.Select((cell, i) => ForPeople(cell, table.Columns[i]))]);
            count++;
        }

        if (count > 0) { session.Write(text); }
        session.WriteLine($"{Figure.Count(count)} {table.Name}");
    }

    // Milliseconds are enough to look at, and a line holds them, as it does the beginning of a hash or a document; programs get all.
    private static string ForPeople(string? cell, QueryColumn column) => (cell, column.Cell) switch
    {
        (null, _) => "",
        (_, QueryCell.Time) => $"{cell.AsSpan(0, 10)} {cell.AsSpan(11, 12)}",
        (_, QueryCell.Json) when cell.Length > LongestJson => $"{cell.AsSpan(0, LongestJson - 1)}…",
        (_, QueryCell.Hash) when cell.Length > LongestHash => cell[..LongestHash],
        _ => cell,
    };

    private static void PrintCsv(Session session, QueryTable table, IEnumerable<string?[]> rows)
    {
        session.WriteLine(string.Join(',', table.Columns.Select(column => column.Name)));
        foreach (string?[] row in rows) { session.WriteLine(string.Join(',', row.Select(Csv))); }
    }

    private static string Csv(string? cell) => cell is null ? "" : cell.IndexOfAny(Quoted) < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // Row by row: a day of equity need not fit into memory.
    private static void PrintJson(Session session, QueryTable table, IEnumerable<string?[]> rows)
    {
        string separator = "[";
        foreach (string?[] row in rows)
        {
            session.WriteLine($"{separator}{Json(table, row)}");
            separator = ",";
        }

        session.WriteLine(separator == "[" ? "[]" : "]");
    }

    private static string Json(QueryTable table, string?[] row)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            for (int i = 0; i < row.Length; i++)
            {
                json.WritePropertyName(table.Columns[i].Name);
                if (row[i] is not { } cell) { json.WriteNullValue(); }
                else if (table.Columns[i].IsRaw) { json.WriteRawValue(cell); }    // An exact decimal, or JSON already.
                else { json.WriteStringValue(cell); }
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
