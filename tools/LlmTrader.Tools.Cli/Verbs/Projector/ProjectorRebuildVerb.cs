using System.CommandLine;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.QuestDb;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary><c>llmtrader projector rebuild</c></summary>
internal sealed class ProjectorRebuildVerb : Verb
{
    private readonly Option<string> _journal = JournalOption.Create();
    private readonly Option<string?> _postgres = PostgresOption.Create();
    private readonly QuestDbOption _questDb = new();
    private readonly Option<string?> _decisions = StrategistOption.Create();
    private readonly Option<bool> _replace = OptionOf.Flag("--replace", "Put the rebuilt rows in the place of the journal's old ones, whether they are equal or not: PostgreSQL in one transaction, QuestDB by making its tables anew.");

    public ProjectorRebuildVerb()
        : base("rebuild", "Make a projection anew from the journal and prove it equal, or put it in the old one's place.")
    {
        Options.Add(_journal);
        Options.Add(_postgres);
        _questDb.AddTo(this);
        Options.Add(_decisions);
        Options.Add(_replace);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "PostgreSQL: fills a schema beside the projection's (llmtrader_rebuild) from the journal alone, by plain COPY with the indexes made at the end, proves it by the journal's own counts and sums, then compares both table by table: rows, and the sum of a hash of every row. "
        + "A projector may go on meanwhile; what is compared is what both have. Where there is no projection yet, the new one becomes it. With --decisions the strategist's records are made anew too, and proven by their hash chain; without it they stay as they are. A rebuild that is killed leaves only that schema, which the next one removes.\n\n"
        + "QuestDB has one set of tables, so it is compared with the journal itself, as far as the projector came: counts, and a sum for every column, by SQL once the write-ahead log is applied. Only --replace writes to it, or where nothing was projected yet: "
        + "the tables are dropped, made anew and filled; tables that hold rows of other journals are kept, and this journal's rows are sent over those that are there. The projector must not run meanwhile.\n\n"
        + "Exit code 1 when a table differs; PostgreSQL's new schema then stays, to be looked at.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader projector rebuild --journal DIR --postgres CONN", "is what the database says what the journal says?"),
        new("llmtrader projector rebuild --journal DIR --postgres CONN --replace", "mend a projection that somebody has changed"),
        new("llmtrader projector rebuild --journal DIR --postgres CONN --decisions strategist", "with what the strategist recorded"),
        new("llmtrader projector rebuild --journal DIR --questdb http://127.0.0.1:9000 --replace", "fill QuestDB anew, and print the rate"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        JournalDirectory journal = JournalDirectory.Open(arguments.GetValue(_journal)!);
        string? postgres = arguments.GetValue(_postgres);
        bool isQuestDbNamed = _questDb.IsNamed(arguments);
        if (postgres is not null && isQuestDbNamed) { throw new UsageException("--postgres and --questdb are rebuilt one at a time: name one of them."); }
        LedgerOptions? ledger = isQuestDbNamed ? null : PostgresOption.Read(postgres, journal);
        QuestDbOptions? questDb = postgres is not null ? null : _questDb.Read(arguments, journal);
        bool replace = arguments.GetValue(_replace);
        string? decisions = arguments.GetValue(_decisions);
        if (decisions is not null && ledger is null) { throw new UsageException($"{StrategistOption.Name} goes to PostgreSQL alone: name it by --postgres CONN, or set {PostgresOption.Variable}."); }
        return (ledger, questDb) switch
        {
            (not null, not null) => throw new UsageException($"{PostgresOption.Variable} and {QuestDbOption.Variable} are both set, and databases are rebuilt one at a time: name one by --postgres or --questdb."),
            (not null, null) => LedgerRebuildRun.RunAsync(journal, decisions, ledger, replace, session).GetAwaiter().GetResult(),
            (null, not null) => QuestDbRebuildRun.RunAsync(journal, questDb, replace, session).GetAwaiter().GetResult(),
            _ => throw new UsageException($"No database is named: give --postgres CONN or --questdb URL, or set {PostgresOption.Variable} or {QuestDbOption.Variable}."),
        };
    }
}
