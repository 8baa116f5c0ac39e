using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Projection;
using Npgsql;

namespace LlmTrader.Persistence.Ledger.Writing;

/// <summary>Writes what happens rarely: rule sets' sources and changes, epochs, money that moved without a trade, positions that a flatten left open.</summary>
internal static class ControlRows
{
    public static async Task WriteAsync(NpgsqlConnection connection, string journal, ProjectionBatch batch, CancellationToken cancel)
    {
        if (batch.ControlEvents.Count + batch.ControlRecords.Count == 0) { return; }
        await using NpgsqlBatch commands = new(connection);
        foreach (EngineEvent e in batch.ControlEvents) { Add(commands, journal, in e); }
        foreach ((int row, OutRecord record) in batch.ControlRecords) { Add(commands, journal, row, in record); }
        await commands.ExecuteNonQueryAsync(cancel);
    }

    private static void Add(NpgsqlBatch commands, string journal, in EngineEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.RuleSetSource:
                ReadOnlySpan<byte> text = e.RuleSetSource.Text;
                Insert(commands, "rule_set_pieces", "set_id, byte_offset, piece", journal, e.Time, e.Sequence, 0, e.RuleSetSource.SetId, e.RuleSetSource.Offset, text[..e.RuleSetSource.Length].ToArray());
                break;
            case EventKind.RuleSetStage:
                RuleSetStage stage = e.RuleSetStage;
                Insert(commands, "rule_set_stages", "slot, set_id, length, warm_up_bars, sha256", journal, e.Time, e.Sequence, 0, (int)stage.Slot.Value, stage.SetId, stage.Length, stage.WarmUpBars, stage.Hash.ToString());
                break;
            default:
                Insert(commands, "epochs", "epoch, reason", journal, e.Time, e.Sequence, 0, e.EpochStart.Epoch, e.EpochStart.Reason.ToString());
                break;
        }
    }

    private static void Add(NpgsqlBatch commands, string journal, int row, in OutRecord record)
    {
        if (record.Kind == OutKind.CashFlow)
        {
            CashFlow flow = record.CashFlow;
            Insert(commands, "cash_flows", "account, kind, currency, amount_raw", journal, record.Time, record.Sequence, row, (int)flow.Account.Value, flow.Kind.ToString(), flow.Currency.ToString(), flow.AmountRaw);
            return;
        }

        if (record.Kind == OutKind.Unclosed)
        {
            UnclosedPosition left = record.Unclosed;
            Insert(commands, "unclosed_positions", "instrument, account, position_raw, reason", journal, record.Time, record.Sequence, row, record.Instrument.Value, (int)left.Account.Value, left.Position.Raw, left.Reason.ToString());
            return;
        }

        RuleSetUpdate change = record.RuleSet;
        Insert(commands, "rule_set_history", "slot, set_id, change, code", journal, record.Time, record.Sequence, row, (int)change.Slot.Value, change.SetId, change.Change.ToString(), change.Code.ToString());
    }

    private static void Insert(NpgsqlBatch commands, string table, string columns, string journal, Timestamp time, long sequence, int row, params ReadOnlySpan<object> values)
    {
        NpgsqlBatchCommand command = new($"INSERT INTO {table} (journal, ts_ns, sequence, row, {columns}) VALUES ({string.Join(", ", Enumerable.Range(1, values.Length + 4).Select(i => $"${i}"))}) ON CONFLICT DO NOTHING");
        command.Parameters.Add(new() { Value = journal });
        command.Parameters.Add(new() { Value = time.Nanoseconds });
        command.Parameters.Add(new() { Value = sequence });
        command.Parameters.Add(new() { Value = (long)row });
        foreach (object value in values) { command.Parameters.Add(new() { Value = value }); }
        commands.BatchCommands.Add(command);
    }
}
