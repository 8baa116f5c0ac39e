namespace LlmTrader.Persistence.Projection;

/// <summary>The tables of a projection, and the records of which each holds rows.</summary>
public enum ProjectionTable : byte
{
    /// <summary>Trades of the market (<c>in</c>).</summary>
    Trades,

    /// <summary>Best bids and asks (<c>in</c>).</summary>
    Quotes,

    /// <summary>Bars from a source (<c>in</c>). Bars that the engine makes of trades are not journaled.</summary>
    Bars,

    /// <summary>What rule sets wanted, in earnest or as a shadow (<c>out</c>).</summary>
    Signals,

    /// <summary>An order's state after each report (<c>out</c>).</summary>
    Orders,

    /// <summary>Reports of fills (<c>in</c>).</summary>
    Fills,

    /// <summary>Positions after fills (<c>out</c>).</summary>
    Positions,

    /// <summary>Accounts by currency after fills and bars (<c>out</c>).</summary>
    Equity,

    /// <summary>Orders, amendments and cancels with risk's answer, whoever sent them, and the verdicts of risk rules (<c>out</c>).</summary>
    Decisions,

    /// <summary>How long a venue's reports took to get here (<c>in</c>); of a simulated venue as simulated.</summary>
    Latency,
}

/// <summary>What the tables are called.</summary>
public static class ProjectionTables
{
    /// <summary>All of them, in the order of their numbers.</summary>
    public static IReadOnlyList<ProjectionTable> All { get; } = Enum.GetValues<ProjectionTable>();

    /// <summary>Whether the table's rows are of the <c>in</c> stream; else they are of <c>out</c>.</summary>
    public static bool IsFromIn(ProjectionTable table) => table is ProjectionTable.Trades or ProjectionTable.Quotes or ProjectionTable.Bars or ProjectionTable.Fills or ProjectionTable.Latency;

    /// <summary>The table's name in a database.</summary>
    public static string NameOf(ProjectionTable table) => table switch
    {
        ProjectionTable.Trades => "trades",
        ProjectionTable.Quotes => "quotes",
        ProjectionTable.Bars => "bars",
        ProjectionTable.Signals => "signals",
        ProjectionTable.Orders => "orders",
        ProjectionTable.Fills => "fills",
        ProjectionTable.Positions => "positions",
        ProjectionTable.Equity => "equity",
        ProjectionTable.Decisions => "decisions",
        ProjectionTable.Latency => "latency",
        _ => throw new ArgumentOutOfRangeException(nameof(table), table, "Not a table of a projection."),
    };
}
