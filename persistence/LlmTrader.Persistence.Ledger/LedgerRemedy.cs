using System.Net.Sockets;
using Npgsql;

namespace LlmTrader.Persistence.Ledger;

/// <summary>What a person has to do about a failure of PostgreSQL's. The classes are those of its manual, "PostgreSQL Error Codes".</summary>
public static class LedgerRemedy
{
    /// <summary>In a sentence; null when time alone may mend it.</summary>
    public static string? For(Exception error) => error switch
    {
        PostgresException refused => For(refused),
        LedgerException => "Nothing is written until that is done.",
        NpgsqlException { InnerException: PostgresException refused } => For(refused),
        NpgsqlException { InnerException: null } asked when asked.Message.Contains("password", StringComparison.OrdinalIgnoreCase) =>
            "Give the password by PGPASSWORD, ~/.pgpass, @FILE or LLMTRADER_POSTGRES.",
        NpgsqlException or IOException or SocketException or TimeoutException or OperationCanceledException or InvalidOperationException => null,    // The last: a connection that broke under a command.
        _ => "That is a fault of this program: report it, with this sentence.",
    };

    private static string? For(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "The server does not let this user in: check the user, its password (PGPASSWORD, ~/.pgpass, @FILE or LLMTRADER_POSTGRES) and the server's pg_hba.conf.",
        PostgresErrorCodes.InvalidCatalogName => "Make the database (CREATE DATABASE …), or name another one: Database=….",
        PostgresErrorCodes.InsufficientPrivilege => "This user may not: let somebody who may GRANT llmtrader_writer to it, or use the user that owns the schema.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "This server only reads, as a standby does: name the one that writes.",
        PostgresErrorCodes.FeatureNotSupported => "This server is too old, or not PostgreSQL: version 13 or newer is expected.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName => "Nothing is projected here yet, or somebody has removed it: `llmtrader projector` makes what is missing of the schema when it starts.",
        ['4', '2', ..] => "The schema is not as the projector's migrations made it: undo the change, or drop the schema and let `llmtrader projector rebuild` make it anew from the journal.",
        ['2', '2', ..] or ['2', '3', ..] => "A row does not fit its table, which somebody must have changed: undo the change, or drop the schema and let `llmtrader projector rebuild` make it anew from the journal.",
        _ => null,    // Connections, resources, operators, crashes: they pass.
    };
}
