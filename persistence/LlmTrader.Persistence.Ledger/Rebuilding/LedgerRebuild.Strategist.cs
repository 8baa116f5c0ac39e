using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Ledger.Strategist;
using LlmTrader.Persistence.Projection;
using Npgsql;

namespace LlmTrader.Persistence.Ledger.Rebuilding;

// The strategist's records have a journal, and so a place, of their own.
public sealed partial class LedgerRebuild
{
    // As they are chained: the last line's hash stands for all of them once each is what its hash says.
    private async Task<TableProof> ProveRecordsAsync(StrategistSink sink, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancel);
        await using NpgsqlCommand command = new($"SELECT count(*), coalesce(bool_and(is_whole), true), coalesce(max(head) FILTER (WHERE sequence = $2), $3) FROM {Target.Schema}.decision_lines WHERE journal = $1", connection);
        command.Parameters.Add(new() { Value = _journal });
        command.Parameters.Add(new() { Value = sink.RecordsWritten });    // Into a fresh table, from 1 on: the last one's sequence.
        command.Parameters.Add(new() { Value = DecisionPlace.Beginning.Head });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        string checksum = reader.GetBoolean(1) ? reader.GetString(2)[..ChecksumLength] : "broken";
        return new TableProof(StrategistTable.Name, sink.RecordsWritten, sink.Head[..ChecksumLength], reader.GetInt64(0), checksum);
    }

    // The journal only grows: what was there before must be in it.
    private async Task<TableProof> CompareRecordsAsync(NpgsqlConnection connection, DecisionPlace before, CancellationToken cancel)
    {
        long now = (await StrategistPlace.ReadAsync(connection, _options, _journal, cancel))?.Sequence ?? 0;
        return await CompareAsync(connection, StrategistTable.Name, Math.Max(Math.Min(now, await RebuiltRecordsAsync(connection, cancel)), before.Sequence), cancel);
    }

    // Of a journal that ends before what was there, nothing that goes further can be a projector's work of meanwhile.
    private async Task ReplaceRecordsAsync(NpgsqlConnection connection, DecisionPlace before, CancellationToken cancel)
    {
        long rebuilt = await RebuiltRecordsAsync(connection, cancel);
        bool isCut = before.Sequence > rebuilt;
        await ReplaceAsync(connection, StrategistTable.Name, isCut ? long.MaxValue : rebuilt, cancel);
        await ExecuteAsync(connection, $"DELETE FROM {_options.Schema}.{StrategistTable.Checkpoints} WHERE journal = $1 AND sequence <= $2", _journal, isCut ? long.MaxValue : rebuilt, cancel);
        await ExecuteAsync(connection, $"INSERT INTO {_options.Schema}.{StrategistTable.Checkpoints} SELECT * FROM {Target.Schema}.{StrategistTable.Checkpoints} WHERE journal = $1 ON CONFLICT DO NOTHING", _journal, null, cancel);
    }

    private async Task<long> RebuiltRecordsAsync(NpgsqlConnection connection, CancellationToken cancel) => (await StrategistPlace.ReadAsync(connection, Target, _journal, cancel))?.Sequence ?? 0;
}
