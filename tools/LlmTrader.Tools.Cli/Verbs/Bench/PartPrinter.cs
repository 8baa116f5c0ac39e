using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary>A part of a benchmark report on the terminal.</summary>
internal static class PartPrinter
{
    /// <summary>Its sentence, its tables or, where it has none, its measurements, and what a reader must know.</summary>
    public static void Print(PartReport part, Session session)
    {
        session.WriteLine(part.What);
        foreach (PageTable table in part.Tables) { Print(table, session); }
        if (part.Tables.Count == 0) { Print(MeasurementTable.Of(part.Measurements), session); }
        foreach (string note in part.Notes) { session.WriteLine($"Note: {note}"); }
    }

    public static void Print(PageTable content, Session session)
    {
        if (content.Title.Length > 0)
        {
            session.WriteLine();
            session.WriteLine(content.Title);
        }

        Table table = Tables.Figures([.. content.Headers]);
        foreach (IReadOnlyList<string> row in content.Rows) { table.Row([.. row]); }
        session.Write(table);
    }
}
