using System.Collections.Concurrent;
using Npgsql;

namespace LlmTrader.Persistence.Ledger.Writing;

/// <summary>Sees to it that the months that rows lie in have partitions; asks the database once for each. Several threads may, each for another table.</summary>
internal sealed class MonthlyPartitions
{
    private readonly ConcurrentDictionary<(string Table, DateOnly Month), bool> _known = [];

    /// <summary>The first of the month, UTC, that a time in nanoseconds since 1970 lies in.</summary>
    public static DateOnly MonthOf(long nanoseconds)
    {
        DateTime time = LedgerTime.Of(nanoseconds);
        return new DateOnly(time.Year, time.Month, 1);
    }

    /// <summary>Makes the partitions that are missing. Not in the transaction of the rows: another projector must not wait for those.</summary>
    public async Task EnsureAsync(NpgsqlConnection connection, string table, IEnumerable<DateOnly> months, CancellationToken cancel)
    {
        foreach (DateOnly month in months)
        {
            if (_known.ContainsKey((table, month))) { continue; }
            await using NpgsqlCommand command = new("SELECT ensure_month($1, $2)", connection);
            command.Parameters.Add(new() { Value = table });
            command.Parameters.Add(new() { Value = month });
            await command.ExecuteNonQueryAsync(cancel);
            _known[(table, month)] = true;
        }
    }
}
