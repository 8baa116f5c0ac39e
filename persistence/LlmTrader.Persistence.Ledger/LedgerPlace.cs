using LlmTrader.Persistence.Projection;
using Npgsql;

namespace LlmTrader.Persistence.Ledger;

/// <summary>Reads a projection's place and changes nothing, unlike a sink, which makes the schema.</summary>
public static class LedgerPlace
{
    /// <summary>How far the journal's projection came; the start when the schema or the journal is not there.</summary>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public static async Task<ProjectionPlace> ReadAsync(LedgerOptions options, string journal, CancellationToken cancel)
    {
        await using NpgsqlDataSource source = LedgerConnection.Create(options);
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        try
        {
            await using NpgsqlCommand command = new("SELECT in_sequence, out_sequence FROM checkpoints WHERE journal = $1", connection);
            command.Parameters.Add(new() { Value = journal });
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
            return await reader.ReadAsync(cancel) ? new ProjectionPlace(reader.GetInt64(0), reader.GetInt64(1)) : ProjectionPlace.Start;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return ProjectionPlace.Start;
        }
    }
}
