using System.Diagnostics;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.Ledger.Rebuilding;
using LlmTrader.Persistence.Projection;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Projections;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary>Makes PostgreSQL's projection anew, beside the one that is there.</summary>
internal static class LedgerRebuildRun
{
    public static async Task<int> RunAsync(JournalDirectory journal, LedgerOptions options, bool replace, Session session)
    {
        CancellationToken cancel = session.Cancellation;
        await using LedgerRebuild rebuild = new(options, journal.Manifest.JournalId);
        if (await rebuild.ClearAsync(cancel)) { session.WriteError("An earlier rebuild was cut off, or left its schema for you to look at; it is removed."); }
        bool hasOld = await rebuild.HasRowsAsync(cancel);
        Stopwatch clock = Stopwatch.StartNew();
        await using LedgerSink sink = new(rebuild.Target);
        ProjectionPump pump = new(journal, sink, new PumpOptions { CatchUp = true, FailFast = true, RememberFollowers = false, BatchReads = 1 << 17 }, session.WriteError);
        await pump.RunAsync(cancel);
        double copied = clock.Elapsed.TotalSeconds;
        await sink.CompleteAsync(cancel);
        double seconds = clock.Elapsed.TotalSeconds;

        // The journal's own sums prove what was written; a projection that was there is then compared with it row by row.
        IReadOnlyList<TableProof> proofs = await rebuild.ProveAsync(sink, cancel);
        bool isWhole = proofs.All(proof => proof.IsEqual);
        if (!isWhole) { return Tell(session, new LedgerRebuildResult(sink.RowsWritten, copied, seconds, hasOld, isEqual: false, isReplaced: false, proofs)); }
        if (hasOld) { proofs = await rebuild.CompareAsync(cancel); }
        bool isEqual = proofs.All(proof => proof.IsEqual);
        bool isReplaced = replace || !hasOld;
        if (isReplaced) { await rebuild.ReplaceAsync(cancel); }
        else if (isEqual) { await rebuild.ClearAsync(cancel); }
        return Tell(session, new LedgerRebuildResult(sink.RowsWritten, copied, seconds, hasOld, isEqual, isReplaced, proofs));
    }

    private static int Tell(Session session, LedgerRebuildResult result)
    {
        if (session.IsJson) { session.WriteJson(result); }
        else { result.Print(session); }
        return result.IsEqual ? ExitCode.Success : ExitCode.Finding;
    }
}
