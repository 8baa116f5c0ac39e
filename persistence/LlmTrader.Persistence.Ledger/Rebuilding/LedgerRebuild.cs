using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Ledger.Auditing;
using LlmTrader.Persistence.Ledger.Schema;
using LlmTrader.Persistence.Ledger.Strategist;
using LlmTrader.Persistence.Ledger.Writing;
using LlmTrader.Persistence.Projection;
using Npgsql;

namespace LlmTrader.Persistence.Ledger.Rebuilding;

/// <summary>
/// A ledger made anew beside the one that is there, in a schema of its own: the two are compared table by table, and the new
/// rows can take the place of the old ones.
/// </summary>
public sealed partial class LedgerRebuild : IAsyncDisposable
{
    private const string Journals = "journals";
    private const int ChecksumLength = 16;    // As of other tables.
    private static readonly string[] FromManifest = [Journals, "instruments", "configuration_versions", "accounts"];
    private static readonly string[] FromIn = [.. LedgerTable.All.Where(table => table.IsFromIn).Select(table => table.Name), AuditTable.Name, "rule_set_pieces", "rule_set_stages", "epochs"];
    private static readonly string[] FromOut = [.. LedgerTable.All.Where(table => !table.IsFromIn).Select(table => table.Name), "rule_set_history", "cash_flows", "unclosed_positions"];

    private readonly LedgerOptions _options;
    private readonly string _journal;
    private readonly NpgsqlDataSource _source;

