using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger.Auditing;
using LlmTrader.Persistence.Ledger.Rebuilding;
using LlmTrader.Persistence.Ledger.Schema;
using LlmTrader.Persistence.Ledger.Writing;
using LlmTrader.Persistence.Projection;
using Npgsql;

namespace LlmTrader.Persistence.Ledger;

/// <summary>
/// Writes a journal's rows to PostgreSQL: rows and checkpoint in one transaction, and a row that is there already is left as
/// it is, so that a batch may come any number of times.
/// </summary>
public sealed class LedgerSink : IProjectionSink
{
    private readonly LedgerOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly MonthlyPartitions _partitions = new();
    private readonly Dictionary<LedgerTable, ColumnSums> _sums = LedgerTable.All.ToDictionary(table => table, table => new ColumnSums(table.Source));
    private DeferredIndexes? _indexes;
    private NpgsqlConnection? _connection;
    private JournalManifest? _manifest;
    private ProjectionNames? _names;
    private AuditChain _chain;

    /// <exception cref="ArgumentException">The connection string can't be read.</exception>
    public LedgerSink(LedgerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _source = LedgerConnection.Create(options);
    }

    /// <inheritdoc/>
    public string Name => "postgres";

    /// <summary>Statements that somebody with more rights should run, so that the reader's and the writer's role are there; null when they are.</summary>
    public string? RolesMissing { get; private set; }

    /// <summary>Rows written so far, those that were there already included.</summary>
    public long RowsWritten { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="LedgerException">The schema can't be used.</exception>
    public async Task PrepareAsync(JournalManifest manifest, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        _manifest = manifest;
        _names = new ProjectionNames(manifest);
        _chain = AuditChain.StartOf(manifest);
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancel);
        RolesMissing = await LedgerStart.PrepareAsync(connection, _options, manifest, cancel) ?? RolesMissing;
        if (_options.IsFresh) { _indexes ??= await DeferredIndexes.TakeAsync(connection, cancel); }
    }

