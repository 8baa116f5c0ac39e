using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger.Auditing;
using LlmTrader.Persistence.Ledger.Writing;
using LlmTrader.Persistence.Projection;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Queries;

/// <summary>A query straight over the journal's files: no database is needed.</summary>
/// <param name="journal">The engine's.</param>
/// <param name="strategist">The directory of the strategist's; null when none is named.</param>
public sealed class JournalRows(JournalDirectory journal, string? strategist = null) : IRowSource
{
    private const int RowsPerCheck = 8192;

    private readonly ProjectionNames _names = new(journal.Manifest);

    /// <inheritdoc/>
    /// <exception cref="RunException">The strategist is asked for, and no journal of it is named.</exception>
    public IEnumerable<string?[]> Read(QueryTable table, QueryFilter filter, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(filter);
        if (table == QueryTable.Bars) { return new JournalBars(journal).Read(filter, cancel); }
        if (table == QueryTable.Orders) { return new JournalOrders(journal.Manifest.Instruments).Read(Rows(cancel), filter); }
        if (table == QueryTable.Audit) { return JournalAudit.Read(journal, cancel).Where(row => filter.Keeps(new Timestamp(row.TimeNs), null)).Select(Cells); }
        if (table == QueryTable.StrategistRecords)
        {
            if (strategist is null) { throw new RunException("The strategist's records are in a journal of their own: name it by --decisions DIR, or ask the database with --postgres."); }
            return DecisionReader.All(strategist).Where(record => filter.Keeps(record.Time, null)).Select(Cells);
        }

        LedgerTable ledger = table.Ledger!;
        return Rows(ledger.Source == ProjectionTable.Fills, cancel)
            .Where(row => ledger.Keeps(in row) && filter.Keeps(row.Time, _names.Instrument(row.Instrument)))
            .Select(row => Cells(in row, table.Columns));
    }

    private string?[] Cells(in ProjectionRow row, IReadOnlyList<QueryColumn> columns)
    {
        string?[] cells = new string?[columns.Count];
        cells[0] = row.Time.ToString();
        CellWriter writer = new(cells, columns);
        ProjectionColumns.Write(in row, _names, ref writer);
        return cells;
    }

    private static string?[] Cells(AuditRow row) =>
    [
        new Timestamp(row.TimeNs).ToString(), Whole(row.Sequence), Whole(0), Whole(row.Epoch), Whole(row.RequestId), row.Who, row.What, row.Why, row.PreviousHash, row.Hash,
    ];

    private static string?[] Cells(DecisionRecord record) =>
    [
        record.Time.ToString(), Whole(record.Sequence), record.Decision, DecisionKinds.Name(record.Kind), record.Body.GetRawText(), record.Previous, record.Hash,
    ];

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private IEnumerable<ProjectionRow> Rows(CancellationToken cancel) => Rows(isIn: false, cancel);

    private IEnumerable<ProjectionRow> Rows(bool isIn, CancellationToken cancel)
    {
        using JournalFollower? events = isIn ? new(journal) : null;
        using OutJournalFollower? records = isIn ? null : new(journal);
        ProjectionRows rows = new(ProjectionPlace.Start);
        ProjectionBatch batch = new();
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            batch.Clear();
            bool isMore = events is not null ? Fill(events, rows, batch) : Fill(records!, rows, batch);
            for (int i = 0; i < batch.Count; i++) { yield return batch.Rows[i]; }
            if (!isMore) { yield break; }
        }
    }

    private static bool Fill(JournalFollower events, ProjectionRows rows, ProjectionBatch batch)
    {
        EngineEvent e = default;
        for (int i = 0; i < RowsPerCheck; i++)
        {
            if (!events.TryRead(ref e)) { return false; }
            rows.Add(in e, batch);
        }

        return true;
    }

    private static bool Fill(OutJournalFollower records, ProjectionRows rows, ProjectionBatch batch)
    {
        OutRecord record = default;
        for (int i = 0; i < RowsPerCheck; i++)
        {
            if (!records.TryRead(ref record)) { return false; }
            rows.Add(in record, batch);
        }

        return true;
    }
}
