using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Tools.Hosting.Runs;
using Npgsql;

namespace LlmTrader.Tools.Hosting.Queries;

/// <summary>A query over PostgreSQL.</summary>
public sealed class LedgerRows(LedgerOptions options, JournalManifest manifest) : IRowSource
{
    /// <inheritdoc/>
    /// <exception cref="RunException">The ledger has no such table.</exception>
    public IEnumerable<string?[]> Read(QueryTable table, QueryFilter filter, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(filter);
        if (table == QueryTable.Bars) { throw new RunException("PostgreSQL has no bars: those that the engine makes of trades are derived from the journal and stored nowhere, and those of a source lie in QuestDB's table bars. Without --postgres, `llmtrader query bars` makes all of them from the journal."); }
        return Rows(table, filter, cancel);
    }

    private IEnumerable<string?[]> Rows(QueryTable table, QueryFilter filter, CancellationToken cancel)
    {
        using NpgsqlDataSource source = LedgerConnection.Create(options);
        using NpgsqlConnection connection = source.OpenConnection();
        RequireProjection(connection, "checkpoints", $"journal '{manifest.JournalId}'", "`llmtrader projector --catch-up`");
        if (table == QueryTable.StrategistRecords) { RequireProjection(connection, "decision_checkpoints", "the strategist's journal", "`llmtrader projector --catch-up --decisions DIR`"); }
        using NpgsqlCommand command = Command(connection, table, filter);
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            cancel.ThrowIfCancellationRequested();
            yield return Cells(reader, table.Columns);
        }
    }

    // No rows would say that nothing had happened.
    private void RequireProjection(NpgsqlConnection connection, string checkpoints, string what, string how)
    {
        using NpgsqlCommand exists = new($"SELECT to_regclass('{checkpoints}') IS NOT NULL", connection);
        bool isThere = (bool)exists.ExecuteScalar()!;
        if (isThere)
        {
            using NpgsqlCommand place = new($"SELECT count(*) FROM {checkpoints} WHERE journal = $1", connection);
            place.Parameters.Add(new() { Value = manifest.JournalId });
            isThere = (long)place.ExecuteScalar()! > 0;
        }

        if (!isThere) { throw new RunException($"The database has nothing of {what}: {how} carries it there, and without --postgres the journal itself answers."); }
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, QueryTable table, QueryFilter filter)
    {
        IEnumerable<string> columns = table.Columns.Select(column => column switch
        {
            { Name: "time" } => "ts_ns",
            { Name: "updated" } => "updated_ns",
            { Cell: QueryCell.Fraction } => column.Name + "_raw",
            { Cell: QueryCell.Json } => column.Name + "_text",
            _ => column.Name,
        });

        // ts, a whole microsecond, chooses the partitions; ts_ns is exact.
        string[] parts = (filter.Symbol ?? "").Split('.', 2);
#pragma warning disable CA2100 // Made of this program's own names.
        NpgsqlCommand command = new(
            $"""
            SELECT {string.Join(", ", columns)}, symbol, venue FROM {(table.HasInstruments ? table.Name : $"(SELECT *, NULL::text AS symbol, NULL::text AS venue FROM {table.Name}) t")}
            WHERE journal = $1 AND ts_ns >= $2 AND ts_ns < $3 AND ts >= $4 AND ts <= $5 {(filter.Symbol is null ? "" : parts.Length == 1 ? "AND symbol = $6" : "AND symbol = $6 AND venue = $7")}
            ORDER BY {(table == QueryTable.StrategistRecords ? "sequence" : "sequence, row")}
            """,
            connection);
#pragma warning restore CA2100
        long from = filter.From?.Nanoseconds ?? long.MinValue;
        long to = filter.To?.Nanoseconds ?? long.MaxValue;
        command.Parameters.Add(new() { Value = manifest.JournalId });
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = to });
        command.Parameters.Add(new() { Value = Micros(from) });
        command.Parameters.Add(new() { Value = Micros(to) });
        if (filter.Symbol is not null) { foreach (string part in parts) { command.Parameters.Add(new() { Value = part }); } }
        return command;
    }

    private static DateTime Micros(long nanoseconds) => DateTime.UnixEpoch.AddTicks(Math.DivRem(nanoseconds, 1000).Quotient * TimeSpan.TicksPerMicrosecond - (nanoseconds < 0 ? TimeSpan.TicksPerMicrosecond : 0));

    private string?[] Cells(NpgsqlDataReader reader, IReadOnlyList<QueryColumn> columns)
    {
        Instrument? instrument = InstrumentOf(reader, columns.Count);
        string?[] cells = new string?[columns.Count];
        for (int i = 0; i < cells.Length; i++)
        {
            if (reader.IsDBNull(i)) { continue; }
            cells[i] = columns[i].Cell switch
            {
                QueryCell.Text or QueryCell.Json or QueryCell.Hash => reader.GetString(i),
                QueryCell.Whole => reader.GetInt64(i).ToString(CultureInfo.InvariantCulture),
                QueryCell.Time => new Timestamp(reader.GetInt64(i)).ToString(),
                _ => ScaleOf(columns[i].Name, instrument) is { } scale ? FixedPoint.Format(reader.GetInt64(i), scale) : null,
            };
        }

        return cells;
    }

    private Instrument? InstrumentOf(NpgsqlDataReader reader, int symbolAt) =>
        !reader.IsDBNull(symbolAt) && manifest.Instruments.TryFind($"{reader.GetString(symbolAt)}.{reader.GetString(symbolAt + 1)}", out Instrument? instrument) ? instrument : null;

    private static int? ScaleOf(string column, Instrument? instrument) => column switch
    {
        "price" or "trigger_price" => instrument?.PriceScale,
        "position" => instrument?.QuantityScale,
        _ when column.EndsWith("quantity", StringComparison.Ordinal) => instrument?.QuantityScale,
        _ => Money.Scale,
    };
}
