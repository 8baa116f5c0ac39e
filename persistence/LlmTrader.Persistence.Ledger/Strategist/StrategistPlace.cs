using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using Npgsql;

namespace LlmTrader.Persistence.Ledger.Strategist;

/// <summary>How far the projection of a strategist's journal came; reads and changes nothing.</summary>
public static class StrategistPlace
{
    /// <summary>Behind the last record that the database has; the beginning when the schema, the table or the journal is not there.</summary>
    /// <param name="options">The ledger.</param>
    /// <param name="journal">The id of the engine's journal.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public static async Task<DecisionPlace> ReadAsync(LedgerOptions options, string journal, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        await using NpgsqlDataSource source = LedgerConnection.Create(options);
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        try
        {
            return await ReadAsync(connection, options, journal, cancel) ?? DecisionPlace.Beginning;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return DecisionPlace.Beginning;
        }
    }

    internal static async Task<DecisionPlace?> ReadAsync(NpgsqlConnection connection, LedgerOptions options, string journal, CancellationToken cancel)
    {
        await using NpgsqlCommand command = new($"SELECT sequence, ts_ns, head, segment, line, byte_offset FROM {options.Schema}.{StrategistTable.Checkpoints} WHERE journal = $1", connection);
        command.Parameters.Add(new() { Value = journal });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new DecisionPlace(reader.GetInt64(0), new Timestamp(reader.GetInt64(1)), reader.GetString(2), reader.GetString(3), reader.GetInt64(4), reader.GetInt64(5))
            : null;
    }

    /// <summary>Never back, should two projectors run at once.</summary>
    internal static async Task WriteAsync(NpgsqlConnection connection, string journal, DecisionPlace place, CancellationToken cancel)
    {
        await using NpgsqlCommand command = new(
            $"""
            INSERT INTO {StrategistTable.Checkpoints} AS c (journal, sequence, ts_ns, head, segment, line, byte_offset) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (journal) DO UPDATE SET (sequence, ts_ns, head, segment, line, byte_offset) = ($2, $3, $4, $5, $6, $7) WHERE c.sequence < $2
            """,
            connection);
        foreach (object value in (ReadOnlySpan<object>)[journal, place.Sequence, place.Time.Nanoseconds, place.Head, place.Segment, place.Line, place.Offset])
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancel);
    }
}
