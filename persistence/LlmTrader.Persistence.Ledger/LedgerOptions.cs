using LlmTrader.Persistence.Ledger.Schema;

namespace LlmTrader.Persistence.Ledger;

/// <summary>Where a ledger lies and how it is written.</summary>
public sealed record LedgerOptions
{
    /// <summary>Npgsql's connection string. It may hold a password: it is never printed.</summary>
    public required string ConnectionString { get; init; }

    public SchemaName Schema { get; init; } = SchemaName.Default;

    /// <summary>The journal's accounts, since a manifest keeps them in its caller's own form.</summary>
    public IReadOnlyList<LedgerAccount> Accounts { get; init; } = [];

    /// <summary>
    /// The journal's rows are not there yet and nobody else writes them: rows are copied straight into their tables. A row that
    /// is there already is then an error rather than dropped.
    /// </summary>
    public bool IsFresh { get; init; }
}

/// <summary>An account of a journal.</summary>
/// <param name="InitialCash">Decimal amounts by currency.</param>
public sealed record LedgerAccount(int Id, string Name, IReadOnlyDictionary<string, string> InitialCash);
