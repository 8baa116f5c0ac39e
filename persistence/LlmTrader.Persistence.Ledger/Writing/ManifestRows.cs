using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using Npgsql;
using NpgsqlTypes;

namespace LlmTrader.Persistence.Ledger.Writing;

/// <summary>Writes what a manifest says: the journal, its instruments, configuration, accounts and first epoch.</summary>
internal static class ManifestRows
{
    public static async Task WriteAsync(NpgsqlConnection connection, JournalManifest manifest, IReadOnlyList<LedgerAccount> accounts, CancellationToken cancel)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        await using NpgsqlBatch commands = new(connection, transaction);
        string journal = manifest.JournalId;
        Insert(commands, "journals (journal, format_version, engine_semantics, program_version, created_ns)", journal, manifest.FormatVersion, manifest.EngineSemantics, manifest.ProgramVersion, manifest.CreatedAt.Nanoseconds);
        foreach (Instrument i in manifest.Instruments.All)
        {
            Insert(commands, "instruments (journal, instrument, symbol, venue, base, quote, price_scale, quantity_scale)",
                journal, i.Id.Value, i.Symbol, i.Venue, i.Base.ToString(), i.Quote.ToString(), (short)i.PriceScale, (short)i.QuantityScale);
        }

        Insert(commands, "configuration_versions (journal, sha256, configuration)", journal, manifest.ConfigurationHash, Json(manifest.Configuration.GetRawText()));
        foreach (LedgerAccount account in accounts)
        {
            Insert(commands, "accounts (journal, account, name, initial_cash)", journal, account.Id, account.Name, Json(JsonSerializer.Serialize(account.InitialCash)));
        }

        Insert(commands, "epochs (journal, ts_ns, sequence, row, epoch, reason)", journal, manifest.CreatedAt.Nanoseconds, -1L, 0L, manifest.Epoch, nameof(EpochReason.None));    // Before the first event.
        await commands.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    private static NpgsqlParameter Json(string text) => new() { Value = text, NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static void Insert(NpgsqlBatch commands, string target, params ReadOnlySpan<object> values)
    {
        NpgsqlBatchCommand command = new($"INSERT INTO {target} VALUES ({string.Join(", ", Enumerable.Range(1, values.Length).Select(i => $"${i}"))}) ON CONFLICT DO NOTHING");
        foreach (object value in values) { command.Parameters.Add(value as NpgsqlParameter ?? new() { Value = value }); }
        commands.BatchCommands.Add(command);
    }
}
