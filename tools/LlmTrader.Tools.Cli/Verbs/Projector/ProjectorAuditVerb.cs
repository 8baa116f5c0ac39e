using System.CommandLine;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Retention;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.Ledger.Auditing;
using LlmTrader.Persistence.Projection;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Queries;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary><c>llmtrader projector audit</c></summary>
internal sealed class ProjectorAuditVerb : Verb
{
    private readonly Option<string> _journal = JournalOption.Create();
    private readonly Option<string?> _postgres = PostgresOption.Create();

    public ProjectorAuditVerb()
        : base("audit", "Prove that nobody changed PostgreSQL's record of what operators asked for.")
    {
        Options.Add(_journal);
        Options.Add(_postgres);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Every request of an operator (`llmtrader ctl`, the admin socket, the engine itself) is a row of admin_audit, whose hash covers its columns and the hash of the row before. The chain follows from the journal alone, "
        + "so it is checked twice: by itself, and row by row against the journal as far as the projection came. The first row that was changed, removed or put in is named. "
        + "Of a journal whose beginning was pruned the chain is checked by itself only. Exit code 1 when a row is not as it was written.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader projector audit --journal DIR --postgres CONN", "is the record whole?"),
        new("llmtrader projector rebuild --journal DIR --postgres CONN --replace", "put back what the journal says"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        JournalDirectory journal = JournalDirectory.Open(arguments.GetValue(_journal)!);
        LedgerOptions ledger = PostgresOption.Read(arguments.GetValue(_postgres), journal)
            ?? throw new UsageException($"No database is named: give --postgres CONN, or set {PostgresOption.Variable}. The journal's own record is proven by `llmtrader journal verify`.");
        string id = journal.Manifest.JournalId;
        ProjectionPlace place = LedgerPlace.ReadAsync(ledger, id, session.Cancellation).GetAwaiter().GetResult();
        if (place == ProjectionPlace.Start) { throw new RunException($"The database has nothing of journal '{id}': `llmtrader projector --catch-up` carries it there."); }
        AuditTable table = AuditTable.ReadAsync(ledger, id, session.Cancellation).GetAwaiter().GetResult();
        AuditFinding? byJournal = null;
        string? notCompared = null;
        try { byJournal = AuditCheck.AgainstJournal(table, JournalAudit.Read(journal, session.Cancellation)); }
        catch (JournalPrunedException pruned) { notCompared = pruned.Message; }

        // The journal knows which row it was; the chain alone may only see it at the next one.
        AuditFinding? finding = byJournal ?? AuditCheck.ByItself(table, id);
        if (session.IsJson) { session.WriteJson(new { rows = table.Rows.Count, inSequence = table.InSequence, lastHash = table.Head, isComparedWithJournal = notCompared is null, isWhole = finding is null, finding }); }
        else { Print(session, table, notCompared, finding); }
        return finding is null ? ExitCode.Success : ExitCode.Finding;
    }

    private static void Print(Session session, AuditTable table, string? notCompared, AuditFinding? finding)
    {
        session.WriteLine($"{Figure.Count(table.Rows.Count)} requests up to sequence {table.InSequence}, last hash {table.Head}");
        if (notCompared is not null) { session.WriteLine($"Not compared with the journal: {notCompared}"); }
        session.WriteLine(finding is null ? "The chain is whole." : finding.Sequence < 0 ? $"The chain is broken: {finding.Problem}" : $"The chain is broken at sequence {finding.Sequence}: {finding.Problem}");
        if (finding is not null && notCompared is null) { session.WriteLine("`llmtrader projector rebuild --replace` puts back what the journal says."); }
    }
}
