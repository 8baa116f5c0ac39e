using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Projection;

namespace LlmTrader.Persistence.Ledger.Auditing;

/// <summary>
/// How far a journal's requests are chained. A value: who writes a batch keeps the one from before it until the batch is written, and
/// starts from it again when that fails. It follows from the journal alone.
/// </summary>
/// <param name="Journal">The journal's id.</param>
/// <param name="Sequence">Up to where; requests up to it are not linked again.</param>
/// <param name="Epoch">The start of the engine that wrote what comes next.</param>
/// <param name="Hash">Of the last row; <see cref="AuditRow.NoHash"/> when there is none.</param>
public readonly record struct AuditChain(string Journal, long Sequence, long Epoch, string Hash)
{
    /// <summary>Before the journal's first event.</summary>
    public static AuditChain StartOf(JournalManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return new AuditChain(manifest.JournalId, -1, manifest.Epoch, AuditRow.NoHash);
    }

    /// <summary>Makes rows of a batch's requests, those of them that are new.</summary>
    /// <returns>The chain behind the batch.</returns>
    public AuditChain Link(ProjectionBatch batch, ICollection<AuditRow> rows)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(rows);
        AuditChain chain = this;
        int nextControl = 0;
        foreach (ProjectedRequest request in batch.Requests)
        {
            chain = chain.TakeEpochs(batch.ControlEvents, ref nextControl, request.Sequence);
            if (request.Sequence <= chain.Sequence) { continue; }
            AuditRow row = chain.RowOf(in request);
            rows.Add(row);
            chain = chain with { Sequence = row.Sequence, Hash = row.Hash };
        }

        return chain.TakeEpochs(batch.ControlEvents, ref nextControl, long.MaxValue);
    }

    private AuditChain TakeEpochs(IReadOnlyList<EngineEvent> events, ref int next, long before)
    {
        AuditChain chain = this;
        for (; next < events.Count && events[next].Sequence < before; next++)
        {
            if (events[next].Kind == EventKind.EpochStart) { chain = chain with { Epoch = events[next].EpochStart.Epoch }; }
        }

        return chain;
    }

    private AuditRow RowOf(in ProjectedRequest request)
    {
        AuditRow row = new()
        {
            Sequence = request.Sequence,
            TimeNs = request.Time.Nanoseconds,
            Epoch = Epoch,
            RequestId = request.Request.Id,
            Who = Storable(request.Request.Who),
            What = Storable(request.Request.What),
            Why = Storable(request.Request.Why),
            PreviousHash = Hash,
            Hash = "",
        };
        return row with { Hash = row.HashIn(Journal) };
    }

    // The one character that PostgreSQL's text can't hold; nobody types it, and it must not stop a projection.
    private static string Storable(string text) => text.Replace('\0', '\uFFFD');
}
