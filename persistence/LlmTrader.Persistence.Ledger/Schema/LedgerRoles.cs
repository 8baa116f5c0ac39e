using Npgsql;

namespace LlmTrader.Persistence.Ledger.Schema;

/// <summary>
/// Two roles without a login, to be granted to people's and programs' own: <c>SCHEMA_reader</c> sees everything,
/// <c>SCHEMA_writer</c> adds rows and moves the checkpoint, and changes or removes none.
/// </summary>
internal static class LedgerRoles
{
    /// <summary>Makes the roles and their rights when this user may; else the statements that somebody else has to run, and null when all is done.</summary>
    /// <param name="connection">Not in a transaction.</param>
    /// <param name="schema">What is granted.</param>
    /// <param name="named">Whose name the roles have: the schema's own, or the one that it will get.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<string?> GrantAsync(NpgsqlConnection connection, SchemaName schema, SchemaName named, CancellationToken cancel)
    {
        string statements = Statements(schema, named);
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

    private static string Statements(SchemaName schema, SchemaName named) => $"""
        DO $$ BEGIN
            IF to_regrole('{named}_reader') IS NULL THEN CREATE ROLE {named}_reader NOLOGIN; END IF;
            IF to_regrole('{named}_writer') IS NULL THEN CREATE ROLE {named}_writer NOLOGIN; END IF;
        END $$;
        GRANT USAGE ON SCHEMA {schema} TO {named}_reader, {named}_writer;
        GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {named}_reader, {named}_writer;
        GRANT INSERT ON ALL TABLES IN SCHEMA {schema} TO {named}_writer;
        REVOKE INSERT ON {schema}.migrations FROM {named}_writer;
        GRANT UPDATE ON {schema}.checkpoints, {schema}.decision_checkpoints TO {named}_writer;
        GRANT EXECUTE ON FUNCTION {schema}.ensure_month(text, date) TO {named}_writer;
        """;
}
