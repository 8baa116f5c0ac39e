using LlmTrader.Persistence.Projection;
using Npgsql;
using NpgsqlTypes;

namespace LlmTrader.Persistence.Ledger.Writing;

/// <summary>Writes rows of one table by binary COPY: into a temporary table and from there what is new, or straight into a fresh one.</summary>
internal static class TableWriter
{
    /// <summary>Makes the connection's temporary tables.</summary>
    public static async Task PrepareAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        foreach (LedgerTable table in LedgerTable.All)
        {
            await ExecuteAsync(connection, $"CREATE TEMPORARY TABLE IF NOT EXISTS {Staging(table)} (LIKE {table.Name}) ON COMMIT DELETE ROWS", cancel);
        }
    }

    /// <summary>Writes those rows of the batch that are not there yet; in the caller's transaction.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, LedgerTable table, ProjectionBatch batch, List<int> rows, ProjectionNames names, CancellationToken cancel)
    {
        await CopyAsync(connection, Staging(table), table, batch, rows, names, cancel);
        await ExecuteAsync(connection, $"INSERT INTO {table.Name} ({table.ColumnList}) SELECT {table.ColumnList} FROM {Staging(table)} ON CONFLICT DO NOTHING", cancel);
    }

    /// <summary>Writes those rows of the batch, none of which may be there.</summary>
    public static Task CopyAsync(NpgsqlConnection connection, LedgerTable table, ProjectionBatch batch, List<int> rows, ProjectionNames names, CancellationToken cancel) =>
        CopyAsync(connection, table.Name, table, batch, rows, names, cancel);

    private static string Staging(LedgerTable table) => "staging_" + table.Name;

    private static async Task CopyAsync(NpgsqlConnection connection, string target, LedgerTable table, ProjectionBatch batch, List<int> rows, ProjectionNames names, CancellationToken cancel)
    {
        await using NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync($"COPY {target} ({table.ColumnList}) FROM STDIN (FORMAT BINARY)", cancel);
        WriteRows(importer, table, batch, rows, names);
        await importer.CompleteAsync(cancel);
    }

    // Not awaited row by row: the importer sends whenever its buffer is full.
    private static void WriteRows(NpgsqlBinaryImporter importer, LedgerTable table, ProjectionBatch batch, List<int> rows, ProjectionNames names)
    {
        ReadOnlySpan<ProjectionRow> all = batch.Rows;
        foreach (int i in rows)
        {
            ref readonly ProjectionRow row = ref all[i];
            importer.StartRow();
            importer.Write(LedgerTime.Of(row.Time.Nanoseconds), NpgsqlDbType.TimestampTz);
            CopyWriter writer = new(importer, table.HasColumn);
            ProjectionColumns.Write(in row, names, ref writer);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
#pragma warning disable CA2100 // Made of this program's own names only.
        await using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }
}
