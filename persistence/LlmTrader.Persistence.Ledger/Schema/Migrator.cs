using Npgsql;

namespace LlmTrader.Persistence.Ledger.Schema;

/// <summary>
/// Brings a schema to the newest step: each step in a transaction of its own, with its checksum noted beside it, all under
/// one advisory lock, so that several projectors may start at once.
/// </summary>
internal static class Migrator
{
    // "llmledgr" as a number: this program's, whatever the schema is called.
    private const long LockKey = 0x6c6c6d6c65646772;

    /// <summary>Applies what is missing and returns how many steps that were.</summary>
    /// <exception cref="LedgerException">A step was changed after it was applied, the schema is newer, or it may not be made.</exception>
    public static async Task<int> MigrateAsync(NpgsqlConnection connection, SchemaName schema, CancellationToken cancel)
    {
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancel);
        try
        {
            return await ApplyAsync(connection, schema, Migration.All, cancel);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new LedgerException($"Schema '{schema}' has to be made or changed and this user may not ({error.MessageText}). Run the projector once as a user that may, or as a superuser: {LedgerRoles.BootstrapStatements(schema)}", error);
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open) { await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None); }
        }
    }

    /// <summary>As <see cref="MigrateAsync"/>, with steps of the caller's and without the lock.</summary>
    internal static async Task<int> ApplyAsync(NpgsqlConnection connection, SchemaName schema, IReadOnlyList<Migration> migrations, CancellationToken cancel)
    {
        Dictionary<int, string> applied = await ReadAppliedAsync(connection, schema, cancel);
        foreach (Migration migration in migrations)
        {
            if (applied.TryGetValue(migration.Number, out string? checksum) && checksum != migration.Checksum)
            {
                throw new LedgerException($"Schema '{schema}': step {migration.Name} was applied with another text (checksum {checksum[..12]}, here {migration.Checksum[..12]}). Use the program that made it, or rebuild the projection in a schema of another name.");
            }
        }

        if (applied.Keys.FirstOrDefault(number => number > migrations.Count) is > 0 and int newer)
        {
            throw new LedgerException($"Schema '{schema}' has step {newer}, this program knows {migrations.Count}. Use a newer program.");
        }

        int done = 0;
        foreach (Migration migration in migrations.Where(migration => !applied.ContainsKey(migration.Number)))
        {
            if (applied.Count + done == 0) { await CreateAsync(connection, schema, cancel); }
            await ApplyAsync(connection, schema, migration, cancel);
            done++;
        }

        return done;
    }

    private static async Task CreateAsync(NpgsqlConnection connection, SchemaName schema, CancellationToken cancel) => await ExecuteAsync(
        connection,
        $"""
        DO $$ BEGIN IF to_regnamespace('{schema}') IS NULL THEN CREATE SCHEMA {schema}; END IF; END $$;    -- IF NOT EXISTS would ask for the right even where it does.
        CREATE TABLE IF NOT EXISTS {schema}.migrations (number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
        """,
        cancel);

    private static async Task ApplyAsync(NpgsqlConnection connection, SchemaName schema, Migration migration, CancellationToken cancel)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        await ExecuteAsync(connection, $"SET LOCAL search_path = {schema}", cancel);
        await ExecuteAsync(connection, migration.Sql, cancel);
        await using NpgsqlCommand note = new("INSERT INTO migrations (number, name, checksum) VALUES ($1, $2, $3)", connection);
        note.Parameters.Add(new() { Value = migration.Number });
        note.Parameters.Add(new() { Value = migration.Name });
        note.Parameters.Add(new() { Value = migration.Checksum });
        await note.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    private static async Task<Dictionary<int, string>> ReadAppliedAsync(NpgsqlConnection connection, SchemaName schema, CancellationToken cancel)
    {
        Dictionary<int, string> applied = [];
        await using NpgsqlCommand exists = new($"SELECT to_regclass('{schema}.migrations') IS NOT NULL", connection);
        if (!(bool)(await exists.ExecuteScalarAsync(cancel))!) { return applied; }
        await using NpgsqlCommand read = new($"SELECT number, checksum FROM {schema}.migrations", connection);
        await using NpgsqlDataReader reader = await read.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) { applied.Add(reader.GetInt32(0), reader.GetString(1)); }
        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
#pragma warning disable CA2100 // The texts are this program's own; the schema's name is checked to be plain.
        await using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }
}
