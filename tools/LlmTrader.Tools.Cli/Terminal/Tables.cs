using Spectre.Console;

namespace LlmTrader.Tools.Cli.Terminal;

/// <summary>Plain tables: first column left, figures right, cells are text and never markup.</summary>
internal static class Tables
{
    // Of a cell: a blank on each side and the line between two.
    private const int Margin = 3;

    // As many of the last column's as still say something.
    private const int LeastWords = 24;

    /// <summary>A table of figures: the first column names the row.</summary>
    public static Table Figures(params ReadOnlySpan<string> headers)
    {
        Table table = Empty();
        for (int i = 0; i < headers.Length; i++)
        {
            TableColumn column = new(new Text(headers[i])) { Alignment = i == 0 ? Justify.Left : Justify.Right, NoWrap = true };
            table.AddColumn(column);
        }

        return table;
    }

    /// <summary>
    /// A table of figures that fits: while it is too wide columns leave in the order given, and then the last column is cut. Its cells are
    /// those of people's own words, aligned left.
    /// </summary>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="headers">Of all columns.</param>
    /// <param name="rows">A cell for each header.</param>
    /// <param name="leaving">Headers of those that can be done without, the least of them first.</param>
    public static Table Fitted(int width, string[] headers, IReadOnlyList<string[]> rows, params ReadOnlySpan<string> leaving)
    {
        List<int> shown = [.. Enumerable.Range(0, headers.Length)];
        int last = headers.Length - 1;
        int Cells(int column) => rows.Select(row => row[column].Length).Append(headers[column].Length).Max();
        int Taken() => shown.Where(column => column != last).Sum(column => Cells(column) + Margin) + Margin;
        foreach (string header in leaving)
        {
            if (Taken() + Math.Min(Cells(last), LeastWords) <= width) { break; }
            shown.Remove(Array.IndexOf(headers, header));
        }

        int room = Math.Max(headers[last].Length, width - Taken());
        Table table = Figures([.. shown.Select(column => headers[column])]);
        table.Columns[shown.Count - 1].Alignment = Justify.Left;
        foreach (string[] row in rows) { table.Row([.. shown.Select(column => column == last ? Shortened(row[column], room) : row[column])]); }
        return table;
    }

    /// <summary>Two columns without a head: what it is, and its value.</summary>
    public static Table Facts()
    {
        Table table = Empty().HideHeaders();
        table.AddColumn(new TableColumn("") { NoWrap = true });
        table.AddColumn(new TableColumn(""));
        return table;
    }

    public static Table Row(this Table table, params ReadOnlySpan<string> cells)
    {
        Text[] texts = new Text[cells.Length];
        for (int i = 0; i < cells.Length; i++) { texts[i] = new Text(cells[i]); }
        return table.AddRow(texts);
    }

    private static string Shortened(string text, int most) => text.Length <= most ? text : $"{text.AsSpan(0, most - 1)}…";

    private static Table Empty() => new() { Border = TableBorder.Simple };
}
