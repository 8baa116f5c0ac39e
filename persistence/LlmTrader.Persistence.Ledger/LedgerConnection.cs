using Npgsql;

namespace LlmTrader.Persistence.Ledger;

/// <summary>Connections to a ledger, each with the schema as its path.</summary>
public static class LedgerConnection
{
    /// <exception cref="ArgumentException">The connection string can't be read; the message does not repeat it.</exception>
    public static NpgsqlDataSource Create(LedgerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        NpgsqlConnectionStringBuilder connection;
        try
        {
            connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new ArgumentException("The PostgreSQL connection string can't be read: Host=…;Database=…;Username=… is expected.");    // The reason could quote it, and it may hold a password.
        }

        // A rebuild that a crash cuts off begins again: nothing in it has to be durable before its end. Statistics of a tenth of the usual
        // sample tell the planner what its choices hang on; with the usual one, they cost more than all keys and indexes together.
        if (options.IsFresh) { connection.Options = $"{connection.Options} -c synchronous_commit=off -c maintenance_work_mem=256MB -c default_statistics_target=10".Trim(); }
        connection.SearchPath = options.Schema.Text;
        connection.ApplicationName ??= "llmtrader";
        connection.Timezone = "UTC";
        return NpgsqlDataSource.Create(connection);
    }
}
