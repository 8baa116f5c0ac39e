using LlmTrader.Persistence.Ledger.Auditing;
using LlmTrader.Persistence.Ledger.Strategist;
using LlmTrader.Persistence.Ledger.Writing;
using LlmTrader.Persistence.Projection;

namespace LlmTrader.Tools.Hosting.Queries;

/// <summary>A table that can be asked for, with its columns: the time first, numbers as decimals rather than as raw integers with their scales.</summary>
public sealed class QueryTable
{
    private QueryTable(string name, IReadOnlyList<QueryColumn> columns, LedgerTable? ledger = null)
    {
        Name = name;
        Columns = columns;
        Ledger = ledger;
    }

    public static QueryTable Orders { get; } = new("orders",
    [
        Time, Text("symbol"), Text("venue"), Whole("sequence"), Whole("row"), Whole("order_id"), Whole("account"), Whole("strategy"), Text("side"), Text("type"), Text("time_in_force"),
        Fraction("price"), Fraction("quantity"), Fraction("trigger_price"), Text("status"), Fraction("filled_quantity"), Text("reason"), new QueryColumn("updated", QueryCell.Time),
    ]);

    /// <summary>Bars that closed, those included that the engine made of trades; no database of a ledger's kind has them.</summary>
    public static QueryTable Bars { get; } = new("bars",
    [
        Time, Text("symbol"), Text("venue"), Text("spec"), Whole("sequence"), Whole("row"), new QueryColumn("open_time", QueryCell.Time), new QueryColumn("close_time", QueryCell.Time),
        Fraction("open"), Fraction("high"), Fraction("low"), Fraction("close"), Fraction("volume"), Fraction("turnover"), Whole("trade_count"),
    ]);

    /// <summary>What operators asked for, with the hash chain.</summary>
    public static QueryTable Audit { get; } = new(AuditTable.Name,
    [
        Time, Whole("sequence"), Whole("row"), Whole("epoch"), Whole("request_id"), Text("who"), Text("what"), Text("why"), Hash("previous_hash"), Hash("hash"),
    ]);

    /// <summary>What the strategist recorded, with the hash chain; of a journal of its own.</summary>
    public static QueryTable StrategistRecords { get; } = new(StrategistTable.Name,
    [
        Time, Whole("sequence"), Text("decision"), Text("kind"), new QueryColumn("body", QueryCell.Json), Hash("previous_hash"), Hash("hash"),
    ]);

    public static IReadOnlyList<QueryTable> All { get; } = [Orders, Of("fills"), Of("positions"), Of("equity"), Of("decisions"), Of("verdicts"), Bars, Audit, StrategistRecords];

    /// <summary>As it is typed.</summary>
    public string Name { get; }

    public IReadOnlyList<QueryColumn> Columns { get; }

    /// <summary>Whether its rows tell an instrument, if they are of one; else a filter by symbol keeps none.</summary>
    public bool HasInstruments => this != Audit && this != StrategistRecords;

    /// <summary>The ledger's table that has just these rows; null for orders, which follow from two, for bars, for the audit and for the strategist's records.</summary>
    internal LedgerTable? Ledger { get; }

    private static QueryColumn Time => new("time", QueryCell.Time);

    /// <summary>Whether a projection's column is one of a result's: what the decimals already say is not repeated.</summary>
    internal static bool IsShown(string column) => column is not ("journal" or "ts_ns" or "price_scale" or "quantity_scale") && !column.EndsWith("_raw", StringComparison.Ordinal);

    private static QueryTable Of(string name)
    {
        LedgerTable ledger = LedgerTable.All.Single(table => table.Name == name);
        HashSet<string> has = [.. ledger.ColumnNames];
        IEnumerable<ProjectionColumn> columns = ProjectionSchema.ColumnsOf(ledger.Source)
            .Where(column => IsShown(column.Name) && (has.Contains(column.Name) || (column.Type == ProjectionColumnType.Fraction && has.Contains(column.Name + "_raw"))));
        return new QueryTable(name, [Time, .. columns.Select(column => new QueryColumn(column.Name, column.Type switch
        {
            ProjectionColumnType.Symbol => QueryCell.Text,
            ProjectionColumnType.Whole => QueryCell.Whole,
            _ => QueryCell.Fraction,
        }))], ledger);
    }

    private static QueryColumn Text(string name) => new(name, QueryCell.Text);

    private static QueryColumn Hash(string name) => new(name, QueryCell.Hash);

    private static QueryColumn Whole(string name) => new(name, QueryCell.Whole);

    private static QueryColumn Fraction(string name) => new(name, QueryCell.Fraction);
}