    /// <param name="options">Of the ledger that is there.</param>
    /// <param name="journal">The id of the journal that is rebuilt; rows of others stay as they are.</param>
    public LedgerRebuild(LedgerOptions options, string journal)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _journal = journal;
        _source = LedgerConnection.Create(options);
    }

    /// <summary>The options of a sink that fills the new schema.</summary>
    public LedgerOptions Target => _options with { Schema = _options.Schema.Rebuild, IsFresh = true };

    /// <summary>Removes what an earlier rebuild left, and returns whether there was something.</summary>
    public async Task<bool> ClearAsync(CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancel);
        await using NpgsqlCommand find = new("SELECT to_regnamespace($1) IS NOT NULL", connection);
        find.Parameters.Add(new() { Value = Target.Schema.Text });
        bool isThere = (bool)(await find.ExecuteScalarAsync(cancel))!;
        await ExecuteAsync(connection, $"DROP SCHEMA IF EXISTS {Target.Schema} CASCADE", null, null, cancel);
        return isThere;
    }

    /// <summary>Whether the ledger has anything of the journal.</summary>
    public async Task<bool> HasRowsAsync(CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancel);
        await using NpgsqlCommand command = new("SELECT to_regclass($1) IS NOT NULL", connection);
        command.Parameters.Add(new() { Value = $"{_options.Schema}.checkpoints" });
        return (bool)(await command.ExecuteScalarAsync(cancel))! && await PlaceAsync(connection, _options.Schema, cancel) is not null;
    }

    /// <summary>Counts and checksums of the new tables beside those of the journal's rows that the sink was given.</summary>
    /// <param name="sink">The one that filled the new schema.</param>
    /// <param name="strategist">The one that filled it with the strategist's records; null when they are left out.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<IReadOnlyList<TableProof>> ProveAsync(LedgerSink sink, StrategistSink? strategist, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(sink);
        List<Task<TableProof>> proofs = [.. LedgerTable.All.Select(table => ProveAsync(table, sink.SumsOf(table), cancel)), ProveRequestsAsync(sink, cancel)];
        if (strategist is not null) { proofs.Add(ProveRecordsAsync(strategist, cancel)); }
        return await Task.WhenAll(proofs);
    }

    /// <summary>Counts and checksums of both, as far as both go: a projector may be writing meanwhile.</summary>
    /// <param name="strategistBefore">How far the strategist's records went before the rebuild read its journal; null when they are left out.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="LedgerException">One of them has nothing of the journal.</exception>
    public async Task<IReadOnlyList<TableProof>> CompareAsync(DecisionPlace? strategistBefore, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancel);
        ProjectionPlace rebuilt = await PlaceAsync(connection, Target.Schema, cancel) ?? throw new LedgerException("Nothing was rebuilt.");
        ProjectionPlace place = await PlaceAsync(connection, _options.Schema, cancel) ?? throw new LedgerException($"Schema '{_options.Schema}' has nothing of journal '{_journal}'.");
        List<TableProof> proofs = [];
        foreach (string table in FromManifest) { proofs.Add(await CompareAsync(connection, table, null, cancel)); }
        foreach (string table in FromIn) { proofs.Add(await CompareAsync(connection, table, Math.Min(place.InSequence, rebuilt.InSequence), cancel)); }
        foreach (string table in FromOut) { proofs.Add(await CompareAsync(connection, table, Math.Min(place.OutSequence, rebuilt.OutSequence), cancel)); }
        if (strategistBefore is not null) { proofs.Add(await CompareRecordsAsync(connection, strategistBefore, cancel)); }
        return proofs;
    }

    /// <summary>
    /// Puts the new rows in the place of the journal's old ones, all in one transaction, and removes the new schema; where there
    /// is no schema yet, the new one becomes it.
    /// </summary>
    /// <param name="strategistBefore">How far the strategist's records went before the rebuild read its journal; null leaves them as they are.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task ReplaceAsync(DecisionPlace? strategistBefore, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancel);
        if (await IsNothingThereAsync(connection, cancel))
        {
            await RenameAsync(connection, cancel);
            return;
        }

        await Migrator.MigrateAsync(connection, _options.Schema, cancel);
        await ExecuteAsync(connection, $"INSERT INTO {_options.Schema}.journals SELECT * FROM {Target.Schema}.journals WHERE journal = $1 ON CONFLICT DO NOTHING", _journal, null, cancel);
        await LedgerRoles.GrantAsync(connection, _options.Schema, _options.Schema, cancel);
        await EnsureMonthsAsync(connection, cancel);
        ProjectionPlace rebuilt = await PlaceAsync(connection, Target.Schema, cancel) ?? throw new LedgerException("Nothing was rebuilt.");
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        foreach (string table in FromManifest.Where(table => table != Journals)) { await ReplaceAsync(connection, table, null, cancel); }
        foreach (string table in FromIn) { await ReplaceAsync(connection, table, rebuilt.InSequence, cancel); }
        foreach (string table in FromOut) { await ReplaceAsync(connection, table, rebuilt.OutSequence, cancel); }

        // The others' rows hang on the journal's, and a projector that runs may be further by now.
        await ExecuteAsync(
            connection,
            $"""
            UPDATE {_options.Schema}.journals o SET (format_version, engine_semantics, program_version, created_ns) = (SELECT format_version, engine_semantics, program_version, created_ns FROM {Target.Schema}.journals n WHERE n.journal = $1) WHERE o.journal = $1
            """,
            _journal,
            null,
            cancel);
        await ExecuteAsync(
            connection,
            $"""
            UPDATE {_options.Schema}.checkpoints o SET (in_sequence, out_sequence, audit_hash) = (
                SELECT greatest(o.in_sequence, n.in_sequence), greatest(o.out_sequence, n.out_sequence), CASE WHEN n.in_sequence >= o.in_sequence THEN n.audit_hash ELSE o.audit_hash END
                FROM {Target.Schema}.checkpoints n WHERE n.journal = $1) WHERE o.journal = $1
            """,
            _journal,
            null,
            cancel);
        await ExecuteAsync(connection, $"INSERT INTO {_options.Schema}.checkpoints SELECT * FROM {Target.Schema}.checkpoints WHERE journal = $1 ON CONFLICT DO NOTHING", _journal, null, cancel);
        if (strategistBefore is not null) { await ReplaceRecordsAsync(connection, strategistBefore, cancel); }
        await ExecuteAsync(connection, $"DROP SCHEMA {Target.Schema} CASCADE", null, null, cancel);
        await transaction.CommitAsync(cancel);
    }

    // What a projector has written since, further on, stays.
    private async Task ReplaceAsync(NpgsqlConnection connection, string table, long? last, CancellationToken cancel)
    {
        string bound = last is null ? "" : " AND sequence <= $2";
        await ExecuteAsync(connection, $"DELETE FROM {_options.Schema}.{table} WHERE journal = $1{bound}", _journal, last, cancel);
        await ExecuteAsync(connection, $"INSERT INTO {_options.Schema}.{table} SELECT * FROM {Target.Schema}.{table} WHERE journal = $1 ON CONFLICT DO NOTHING", _journal, null, cancel);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    // No schema, or one that somebody has made and nobody has used.
    private async Task<bool> IsNothingThereAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using NpgsqlCommand command = new("SELECT NOT EXISTS (SELECT FROM pg_depend WHERE refclassid = 'pg_namespace'::regclass AND refobjid = to_regnamespace($1)::oid)", connection);
        command.Parameters.Add(new() { Value = _options.Schema.Text });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private async Task RenameAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await LedgerRoles.GrantAsync(connection, Target.Schema, _options.Schema, cancel);    // Before: a crash in between must not leave a ledger without its roles.
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        await ExecuteAsync(connection, $"DROP SCHEMA IF EXISTS {_options.Schema}", null, null, cancel);
        await ExecuteAsync(connection, $"ALTER SCHEMA {Target.Schema} RENAME TO {_options.Schema}", null, null, cancel);
        await ExecuteAsync(connection, $"ALTER FUNCTION {_options.Schema}.ensure_month(text, date) SET search_path = {_options.Schema}, pg_temp", null, null, cancel);
        await transaction.CommitAsync(cancel);
    }

    private async Task<TableProof> ProveAsync(LedgerTable table, ColumnSums given, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancel);
        IReadOnlyList<ProjectionColumn> columns = [.. ProjectionSchema.ColumnsOf(table.Source).Where((_, i) => table.HasColumn[i])];
        IEnumerable<string> sums = columns.Select(column => column.Type == ProjectionColumnType.Symbol ? $"count(\"{column.Name}\")" : $"coalesce(sum(\"{column.Name}\" % {ColumnSums.Modulus}), 0)::bigint");
        await using NpgsqlCommand command = new($"SELECT count(*), {string.Join(", ", sums)} FROM {Target.Schema}.{table.Name}", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        IEnumerable<long> found = columns.Select((_, i) => reader.GetInt64(i + 1));
        IEnumerable<long> expected = given.Sums.Where((_, i) => table.HasColumn[i]);
        return new TableProof(table.Name, given.Rows, ColumnSums.Checksum(expected), reader.GetInt64(0), ColumnSums.Checksum(found));
    }

    // Their rows are chained, so that the last hash stands for all of them.
    private async Task<TableProof> ProveRequestsAsync(LedgerSink sink, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancel);
        AuditTable found = await AuditTable.ReadAsync(connection, Target.Schema, _journal, cancel);
        string checksum = AuditCheck.ByItself(found, _journal) is null ? found.Head[..ChecksumLength] : "broken";
        return new TableProof(AuditTable.Name, sink.Requests, sink.LastRequestHash[..ChecksumLength], found.Rows.Count, checksum);
    }

    private async Task EnsureMonthsAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        MonthlyPartitions partitions = new();
        foreach (string table in LedgerTable.All.Select(table => table.Name).Append(AuditTable.Name).Append(StrategistTable.Name))
        {
            List<DateOnly> months = [];
            await using (NpgsqlCommand command = new($"SELECT DISTINCT date_trunc('month', ts AT TIME ZONE 'UTC')::date FROM {Target.Schema}.{table}", connection))
            await using (NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel))
            {
                while (await reader.ReadAsync(cancel)) { months.Add(reader.GetFieldValue<DateOnly>(0)); }
            }

            await partitions.EnsureAsync(connection, table, months, cancel);
        }
    }

    private async Task<TableProof> CompareAsync(NpgsqlConnection connection, string table, long? last, CancellationToken cancel)
    {
        (long rows, string checksum) = await SumAsync(connection, _options.Schema, table, last, cancel);
        (long rebuiltRows, string rebuiltChecksum) = await SumAsync(connection, Target.Schema, table, last, cancel);
        return new TableProof(table, rows, checksum, rebuiltRows, rebuiltChecksum);
    }

    private async Task<(long Rows, string Checksum)> SumAsync(NpgsqlConnection connection, SchemaName schema, string table, long? last, CancellationToken cancel)
    {
        string bound = last is null ? "" : " AND sequence <= $2";
        await using NpgsqlCommand command = new($"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {schema}.{table} t WHERE journal = $1{bound}", connection);
        command.Parameters.Add(new() { Value = _journal });
        if (last is { } sequence) { command.Parameters.Add(new() { Value = sequence }); }
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetInt64(0), reader.GetString(1));
    }

    private async Task<ProjectionPlace?> PlaceAsync(NpgsqlConnection connection, SchemaName schema, CancellationToken cancel)
    {
        await using NpgsqlCommand command = new($"SELECT in_sequence, out_sequence FROM {schema}.checkpoints WHERE journal = $1", connection);
        command.Parameters.Add(new() { Value = _journal });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? new ProjectionPlace(reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, string? journal, long? last, CancellationToken cancel)
    {
#pragma warning disable CA2100 // Made of this program's own names and of schema names that were checked to be plain.
        await using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        if (journal is not null) { command.Parameters.Add(new() { Value = journal }); }
        if (last is { } sequence) { command.Parameters.Add(new() { Value = sequence }); }
        await command.ExecuteNonQueryAsync(cancel);
    }
}
