using LlmTrader.Persistence.Projection;
using Npgsql;

namespace LlmTrader.Persistence.Ledger.Writing;

/// <summary>Writes rows of one table by binary COPY: into a temporary table and from there what is new, or straight into a fresh one.</summary>
internal static class TableWriter
{
    private const int BlockBytes = 1 << 16;

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
        CopyBuffer buffer = new();
        buffer.WriteHeader();
        await using NpgsqlRawCopyStream stream = await connection.BeginRawBinaryCopyAsync($"COPY {target} ({table.ColumnList}) FROM STDIN (FORMAT BINARY)", cancel);
        try
        {
            for (int next = 0; next < rows.Count;)
            {
                next = Fill(buffer, table, batch, rows, next, names);
                if (next == rows.Count) { buffer.WriteEnd(); }
                await stream.WriteAsync(buffer.Memory, cancel);
                buffer.Clear();
            }
        }
        catch
        {
            await CancelAsync(stream);
            throw;
        }
    }

    // Else the end of the stream would make good what is there of it. When the connection is what failed, nothing is left to cancel.
    private static async Task CancelAsync(NpgsqlRawCopyStream stream)
    {
        try { await stream.CancelAsync(); }
        catch (Exception error) when (error is NpgsqlException or IOException or InvalidOperationException) { }
    }

    // Returns the place of the first row that had no room.
    private static int Fill(CopyBuffer buffer, LedgerTable table, ProjectionBatch batch, List<int> rows, int next, ProjectionNames names)
    {
        ReadOnlySpan<ProjectionRow> all = batch.Rows;
        for (; next < rows.Count && buffer.Length < BlockBytes; next++)
        {
            ref readonly ProjectionRow row = ref all[rows[next]];
            buffer.StartRow(table.ColumnNames.Count + 1);
            buffer.WriteWhole(LedgerTime.Binary(row.Time.Nanoseconds));
            CopyWriter writer = new(buffer, table.HasColumn);
            ProjectionColumns.Write(in row, names, ref writer);
        }

        return next;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
#pragma warning disable CA2100 // Made of this program's own names only.
        await using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }
}
