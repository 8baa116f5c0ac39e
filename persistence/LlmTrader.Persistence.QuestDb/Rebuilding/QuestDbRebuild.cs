using System.Globalization;
using System.Text.Json;
using LlmTrader.Persistence.Projection;

namespace LlmTrader.Persistence.QuestDb.Rebuilding;

/// <summary>What a rebuild asks of QuestDB beside the rows themselves: by SQL over HTTP.</summary>
public sealed class QuestDbRebuild(QuestDbSink sink, string journalId)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Rows of other journals, over all tables. The tables have to be there.</summary>
    /// <exception cref="QuestDbException">QuestDB refuses.</exception>
    public async Task<long> CountOthersAsync(CancellationToken cancel)
    {
        long rows = 0;
        foreach (ProjectionTable table in ProjectionTables.All) { rows += (await AskAsync(QuestDbSchema.OthersStatement(table, journalId), 1, cancel).ConfigureAwait(false))[0]; }
        return rows;
    }

    /// <summary>Removes the tables, whosoever rows they hold.</summary>
    /// <exception cref="QuestDbException">QuestDB refuses.</exception>
    public async Task DropAsync(CancellationToken cancel)
    {
        foreach (ProjectionTable table in ProjectionTables.All) { await sink.ExecuteAsync(QuestDbSchema.DropStatement(table), cancel).ConfigureAwait(false); }
    }

    /// <summary>Waits until queries see everything that was acknowledged.</summary>
    /// <exception cref="QuestDbException">A table is suspended, is none that has a log, or it takes too long.</exception>
    public async Task WaitUntilAppliedAsync(TimeSpan patience, CancellationToken cancel)
    {
        string[] ours = [.. ProjectionTables.All.Select(ProjectionTables.NameOf)];
        for (long end = Environment.TickCount64 + (long)patience.TotalMilliseconds; ; await Task.Delay(Look, cancel).ConfigureAwait(false))
        {
            Dictionary<string, WalTable> tables = (await sink.ReadWalAsync(cancel).ConfigureAwait(false)).ToDictionary(table => table.Table, StringComparer.Ordinal);
            foreach (string name in ours)
            {
                if (!tables.TryGetValue(name, out WalTable? table)) { throw new QuestDbException($"Table {name} has no write-ahead log.", "Drop it: the projector's schema step makes it with one."); }
                if (table.IsSuspended) { throw new QuestDbException($"Table {name} is suspended: {table.Error}", $"Once the cause is gone: {table.ResumeStatement}"); }
            }

            if (ours.All(name => tables[name].IsApplied)) { return; }
            if (Environment.TickCount64 >= end) { throw new QuestDbException($"The write-ahead log was not applied within {patience.TotalSeconds:F0} s.", remedy: null); }
        }
    }

    /// <summary>Counts and checksums of the tables beside the journal's.</summary>
    /// <param name="expected">By table, of the journal's rows up to the place.</param>
    /// <param name="place">How far both are compared.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="QuestDbException">QuestDB refuses.</exception>
    public async Task<IReadOnlyList<TableProof>> CompareAsync(IReadOnlyList<ColumnSums> expected, ProjectionPlace place, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(expected);
        List<TableProof> proofs = [];
        foreach (ProjectionTable table in ProjectionTables.All)
        {
            ColumnSums journal = expected[(int)table];
            List<int> summed = [.. QuestDbSchema.Summed(table).Select(column => ProjectionSchema.ColumnsOf(table).ToList().IndexOf(column))];
            long[] found = await AskAsync(QuestDbSchema.SumsStatement(table, journalId, place.SequenceOf(table)), summed.Count + 1, cancel).ConfigureAwait(false);
            proofs.Add(new TableProof(ProjectionTables.NameOf(table), found[0], ColumnSums.Checksum(found[1..]), journal.Rows, ColumnSums.Checksum(summed.Select(i => journal.Sums[i]))));
        }

        return proofs;
    }

    // One row of whole numbers; the sum of no number at all is null.
    private async Task<long[]> AskAsync(string statement, int count, CancellationToken cancel)
    {
        string answer = await sink.ExecuteAsync(statement, cancel).ConfigureAwait(false);
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            long[] numbers = [.. document.RootElement.GetProperty("dataset")[0].EnumerateArray().Select(Number)];
            return numbers.Length == count ? numbers : throw new FormatException($"{count} numbers were expected");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            throw new QuestDbException($"QuestDB's answer can't be read ({error.Message}): {statement}", "That is not a QuestDB, or one that this program does not know.", error);
        }
    }

    private static long Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => 0,
        JsonValueKind.String => long.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        _ => value.GetInt64(),
    };
}
