using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmTrader.Persistence.Journal.Export;

/// <summary>How an export looks.</summary>
public enum ExportFormat
{
    /// <summary>RFC 4180 with a header row and \n line ends; a field that the record's kind does not have is empty.</summary>
    Csv,

    /// <summary>One JSON object per line.</summary>
    JsonLines,
}

/// <summary>Writes a record that <see cref="RecordFields"/> holds.</summary>
internal interface IRecordWriter
{
    void WriteHead();

    void Write(RecordFields record);
}

/// <summary>One row per record, one column per field name.</summary>
internal sealed class CsvRecordWriter(TextWriter target, string[] columns) : IRecordWriter
{
    private readonly Dictionary<string, int> _columnOf = columns.Index().ToDictionary(column => column.Item, column => column.Index);
    private readonly string?[] _row = new string?[columns.Length];

    public void WriteHead() => WriteRow(columns);

    public void Write(RecordFields record)
    {
        Array.Clear(_row);
        for (int i = 0; i < record.Count; i++) { _row[_columnOf[record.Fields[i].Name]] = record.Text(i); }
        WriteRow(_row);
    }

    private void WriteRow(string?[] row)
    {
        for (int i = 0; i < row.Length; i++)
        {
            if (i > 0) { target.Write(','); }
            if (row[i] is { } text) { target.Write(text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : Quoted(text)); }
        }

        target.Write('\n');
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>One object per record: decimals as numbers, digit for digit; times, names and codes as text.</summary>
internal sealed class JsonLinesRecordWriter(TextWriter target) : IRecordWriter
{
    private readonly StringBuilder _line = new();

    public void WriteHead()
    {
    }

    public void Write(RecordFields record)
    {
        _line.Clear().Append('{');
        for (int i = 0; i < record.Count; i++)
        {
            if (i > 0) { _line.Append(','); }
            _line.Append('"').Append(record.Fields[i].Name).Append("\":");
            if (record.IsNumber(i)) { _line.Append(record.Text(i)); }
            else { _line.Append('"').Append(JsonEncodedText.Encode(record.Text(i), JavaScriptEncoder.UnsafeRelaxedJsonEscaping)).Append('"'); }
        }

        target.Write(_line.Append("}\n"));
    }
}
