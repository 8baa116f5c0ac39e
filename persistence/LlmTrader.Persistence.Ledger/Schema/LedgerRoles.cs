using Npgsql;

namespace LlmTrader.Persistence.Ledger.Schema;

/// <summary>
/// Two roles without a login, to be granted to people's and programs' own: <c>SCHEMA_reader</c> sees everything,
/// <c>SCHEMA_writer</c> adds rows and moves the checkpoint, and changes or removes none.
/// </summary>
internal static class LedgerRoles
{
    /// <summary>Makes the roles and their rights when this user may; else the statements that somebody else has to run, and null when all is done.</summary>
    public static async Task<string?> GrantAsync(NpgsqlConnection connection, SchemaName schema, CancellationToken cancel)
    {
        string statements = Statements(schema);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        try
        {
#pragma warning disable CA2100 // The schema's name is checked to be plain.
            await using NpgsqlCommand command = new(statements, connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancel);
            await transaction.CommitAsync(cancel);
            return null;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            await transaction.RollbackAsync(cancel);
            return statements;
        }
    }

    /// <summary>What lets an ordinary user make the schema.</summary>
    public static string BootstrapStatements(SchemaName schema) => $"CREATE SCHEMA {schema} AUTHORIZATION the_projectors_user;";

    private static string Statements(SchemaName schema) => $"""
        DO $$ BEGIN
            IF to_regrole('{schema}_reader') IS NULL THEN CREATE ROLE {schema}_reader NOLOGIN; END IF;
            IF to_regrole('{schema}_writer') IS NULL THEN CREATE ROLE {schema}_writer NOLOGIN; END IF;
        END $$;
        GRANT USAGE ON SCHEMA {schema} TO {schema}_reader, {schema}_writer;
        GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {schema}_reader, {schema}_writer;
        GRANT INSERT ON ALL TABLES IN SCHEMA {schema} TO {schema}_writer;
        REVOKE INSERT ON {schema}.migrations FROM {schema}_writer;
        GRANT UPDATE ON {schema}.checkpoints TO {schema}_writer;
        GRANT EXECUTE ON FUNCTION {schema}.ensure_month(text, date) TO {schema}_writer;
        """;
}
