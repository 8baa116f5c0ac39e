using System.Text.Json;

namespace LlmTrader.Persistence.QuestDb;

/// <summary>Rows that QuestDB refused, one JSON object a line, so that none is lost with the process that was told of it.</summary>
internal static class RejectedRowFile
{
    public static void Append(string path, IReadOnlyList<RejectedRow> rows)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } directory) { Directory.CreateDirectory(directory); }
        using FileStream file = new(path, FileMode.Append, FileAccess.Write);
        foreach (RejectedRow row in rows)
        {
            using (Utf8JsonWriter json = new(file))
            {
                json.WriteStartObject();
                json.WriteString("table", row.Table);
                json.WriteNumber("sequence", row.Sequence);
                json.WriteNumber("row", row.RowNumber);
                json.WriteString("error", row.Error);
                json.WriteString("line", row.Line);
                json.WriteEndObject();
            }

            file.WriteByte((byte)'\n');
        }
    }
}
