using System.CommandLine;
using System.Diagnostics;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.Ledger.Rebuilding;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Projections;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary><c>llmtrader projector rebuild</c></summary>
internal sealed class ProjectorRebuildVerb : Verb
{
    private readonly Option<string> _journal = JournalOption.Create();
    private readonly Option<string?> _postgres = PostgresOption.Create();
    private readonly Option<bool> _replace = OptionOf.Flag("--replace", "Put the rebuilt rows in the place of the journal's old ones, in one transaction, whether they are equal or not.");

    public ProjectorRebuildVerb()
        : base("rebuild", "Make a projection anew from the journal and prove it equal, or put it in the old one's place.")
    {
        Options.Add(_journal);
        Options.Add(_postgres);
        Options.Add(_replace);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Fills a schema beside the projection's (llmtrader_rebuild) from the journal alone, then compares both table by table: rows, and the sum of a hash of every row. A projector may go on meanwhile; "
        + "what is compared is what both have. Where there is no projection yet, the new one becomes it. Exit code 1 when a table differs; the new schema then stays, to be looked at.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader projector rebuild --journal DIR --postgres CONN", "is what the database says what the journal says?"),
        new("llmtrader projector rebuild --journal DIR --postgres CONN --replace", "mend a projection that somebody has changed"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        JournalDirectory journal = JournalDirectory.Open(arguments.GetValue(_journal)!);
        LedgerOptions options = PostgresOption.Read(arguments.GetValue(_postgres), journal)
            ?? throw new UsageException($"No database is named: give --postgres CONN or set {PostgresOption.Variable}.");
        return RunAsync(journal, options, arguments.GetValue(_replace), session).GetAwaiter().GetResult();
    }

    private static async Task<int> RunAsync(JournalDirectory journal, LedgerOptions options, bool replace, Session session)
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
