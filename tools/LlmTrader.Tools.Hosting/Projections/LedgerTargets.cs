using System.Text.Json;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Tools.Hosting.Configuration;

namespace LlmTrader.Tools.Hosting.Projections;

/// <summary>The ledger of a journal, with what its configuration says of accounts.</summary>
public static class LedgerTargets
{
    public static LedgerOptions Of(string connection, JournalManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return new LedgerOptions { ConnectionString = connection, Accounts = AccountsOf(manifest) };
    }

    // A configuration of another program or version is kept as it is; its accounts then have numbers and no names.
    private static LedgerAccount[] AccountsOf(JournalManifest manifest)
    {
        try { return [.. RunConfiguration.FromJson(manifest.Configuration).Accounts.Select((account, id) => new LedgerAccount(id, account.Name, account.Cash))]; }
        catch (JsonException) { return []; }
    }
}
