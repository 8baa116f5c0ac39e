using System.Diagnostics;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Projection;
using LlmTrader.Persistence.QuestDb;
using LlmTrader.Persistence.QuestDb.Rebuilding;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Projections;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary>Compares QuestDB's projection with the journal, or makes it anew.</summary>
internal static class QuestDbRebuildRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task<int> RunAsync(JournalDirectory journal, QuestDbOptions options, bool replace, Session session)
    {
        CancellationToken cancel = session.Cancellation;
        string id = journal.Manifest.JournalId;
        ProjectionPlace place = QuestDbPlace.Read(options, id);
        bool hadProjection = place != ProjectionPlace.Start;
        bool isFilled = replace || !hadProjection;
        await using QuestDbSink sink = new(options, new QuestDbVoice(session.WriteError));
        await sink.PrepareAsync(journal.Manifest, cancel);
        QuestDbRebuild rebuild = new(sink, id);
        long others = await rebuild.CountOthersAsync(cancel);
        long rows = 0;
        Stopwatch clock = Stopwatch.StartNew();
        if (isFilled)
        {
            QuestDbPlace.Forget(options);
            if (others == 0)
            {
                await rebuild.DropAsync(cancel);
                await sink.PrepareAsync(journal.Manifest, cancel);
            }
            else
            {
                session.WriteError($"The tables hold {Figure.Count(others)} rows of other journals and are kept; this journal's rows are sent over those that are there.");
            }

            ProjectionPump pump = new(journal, sink, new PumpOptions { CatchUp = true, FailFast = true, RememberFollowers = false, BatchReads = 1 << 17 }, session.WriteError);
            await pump.RunAsync(cancel);
            (place, rows) = (pump.Status.Place, pump.Status.Rows);
        }

        double sent = clock.Elapsed.TotalSeconds;
        await rebuild.WaitUntilAppliedAsync(Patience, cancel);
        double applied = clock.Elapsed.TotalSeconds;
        IReadOnlyList<TableProof> proofs = await rebuild.CompareAsync(JournalSums.Read(journal, place, cancel), place, cancel);
        string[] kept = [.. options.Ttl.Keys.Select(ProjectionTables.NameOf)];
        proofs = [.. proofs.Where(proof => !kept.Contains(proof.Table))];    // They drop old rows, as they are told.
        bool isEqual = proofs.All(proof => proof.IsEqual);
        if (session.IsJson)
        {
            session.WriteJson(new { rows, sendSeconds = sent, appliedSeconds = applied, rowsPerSecond = isFilled ? rows / sent : (double?)null, hadProjection, isFilled, isEqual, rejectedRows = sink.RejectedRows, tables = proofs });
        }
        else
        {
            if (isFilled) { session.WriteLine($"Sent {Figure.Count(rows)} rows in {sent:F2} s: {Figure.Count((long)(rows / sent))} rows/s; applied after {applied:F2} s."); }
            ProofTable.Print(session, "questdb", "journal", proofs);
            session.WriteLine(isEqual ? "The projection is what the journal says." : "The projection is not what the journal says.");
            if (!isEqual && !isFilled) { session.WriteLine("--replace makes it anew."); }
            if (kept.Length > 0) { session.WriteLine($"Not compared, since they keep no old rows: {string.Join(", ", kept)}."); }
            if (sink.RejectedRows > 0) { session.WriteLine($"{Figure.Count(sink.RejectedRows)} rows were refused; they lie in {sink.RejectedPath}."); }
        }

        return isEqual ? ExitCode.Success : ExitCode.Finding;
    }
}
