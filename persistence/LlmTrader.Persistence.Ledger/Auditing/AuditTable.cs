using System.Data;
using LlmTrader.Persistence.Ledger.Schema;
using LlmTrader.Persistence.Ledger.Writing;
using Npgsql;

namespace LlmTrader.Persistence.Ledger.Auditing;

/// <summary>A journal's rows of <c>admin_audit</c> as the database has them, and what its checkpoint says of them. Operators ask for little: all rows are in memory.</summary>
/// <param name="Rows">By sequence.</param>
/// <param name="InSequence">How far the projection came; −1 when there is none.</param>
/// <param name="Head">The last hash, by the checkpoint.</param>
public sealed record AuditTable(IReadOnlyList<AuditRow> Rows, long InSequence, string Head)
{
    /// <summary>Its name.</summary>
    public const string Name = "admin_audit";

    /// <summary>Reads it, all of one moment.</summary>
    /// <exception cref="LedgerException">There is no such table yet.</exception>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public static async Task<AuditTable> ReadAsync(LedgerOptions options, string journal, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        await using NpgsqlDataSource source = LedgerConnection.Create(options);
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        await using NpgsqlCommand exists = new($"SELECT to_regclass('{options.Schema}.{Name}') IS NOT NULL", connection);
        if (!(bool)(await exists.ExecuteScalarAsync(cancel))!) { throw new LedgerException($"Schema '{options.Schema}' is of an older program and has no table {Name}: `llmtrader projector rebuild --replace` makes and fills it."); }
        return await ReadAsync(connection, options.Schema, journal, cancel);
    }

    internal static async Task<AuditTable> ReadAsync(NpgsqlConnection connection, SchemaName schema, string journal, CancellationToken cancel)
    {
        await using NpgsqlTransaction moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        await using NpgsqlCommand place = new($"SELECT in_sequence, audit_hash FROM {schema}.checkpoints WHERE journal = $1", connection);
        place.Parameters.Add(new() { Value = journal });
        (long InSequence, string Hash) head = (-1, AuditRow.NoHash);
        await using (NpgsqlDataReader reader = await place.ExecuteReaderAsync(cancel))
        {
            if (await reader.ReadAsync(cancel)) { head = (reader.GetInt64(0), reader.GetString(1)); }
        }

        await using NpgsqlCommand command = new($"SELECT sequence, ts_ns, epoch, request_id, who, what, why, previous_hash, hash FROM {schema}.{Name} WHERE journal = $1 ORDER BY sequence, row, ts", connection);
        command.Parameters.Add(new() { Value = journal });
        List<AuditRow> rows = [];
        await using (NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel)) { rows.Add(RowOf(reader)); }
        }

        return new AuditTable(rows, head.InSequence, head.Hash);
    }

    /// <summary>Writes those rows that are not there yet; in the caller's transaction.</summary>
    internal static async Task InsertAsync(NpgsqlConnection connection, string journal, IReadOnlyList<AuditRow> rows, CancellationToken cancel)
    {
        if (rows.Count == 0) { return; }
        await using NpgsqlBatch commands = new(connection);
        foreach (AuditRow row in rows)
        {
            NpgsqlBatchCommand command = new($"INSERT INTO {Name} (ts, journal, sequence, row, ts_ns, epoch, request_id, who, what, why, previous_hash, hash) VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING");
            foreach (object value in (ReadOnlySpan<object>)[LedgerTime.Of(row.TimeNs), journal, row.Sequence, row.TimeNs, row.Epoch, row.RequestId, row.Who, row.What, row.Why, row.PreviousHash, row.Hash])
            {
                command.Parameters.Add(new() { Value = value });
            }

            commands.BatchCommands.Add(command);
        }

        await commands.ExecuteNonQueryAsync(cancel);
    }

    private static AuditRow RowOf(NpgsqlDataReader reader) => new()
    {
        Sequence = reader.GetInt64(0),
        TimeNs = reader.GetInt64(1),
        Epoch = reader.GetInt64(2),
        RequestId = reader.GetInt64(3),
        Who = reader.GetString(4),
        What = reader.GetString(5),
        Why = reader.GetString(6),
        PreviousHash = reader.GetString(7),
        Hash = reader.GetString(8),
    };
}
