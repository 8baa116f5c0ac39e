using Npgsql;

namespace LlmTrader.Persistence.Ledger.Rebuilding;

/// <summary>
/// Takes the keys and indexes of a fresh ledger's partitioned tables away, so that rows are only appended, and puts the same
/// ones back once all rows are there: sorted once, they cost a fraction. Making a key finds every row that came twice.
/// </summary>
internal sealed class DeferredIndexes
{
    private readonly List<(string Table, string Statement)> _back = [];

    private DeferredIndexes()
    {
    }

    /// <summary>Takes them away, from the tables of the connection's schema.</summary>
    public static async Task<DeferredIndexes> TakeAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string Find = """
            SELECT t.relname, 'ALTER TABLE ' || quote_ident(t.relname) || ' DROP CONSTRAINT ' || quote_ident(c.conname),
                   'ALTER TABLE ' || quote_ident(t.relname) || ' ADD CONSTRAINT ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid)
            FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
            WHERE t.relkind = 'p' AND c.contype = 'p' AND t.relnamespace = current_schema()::regnamespace
            UNION ALL
            SELECT t.relname, 'DROP INDEX ' || quote_ident(x.relname), replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
            FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
            WHERE t.relkind = 'p' AND NOT i.indisprimary AND t.relnamespace = current_schema()::regnamespace
            ORDER BY 1, 2
            """;
        DeferredIndexes taken = new();
        List<string> drops = [];
        await using (NpgsqlCommand find = new(Find, connection))
        await using (NpgsqlDataReader reader = await find.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
            {
                drops.Add(reader.GetString(1));
                taken._back.Add((reader.GetString(0), reader.GetString(2)));
            }
        }

        foreach (string drop in drops) { await ExecuteAsync(connection, drop, cancel); }
        return taken;
    }

    /// <summary>Puts them back, the tables side by side.</summary>
    public Task PutBackAsync(NpgsqlDataSource source, CancellationToken cancel) => Task.WhenAll(_back.GroupBy(index => index.Table).Select(async table =>
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        foreach ((_, string statement) in table) { await ExecuteAsync(connection, statement, cancel); }
        await ExecuteAsync(connection, $"ANALYZE {table.Key}", cancel);    // Nobody else may have looked at so new a table when the first query comes.
    }));

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
#pragma warning disable CA2100 // Made by the server of its own catalogue.
        await using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }
}
