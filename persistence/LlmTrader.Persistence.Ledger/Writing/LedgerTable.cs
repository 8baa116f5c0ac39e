using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Projection;

namespace LlmTrader.Persistence.Ledger.Writing;

/// <summary>A partitioned table, the rows that go into it, and which of their columns it has.</summary>
public sealed class LedgerTable
{
    private readonly Func<OutKind, bool>? _keeps;

    private LedgerTable(string name, ProjectionTable source, Func<OutKind, bool>? keeps, params ReadOnlySpan<string> without)
    {
        Name = name;
        Source = source;
        _keeps = keeps;
        IReadOnlyList<ProjectionColumn> columns = ProjectionSchema.ColumnsOf(source);
        HasColumn = new bool[columns.Count];
        List<string> names = [];
        for (int i = 0; i < columns.Count; i++)
        {
            // A number lies beside its raw integer, which is exact.
            HasColumn[i] = columns[i].Type != ProjectionColumnType.Fraction && !without.Contains(columns[i].Name);
            if (HasColumn[i]) { names.Add(columns[i].Name); }
        }

        ColumnNames = names;
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<LedgerTable> All { get; } =
    [
        new("decisions", ProjectionTable.Decisions, kind => kind != OutKind.Verdict, "risk_phase", "risk_action", "rule_id", "observed", "limit_value"),
        new("shadow_decisions", ProjectionTable.Signals, kind => kind == OutKind.ShadowDecision),
        new("verdicts", ProjectionTable.Decisions, kind => kind == OutKind.Verdict, "side", "kind", "action", "type", "time_in_force", "contingency",
            "price_raw", "quantity_raw", "trigger_price_raw", "display_quantity_raw", "price_scale", "quantity_scale", "expire_seconds", "flags", "group_id"),
        new("order_events", ProjectionTable.Orders, null),
        new("fills", ProjectionTable.Fills, null),
        new("positions", ProjectionTable.Positions, null),
        new("equity", ProjectionTable.Equity, null),
    ];

    public string Name { get; }

    /// <summary>Whose rows it takes.</summary>
    public ProjectionTable Source { get; }

    /// <summary>Whether its rows are of the <c>in</c> stream.</summary>
    internal bool IsFromIn => ProjectionTables.IsFromIn(Source);

    /// <summary>Of the source's columns, in order: which this table has.</summary>
    internal bool[] HasColumn { get; }

    /// <summary>Its columns behind ts, in the order in which a row tells them.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>ts and all others, for a COPY or an INSERT.</summary>
    internal string ColumnList => "ts, " + string.Join(", ", ColumnNames);

    /// <summary>Whether the row goes into this table.</summary>
    public bool Keeps(in ProjectionRow row) => row.Table == Source && (_keeps is null || _keeps(row.Kind));
}
