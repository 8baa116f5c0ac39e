using System.CommandLine;
using System.Diagnostics;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.Ledger.Rebuilding;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Projections;
using Spectre.Console;

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
        await rebuild.ClearAsync(cancel);
        bool hasOld = await rebuild.HasRowsAsync(cancel);
        long rows;
        Stopwatch clock = Stopwatch.StartNew();
        await using (LedgerSink sink = new(rebuild.Target))
        {
            ProjectionPump pump = new(journal, sink, new PumpOptions { CatchUp = true, FailFast = true, RememberFollowers = false, BatchReads = 1 << 17 }, session.WriteError);
            await pump.RunAsync(cancel);
            rows = sink.RowsWritten;
        }

        double seconds = clock.Elapsed.TotalSeconds;
        IReadOnlyList<TableProof> proofs = hasOld ? await rebuild.CompareAsync(cancel) : [];
        bool isEqual = proofs.All(proof => proof.IsEqual);
        bool isReplaced = replace || !hasOld;
        if (isReplaced) { await rebuild.ReplaceAsync(cancel); }
        else if (isEqual) { await rebuild.ClearAsync(cancel); }

        if (session.IsJson) { session.WriteJson(new { rows, seconds, rowsPerSecond = rows / seconds, hadProjection = hasOld, isEqual, isReplaced, tables = proofs }); }
        else { Print(session, rows, seconds, hasOld, isEqual, isReplaced, proofs); }
        return isEqual ? ExitCode.Success : ExitCode.Finding;
    }

    private static void Print(Session session, long rows, double seconds, bool hasOld, bool isEqual, bool isReplaced, IReadOnlyList<TableProof> proofs)
    {
        session.WriteLine($"Rebuilt {Figure.Count(rows)} rows in {seconds:F2} s: {Figure.Count((long)(rows / seconds))} rows/s.");
        if (hasOld)
        {
            Table table = Tables.Figures("table", "rows", "rebuilt", "checksum", "");
            foreach (TableProof proof in proofs) { table.Row(proof.Table, Figure.Count(proof.Rows), Figure.Count(proof.RebuiltRows), proof.Checksum, proof.IsEqual ? "equal" : $"differs: {proof.RebuiltChecksum}"); }
            session.Write(table);
            session.WriteLine(isEqual ? "The projection is what the journal says." : "The projection is not what the journal says.");
        }

        if (isReplaced) { session.WriteLine(hasOld ? "The rebuilt rows have taken the old ones' place." : "There was no projection of this journal; now there is."); }
    }
}
