using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Projection;

namespace LlmTrader.Tools.Hosting.Projections;

/// <summary>What a projection's tables must hold, by the journal alone.</summary>
public static class JournalSums
{
    private const int RowsPerCheck = 8192;

    /// <summary>By table, over all rows up to the place.</summary>
    public static IReadOnlyList<ColumnSums> Read(JournalDirectory journal, ProjectionPlace place, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ProjectionNames names = new(journal.Manifest);
        ColumnSums[] sums = [.. ProjectionTables.All.Select(table => new ColumnSums(table))];
        ProjectionRows rows = new(ProjectionPlace.Start);
        ProjectionBatch batch = new();

        using JournalFollower events = new(journal);
        EngineEvent e = default;
        while (events.LastSequence < place.InSequence && events.TryRead(ref e))
        {
            rows.Add(in e, batch);
            if (batch.Count >= RowsPerCheck) { Take(); }
        }

        Take();
        using OutJournalFollower records = new(journal);
        OutRecord record = default;
        while (records.TryRead(ref record) && record.Sequence <= place.OutSequence)
        {
            rows.Add(in record, batch);
            if (batch.Count >= RowsPerCheck) { Take(); }
        }

        Take();
        return sums;

        void Take()
        {
            cancel.ThrowIfCancellationRequested();
            foreach (ref readonly ProjectionRow row in batch.Rows) { sums[(int)row.Table].Add(in row, names); }
            batch.Clear();
        }
    }
}
