using System.Text;

namespace LlmTrader.Feeds.Import;

/// <summary>A file as a header and rows of fields.</summary>
internal sealed class CsvTable : IDisposable
{
    private const int MaxValueCharacters = 80;

    private readonly LineReader _lines;

    private CsvTable(LineReader lines, CsvRow row, ColumnMap columns)
    {
        _lines = lines;
        Row = row;
        Columns = columns;
    }

    public CsvRow Row { get; }

    public ColumnMap Columns { get; }

    public string Path => _lines.Path;

    public long BytesTotal => _lines.BytesTotal;

    public long BytesRead => _lines.BytesRead;

    public long IgnoredLines => _lines.IgnoredLines;

    /// <summary>Data rows read so far.</summary>
    public long RowNumber => _lines.Row;

    /// <summary>Opens the file and finds the columns. Throws <see cref="ImportException"/> when either fails.</summary>
    public static CsvTable Open(string path, CsvLayout layout, string? zipEntry, int bufferBytes)
    {
        var lines = LineReader.Open(path, zipEntry, bufferBytes);
        try
        {
            var row = new CsvRow(lines.Buffer, layout.Separator);
            string[]? header = layout.HasHeader ? ReadHeader(lines, row, layout) : null;
            return new CsvTable(lines, row, new ColumnMap(layout, path, lines.LineNumber, header));
        }
        catch
        {
            lines.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next row. False at the end; <paramref name="fault"/> says when the row can't be taken apart.</summary>
    public bool TryRead(out ImportFault fault)
    {
        fault = ImportFault.None;
        if (!_lines.TryReadContent(out int start, out int length)) { return false; }

        _lines.Row++;
        if (!Row.TrySplit(start, length)) { fault = ImportFault.UnbalancedQuote; }
        else if (Row.Count != Columns.FieldCount) { fault = CheckFieldCount(); }
        return true;
    }

    /// <summary>Describes a problem of the current row; without a column, of the whole row.</summary>
    public ImportIssue Issue(ImportFault fault, int column, string expected)
    {
        bool wholeRow = column < 0;
        string value = Text(wholeRow ? Row.Line : Row[column]);
        return new ImportIssue(fault, Path, _lines.LineNumber, RowNumber, wholeRow ? null : Columns.NameOf(column), value, expected);
    }

    public void Dispose() => _lines.Dispose();

    private static string[] ReadHeader(LineReader lines, CsvRow row, CsvLayout layout)
    {
        string expected = $"a header line (layout {layout.Name})";
        if (!lines.TryReadContent(out int start, out int length))
        {
            throw InputFile.Failure(ImportFault.Empty, lines.Path, "a file without any row", expected);
        }

        if (!row.TrySplit(start, length) || row.Count > CsvRow.MaxFields)
        {
            throw new ImportException(new ImportIssue(ImportFault.MissingColumn, lines.Path, lines.LineNumber, 0, null, Text(row.Line), expected));
        }

        return [.. Enumerable.Range(0, row.Count).Select(field => Encoding.UTF8.GetString(row[field]))];
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MaxValueCharacters)]);
        return bytes.Length > MaxValueCharacters ? text + "…" : text;
    }

    private ImportFault CheckFieldCount()
    {
        if (Columns.FieldCount > 0) { return ImportFault.FieldCount; }

        // Without a header and a known count, the first row sets it.
        if (Row.Count < Columns.NeededFields || Row.Count > CsvRow.MaxFields)
        {
            throw new ImportException(Issue(ImportFault.MissingColumn, -1, $"at least {Columns.NeededFields} columns"));
        }

        Columns.FieldCount = Row.Count;
        return ImportFault.None;
    }
}
