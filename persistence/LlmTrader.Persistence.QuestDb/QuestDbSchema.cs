using System.Globalization;
using System.Text;
using LlmTrader.Persistence.Projection;

namespace LlmTrader.Persistence.QuestDb;

/// <summary>The statements that make the tables. All of them may be run again.</summary>
public static class QuestDbSchema
{
    /// <summary>The designated timestamp: the event's time, cut to microseconds; <c>ts_ns</c> has all of it.</summary>
    public const string TimestampColumn = "ts";

    private static readonly string Keys = $"{TimestampColumn}, {string.Join(", ", ProjectionColumns.KeyNames.Select(Quoted))}";

    /// <summary>What brings a table to be as rows need it, in order.</summary>
    /// <param name="table">The table.</param>
    /// <param name="ttl">How long it keeps rows; null leaves that as it is.</param>
    public static IReadOnlyList<string> Statements(ProjectionTable table, string? ttl)
    {
        string name = Quoted(ProjectionTables.NameOf(table));
        StringBuilder create = new();
        create.Append(CultureInfo.InvariantCulture, $"CREATE TABLE IF NOT EXISTS {name} ({TimestampColumn} TIMESTAMP");
        foreach (ProjectionColumn column in ProjectionSchema.ColumnsOf(table)) { create.Append(CultureInfo.InvariantCulture, $", {Quoted(column.Name)} {TypeOf(column)}"); }
        create.Append(CultureInfo.InvariantCulture, $") TIMESTAMP({TimestampColumn}) PARTITION BY DAY WAL DEDUP UPSERT KEYS({Keys});");

        // A table that was there before may have been made without keys, by a client's first row.
        List<string> statements = [create.ToString(), $"ALTER TABLE {name} DEDUP ENABLE UPSERT KEYS({Keys});"];
        if (ttl is not null) { statements.Add($"ALTER TABLE {name} SET TTL {ttl};"); }
        return statements;
    }

    /// <summary>The <see cref="ColumnSums"/> of a journal's rows up to a sequence: the count, then a number for each column but the fractions.</summary>
    public static string SumsStatement(ProjectionTable table, string journalId, long last)
    {
        IEnumerable<string> sums = Summed(table).Select(column => column.Type == ProjectionColumnType.Symbol ? $"count({Quoted(column.Name)})" : $"sum({Quoted(column.Name)} % {ColumnSums.Modulus})");
        return string.Create(CultureInfo.InvariantCulture, $"SELECT count(), {string.Join(", ", sums)} FROM {Quoted(ProjectionTables.NameOf(table))} WHERE journal = {Text(journalId)} AND sequence <= {last}");
    }

    /// <summary>How many rows of other journals a table has.</summary>
    public static string OthersStatement(ProjectionTable table, string journalId) => $"SELECT count() FROM {Quoted(ProjectionTables.NameOf(table))} WHERE journal != {Text(journalId)}";

    /// <summary>Removes a table with its log, also one that is suspended.</summary>
    public static string DropStatement(ProjectionTable table) => $"DROP TABLE IF EXISTS {Quoted(ProjectionTables.NameOf(table))};";

    /// <summary>The columns that have a sum: a fraction's raw integer, which is exact, lies beside it.</summary>
    internal static IEnumerable<ProjectionColumn> Summed(ProjectionTable table) => ProjectionSchema.ColumnsOf(table).Where(column => column.Type != ProjectionColumnType.Fraction);

    private static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string TypeOf(ProjectionColumn column) => column.Type switch
    {
        ProjectionColumnType.Symbol => "SYMBOL",
        ProjectionColumnType.Whole => "LONG",
        ProjectionColumnType.Fraction => "DOUBLE",
        _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "Not a column's type."),
    };

    private static string Quoted(string name) => $"\"{name}\"";
}
