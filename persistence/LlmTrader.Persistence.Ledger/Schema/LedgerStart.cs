using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger.Writing;
using Npgsql;

namespace LlmTrader.Persistence.Ledger.Schema;

/// <summary>What has to be there before rows are written.</summary>
internal static class LedgerStart
{
    /// <summary>Brings the schema to the newest step, gives its roles their rights and writes what the manifest says.</summary>
    /// <returns>Statements that somebody with more rights should run, so that the roles are there; null when none is needed.</returns>
    /// <exception cref="LedgerException">The schema can't be used.</exception>
    public static async Task<string?> PrepareAsync(NpgsqlConnection connection, LedgerOptions options, JournalManifest manifest, CancellationToken cancel)
    {
        int steps = await Migrator.MigrateAsync(connection, options.Schema, cancel);
        string? rolesMissing = steps > 0 && !options.IsFresh ? await LedgerRoles.GrantAsync(connection, options.Schema, options.Schema, cancel) : null;
        await ManifestRows.WriteAsync(connection, manifest, options.Accounts, cancel);
        return rolesMissing;
    }
}
