using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger.Schema;
using LlmTrader.Persistence.Ledger.Writing;
using Npgsql;

namespace LlmTrader.Persistence.Ledger.Strategist;

/// <summary>
/// Writes a strategist's records to PostgreSQL: records and checkpoint in one transaction, and a record that is there already is left as
/// it is, so that a batch may come any number of times.
/// </summary>
public sealed class StrategistSink : IAsyncDisposable
{
    private readonly LedgerOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly MonthlyPartitions _partitions = new();
    private string? _journal;

    /// <exception cref="ArgumentException">The connection string can't be read.</exception>
    public StrategistSink(LedgerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _source = LedgerConnection.Create(options);
    }

    /// <summary>As <see cref="LedgerSink.RolesMissing"/>.</summary>
    public string? RolesMissing { get; private set; }

    /// <summary>Records written so far, those that were there already included.</summary>
    public long RecordsWritten { get; private set; }

    /// <summary>SHA-256 of the last line that was written; zeros when none was.</summary>
    internal string Head { get; private set; } = DecisionPlace.Beginning.Head;

    /// <summary>Makes the schema that the records need; what is there already stays as it is.</summary>
    /// <param name="manifest">Of the engine's journal that the strategist acts upon.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="LedgerException">The schema can't be used.</exception>
    public async Task PrepareAsync(JournalManifest manifest, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        _journal = manifest.JournalId;
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancel);
        RolesMissing = await LedgerStart.PrepareAsync(connection, _options, manifest, cancel) ?? RolesMissing;
    }

    /// <summary>Behind the last record that the database has. Comes after <see cref="PrepareAsync"/>, which says of which journal.</summary>
    public async Task<DecisionPlace> ReadPlaceAsync(CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancel);
        return await StrategistPlace.ReadAsync(connection, _options, _journal!, cancel) ?? DecisionPlace.Beginning;
    }

    /// <summary>Writes records and remembers the place behind them; returns once the database has acknowledged it.</summary>
    public async Task WriteAsync(IReadOnlyList<DecisionRecord> records, DecisionPlace place, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(place);
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancel);
        await _partitions.EnsureAsync(connection, StrategistTable.Name, records.Select(record => MonthlyPartitions.MonthOf(record.Time.Nanoseconds)).Distinct(), cancel);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        await StrategistTable.InsertAsync(connection, _journal!, records, cancel);
        await StrategistPlace.WriteAsync(connection, _journal!, place, cancel);
        await transaction.CommitAsync(cancel);
        RecordsWritten += records.Count;
        Head = place.Head;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
