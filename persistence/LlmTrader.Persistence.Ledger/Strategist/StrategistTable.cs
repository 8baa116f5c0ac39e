using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Ledger.Writing;
using Npgsql;

namespace LlmTrader.Persistence.Ledger.Strategist;

/// <summary>The table of a strategist's records.</summary>
public static class StrategistTable
{
    /// <summary>Its name.</summary>
    public const string Name = "decision_records";

    internal const string Checkpoints = "decision_checkpoints";

    /// <summary>Writes those records that are not there yet; in the caller's transaction.</summary>
    internal static async Task InsertAsync(NpgsqlConnection connection, string journal, IReadOnlyList<DecisionRecord> records, CancellationToken cancel)
    {
        if (records.Count == 0) { return; }
        await using NpgsqlCommand command = new(
            $"""
            INSERT INTO {Name} (ts, journal, sequence, ts_ns, decision, kind, body, body_text, previous_hash, hash)
            SELECT timestamptz 'epoch' + (ts_ns / 1000) * interval '1 microsecond', $1, sequence, ts_ns, decision, kind, coalesce(body, body_text)::jsonb, body_text, previous_hash, hash
            FROM unnest($2, $3, $4, $5, $6, $7, $8, $9) AS r (sequence, ts_ns, decision, kind, body, body_text, previous_hash, hash)
            ON CONFLICT DO NOTHING
            """,
            connection);
        string[] texts = [.. records.Select(record => record.Body.GetRawText())];
        command.Parameters.Add(new() { Value = journal });
        command.Parameters.Add(new() { Value = records.Select(record => record.Sequence).ToArray() });
        command.Parameters.Add(new() { Value = records.Select(record => record.Time.Nanoseconds).ToArray() });
        command.Parameters.Add(new() { Value = records.Select(record => record.Decision).ToArray() });
        command.Parameters.Add(new() { Value = records.Select(record => DecisionKinds.Name(record.Kind)).ToArray() });
        command.Parameters.Add(new() { Value = texts.Select(Differing).ToArray() });
        command.Parameters.Add(new() { Value = texts });
        command.Parameters.Add(new() { Value = records.Select(record => record.Previous).ToArray() });
        command.Parameters.Add(new() { Value = records.Select(record => record.Hash).ToArray() });
        await command.ExecuteNonQueryAsync(cancel);
    }

    // Nearly always the text itself, which need not travel twice.
    private static string? Differing(string text) => JsonbText.Of(text) is var held && ReferenceEquals(held, text) ? null : held;
}
