using System.Diagnostics;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.Ledger.Rebuilding;
using LlmTrader.Persistence.Ledger.Strategist;
using LlmTrader.Persistence.Projection;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Projections;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary>Makes PostgreSQL's projection anew, beside the one that is there.</summary>
internal static class LedgerRebuildRun
{
    /// <param name="journal">The engine's journal.</param>
    /// <param name="decisions">The strategist's, which it may not have begun; null leaves its records as they are.</param>
    /// <param name="options">Of the ledger that is there.</param>
    /// <param name="replace">Put what was made in the place of what is there, equal or not.</param>
    /// <param name="session">Where it is told.</param>
    public static async Task<int> RunAsync(JournalDirectory journal, string? decisions, LedgerOptions options, bool replace, Session session)
    {
        CancellationToken cancel = session.Cancellation;
        await using LedgerRebuild rebuild = new(options, journal.Manifest.JournalId);
        if (await rebuild.ClearAsync(cancel)) { session.WriteError("An earlier rebuild was cut off, or left its schema for you to look at; it is removed."); }
        bool hasOld = await rebuild.HasRowsAsync(cancel);
        DecisionPlace? strategistBefore = decisions is null ? null : await StrategistPlace.ReadAsync(options, journal.Manifest.JournalId, cancel);
        Stopwatch clock = Stopwatch.StartNew();
        await using LedgerSink sink = new(rebuild.Target);
        PumpOptions pumping = new() { CatchUp = true, FailFast = true, RememberFollowers = false, BatchReads = 1 << 17 };
        await new ProjectionPump(journal, sink, pumping, session.WriteError).RunAsync(cancel);
        await using StrategistRun? strategist = decisions is null ? null : new StrategistRun(decisions, journal, rebuild.Target, pumping, session.WriteError);
        if (strategist is not null) { await strategist.Pump.RunAsync(cancel); }
        double copied = clock.Elapsed.TotalSeconds;
        await sink.CompleteAsync(cancel);
        double seconds = clock.Elapsed.TotalSeconds;

        long rows = sink.RowsWritten + (strategist?.Sink.RecordsWritten ?? 0);

        // The journal's own sums prove what was written; a projection that was there is then compared with it row by row.
        IReadOnlyList<TableProof> proofs = await rebuild.ProveAsync(sink, strategist?.Sink, cancel);
        bool isWhole = proofs.All(proof => proof.IsEqual);
        if (!isWhole) { return Tell(session, new LedgerRebuildResult(rows, copied, seconds, hasOld, isEqual: false, isReplaced: false, proofs)); }
        if (hasOld) { proofs = await rebuild.CompareAsync(strategistBefore, cancel); }
        bool isEqual = proofs.All(proof => proof.IsEqual);
        bool isReplaced = replace || !hasOld;
        if (isReplaced) { await rebuild.ReplaceAsync(strategistBefore, cancel); }
        else if (isEqual) { await rebuild.ClearAsync(cancel); }
        return Tell(session, new LedgerRebuildResult(rows, copied, seconds, hasOld, isEqual, isReplaced, proofs));
    }

    private static int Tell(Session session, LedgerRebuildResult result)
    {
        if (session.IsJson) { session.WriteJson(result); }
        else { result.Print(session); }
        return result.IsEqual ? ExitCode.Success : ExitCode.Finding;
    }
}
