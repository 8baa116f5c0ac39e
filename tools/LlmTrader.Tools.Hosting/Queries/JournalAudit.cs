using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger.Auditing;
using LlmTrader.Persistence.Projection;

namespace LlmTrader.Tools.Hosting.Queries;

/// <summary>Operators' requests with their hash chain, made of the journal alone.</summary>
public static class JournalAudit
{
    private const int EventsPerCheck = 8192;

    /// <summary>In the order of the journal.</summary>
    /// <exception cref="Persistence.Journal.Retention.JournalPrunedException">The journal's beginning was pruned, and with it the beginning of the chain.</exception>
    public static IEnumerable<AuditRow> Read(JournalDirectory journal, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(journal);
        using JournalFollower events = new(journal);
        ProjectionRows rows = new(ProjectionPlace.Start);
        ProjectionBatch batch = new();
        AuditChain chain = AuditChain.StartOf(journal.Manifest);
        List<AuditRow> linked = [];
        bool isMore;
        do
        {
            cancel.ThrowIfCancellationRequested();
            batch.Clear();
            linked.Clear();
            isMore = Fill(events, rows, batch);
            chain = chain.Link(batch, linked);
            foreach (AuditRow row in linked) { yield return row; }
        }
        while (isMore);
    }

    private static bool Fill(JournalFollower events, ProjectionRows rows, ProjectionBatch batch)
    {
        EngineEvent e = default;
        for (int i = 0; i < EventsPerCheck; i++)
        {
            if (!events.TryRead(ref e)) { return false; }
            if (e.Kind is EventKind.AdminRequest or EventKind.EpochStart) { rows.Add(in e, batch); }
        }

        return true;
    }
}
