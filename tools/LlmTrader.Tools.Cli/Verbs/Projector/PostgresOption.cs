using System.CommandLine;
using System.Data.Common;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Tools.Hosting.Projections;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary>Where PostgreSQL is. A password comes by environment or file, never by the command line, which every user of the machine can read.</summary>
internal static class PostgresOption
{
    public const string Variable = "LLMTRADER_POSTGRES";

    public static Option<string?> Create() => OptionOf.Text(
        "--postgres",
        "CONN",
        $"Npgsql's connection string without a password (which PGPASSWORD or ~/.pgpass give), or @FILE that holds one; else {Variable} is used, when it is set.");

    /// <summary>The ledger's options; null when no PostgreSQL is named.</summary>
    public static LedgerOptions? Read(string? value, JournalDirectory journal)
    {
        string? connection = value switch
        {
            null => Environment.GetEnvironmentVariable(Variable),
            ['@', .. string file] => ReadFile(file),
            _ when HasPassword(value) => throw new UsageException($"--postgres holds a password, which every user of this machine could see; give it by PGPASSWORD, ~/.pgpass, @FILE or {Variable}."),
            _ => value,
        };
        if (string.IsNullOrWhiteSpace(connection)) { return null; }
        LedgerOptions options = LedgerTargets.Of(connection, journal.Manifest);
        try { LedgerConnection.Create(options).Dispose(); }
        catch (ArgumentException error) { throw new UsageException(error.Message); }
        return options;
    }

    private static string ReadFile(string file) =>
        File.Exists(file) ? File.ReadAllText(file).Trim() : throw new UsageException($"--postgres: there is no file '{file}'.");

    private static bool HasPassword(string connection)
    {
        try
        {
            DbConnectionStringBuilder parts = new() { ConnectionString = connection };
            return parts.ContainsKey("Password") || parts.ContainsKey("PWD") || parts.ContainsKey("PSW");
        }
        catch (ArgumentException)
        {
            throw new UsageException("--postgres can't be read: Host=…;Database=…;Username=… is expected.");    // Without the text: it may hold a password.
        }
    }
}
