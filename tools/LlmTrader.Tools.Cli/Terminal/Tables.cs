using Spectre.Console;

namespace LlmTrader.Tools.Cli.Terminal;

/// <summary>Plain tables: first column left, figures right, cells are text and never markup.</summary>
internal static class Tables
{
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

    private static Table Empty() => new() { Border = TableBorder.Simple };
}