    /// <inheritdoc/>
    public async Task<ProjectionPlace> ReadPlaceAsync(CancellationToken cancel)
    {
        NpgsqlConnection connection = await ConnectAsync(cancel);
        await using NpgsqlCommand command = new(
            """
            SELECT c.in_sequence, c.out_sequence, c.audit_hash, (SELECT e.epoch FROM epochs e WHERE e.journal = c.journal AND e.sequence <= c.in_sequence ORDER BY e.sequence DESC LIMIT 1)
            FROM checkpoints c WHERE c.journal = $1
            """,
            connection);
        command.Parameters.Add(new() { Value = _manifest!.JournalId });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel)) { return ProjectionPlace.Start; }
        ProjectionPlace place = new(reader.GetInt64(0), reader.GetInt64(1));
        _chain = _chain with { Sequence = place.InSequence, Hash = reader.GetString(2), Epoch = reader.GetInt32(3) };    // The manifest's epoch, at least, is there.
        return place;
    }

    /// <inheritdoc/>
    public async Task WriteAsync(ProjectionBatch batch, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(batch);
        try
        {
            NpgsqlConnection connection = await ConnectAsync(cancel);
            List<(LedgerTable Table, List<int> Rows)> parts = Sort(batch);
            List<AuditRow> requests = [];
            AuditChain chain = _chain.Link(batch, requests);
            await _partitions.EnsureAsync(connection, AuditTable.Name, requests.Select(request => MonthlyPartitions.MonthOf(request.TimeNs)).Distinct(), cancel);

            // A fresh ledger is nobody's until it is whole, so that its tables need not share a transaction, and are filled side by side.
            if (_options.IsFresh) { await Task.WhenAll(parts.OrderByDescending(part => part.Rows.Count).Select(part => Task.Run(() => CopyAsync(part.Table, batch, part.Rows, cancel), cancel))); }
            else { foreach ((LedgerTable table, List<int> rows) in parts) { await EnsureMonthsAsync(connection, table, batch, rows, cancel); } }
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
            if (!_options.IsFresh)
            {
                foreach ((LedgerTable table, List<int> rows) in parts) { await TableWriter.WriteAsync(connection, table, batch, rows, _names!, cancel); }
            }

            await ControlRows.WriteAsync(connection, _manifest!.JournalId, batch, cancel);
            await AuditTable.InsertAsync(connection, _manifest.JournalId, requests, cancel);
            await WritePlaceAsync(connection, batch.Place, chain.Hash, cancel);
            await transaction.CommitAsync(cancel);
            _chain = chain;
            Requests += requests.Count;
            foreach ((_, List<int> rows) in parts) { RowsWritten += rows.Count; }
        }
        catch
        {
            await DisconnectAsync();    // Whatever state it is in, the next try begins with a new one.
            throw;
        }
    }

    /// <inheritdoc/>
    public string? RemedyFor(Exception error) => LedgerRemedy.For(error);

    /// <summary>Ends the filling of a fresh ledger: its tables get their keys and indexes.</summary>
    /// <exception cref="PostgresException">A row came twice.</exception>
    public Task CompleteAsync(CancellationToken cancel) => _indexes?.PutBackAsync(_source, cancel) ?? throw new InvalidOperationException("Only a fresh ledger is completed.");

    /// <summary>Of a fresh ledger: how many requests of operators went into it.</summary>
    internal long Requests { get; private set; }

    /// <summary>Of a fresh ledger: the hash of the last of them.</summary>
    internal string LastRequestHash => _chain.Hash;

    /// <summary>Of a fresh ledger: what a table must hold by the rows that went into it.</summary>
    internal ColumnSums SumsOf(LedgerTable table) => _sums[table];

    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        await _source.DisposeAsync();
    }

    private async Task CopyAsync(LedgerTable table, ProjectionBatch batch, List<int> rows, CancellationToken cancel)
    {
        ProjectionNames names = new(_manifest!);    // They are for one thread.
        await using (NpgsqlConnection connection = await _source.OpenConnectionAsync(cancel))
        {
            await EnsureMonthsAsync(connection, table, batch, rows, cancel);
            await TableWriter.CopyAsync(connection, table, batch, rows, names, cancel);
        }

        foreach (int i in rows) { _sums[table].Add(in batch.Rows[i], names); }
    }

    private static List<(LedgerTable Table, List<int> Rows)> Sort(ProjectionBatch batch)
    {
        List<(LedgerTable Table, List<int> Rows)> parts = [.. LedgerTable.All.Select(table => (table, new List<int>()))];
        ReadOnlySpan<ProjectionRow> rows = batch.Rows;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i].Table is ProjectionTable.Trades or ProjectionTable.Quotes) { continue; }    // By far the most, and none of the ledger's.
            foreach ((LedgerTable table, List<int> of) in parts)
            {
                if (table.Keeps(in rows[i])) { of.Add(i); }
            }
        }

        parts.RemoveAll(part => part.Rows.Count == 0);
        return parts;
    }

    private Task EnsureMonthsAsync(NpgsqlConnection connection, LedgerTable table, ProjectionBatch batch, List<int> rows, CancellationToken cancel)
    {
        HashSet<DateOnly> months = [];
        ReadOnlySpan<ProjectionRow> all = batch.Rows;
        foreach (int i in rows) { months.Add(MonthlyPartitions.MonthOf(all[i].Time.Nanoseconds)); }
        return _partitions.EnsureAsync(connection, table.Name, months, cancel);
    }

    private async Task WritePlaceAsync(NpgsqlConnection connection, ProjectionPlace place, string auditHash, CancellationToken cancel)
    {
        // Never back, should two projectors run at once.
        await using NpgsqlCommand command = new(
            """
            INSERT INTO checkpoints AS c (journal, in_sequence, out_sequence, audit_hash) VALUES ($1, $2, $3, $4)
            ON CONFLICT (journal) DO UPDATE SET in_sequence = greatest(c.in_sequence, $2), out_sequence = greatest(c.out_sequence, $3),
                audit_hash = CASE WHEN $2 >= c.in_sequence THEN $4 ELSE c.audit_hash END
            """,
            connection);
        command.Parameters.Add(new() { Value = _manifest!.JournalId });
        command.Parameters.Add(new() { Value = place.InSequence });
        command.Parameters.Add(new() { Value = place.OutSequence });
        command.Parameters.Add(new() { Value = auditHash });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancel)
    {
        if (_connection is not null) { return _connection; }
        NpgsqlConnection connection = await _source.OpenConnectionAsync(cancel);
        try
        {
            if (!_options.IsFresh) { await TableWriter.PrepareAsync(connection, cancel); }
            return _connection = connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task DisconnectAsync()
    {
        if (_connection is null) { return; }
        NpgsqlConnection connection = _connection;
        _connection = null;
        NpgsqlConnection.ClearPool(connection);
        await connection.DisposeAsync();
    }
}
