using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Projection;

/// <summary>Tells a row's columns to a writer. Amounts of money have <see cref="Money.Scale"/> decimal places.</summary>
public static class ProjectionColumns
{
    /// <summary>The columns that, with the table and the timestamp, say which row it is.</summary>
    public static IReadOnlyList<string> KeyNames { get; } = ["journal", "sequence", "row"];

    /// <summary>All columns of the row: symbols first, then the others.</summary>
    public static void Write<TWriter>(in ProjectionRow row, ProjectionNames names, ref TWriter writer)
        where TWriter : struct, IProjectionRowWriter, allows ref struct
    {
        ArgumentNullException.ThrowIfNull(names);
        switch (row.Table)
        {
            case ProjectionTable.Trades: MarketColumns.WriteTrade(in row, names, ref writer); break;
            case ProjectionTable.Quotes: MarketColumns.WriteQuote(in row, names, ref writer); break;
            case ProjectionTable.Bars: MarketColumns.WriteBar(in row, names, ref writer); break;
            case ProjectionTable.Signals: DecisionColumns.WriteSignal(in row, names, ref writer); break;
            case ProjectionTable.Orders: ReportColumns.WriteOrder(in row, names, ref writer); break;
            case ProjectionTable.Fills: ReportColumns.WriteFill(in row, names, ref writer); break;
            case ProjectionTable.Positions: AccountColumns.WritePosition(in row, names, ref writer); break;
            case ProjectionTable.Equity: AccountColumns.WriteEquity(in row, names, ref writer); break;
            case ProjectionTable.Decisions: DecisionColumns.WriteDecision(in row, names, ref writer); break;
            case ProjectionTable.Latency: ReportColumns.WriteLatency(in row, names, ref writer); break;
            default: throw new ArgumentOutOfRangeException(nameof(row), row.Table, "Not a table of a projection.");
        }
    }
}
