using System.CommandLine;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Projector;
using LlmTrader.Tools.Hosting.Queries;

namespace LlmTrader.Tools.Cli.Verbs.Query;

/// <summary><c>llmtrader query</c></summary>
internal sealed class QueryVerb : Verb
{
    private readonly Argument<string> _table = new("table") { HelpName = "TABLE", Description = string.Join(", ", QueryTable.All.Select(table => table.Name)) };
    private readonly Option<string> _journal = JournalOption.Create();
    private readonly Option<string?> _postgres = OptionOf.Text("--postgres", "CONN", "Ask PostgreSQL instead of the journal's files; as with `projector`. The rows are the same.");
    private readonly Option<string?> _decisions = StrategistOption.Create();
    private readonly Option<string?> _from = OptionOf.Text("--from", "TIME", "The first engine time, UTC: 2025-01-31, or 2025-01-31T09:30:00 with up to nine decimals.");
    private readonly Option<string?> _to = OptionOf.Text("--to", "TIME", "Behind the last engine time.");
    private readonly Option<string?> _symbol = OptionOf.Text("--symbol", "SYMBOL", "Only this instrument: BTCUSDT, or BTCUSDT.BINANCE.");
    private readonly Option<bool> _csv = OptionOf.Flag("--csv", "Print comma-separated values instead of a table.");

    public QueryVerb()
        : base("query", "Ask for orders, fills, positions, equity, decisions, verdicts, bars, operators' requests or the strategist's records, over a journal or its database.")
    {
        Arguments.Add(_table);
        foreach (Option option in new Option[] { _journal, _postgres, _decisions, _from, _to, _symbol, _csv }) { Options.Add(option); }
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Reads the journal's files, or with --postgres the database that a projector fills; both give the same rows in the same order. An order is one row with what has become of it; "
        + "fills, positions, equity, decisions and verdicts are a row for each record. Bars are those that closed, made again from the journal when the engine built them of trades. "
        + "admin_audit is what operators asked for, each request chained to the one before it by a hash; `projector audit` checks the chain of a database. decision_records is what the strategist recorded, from its own journal (--decisions DIR); `llmtrader decisions` tells it in words. "
        + "Numbers are exact decimals, times UTC with nanoseconds. --json prints an array of objects.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader query orders --journal llmtrader-demo", "every order of the demo and how it ended"),
        new("llmtrader query bars --journal llmtrader-demo --symbol BTCUSDT --csv > bars.csv", "for a spreadsheet"),
        new("llmtrader query admin_audit --journal DIR --from 2025-01-31", "who did what, and why?"),
        new("llmtrader query decision_records --journal DIR --decisions strategist --json", "each step of each decision, whole"),
        new("llmtrader query fills --journal DIR --postgres CONN --from 2025-01-01 --to 2025-02-01 --json", "a month, from the database"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string name = arguments.GetValue(_table)!;
        QueryTable table = QueryTable.All.FirstOrDefault(table => table.Name == name)
            ?? throw new UsageException($"'{name}' can't be asked for; one of {string.Join(", ", QueryTable.All.Select(table => table.Name))} is expected.");
        JournalDirectory journal = JournalDirectory.Open(arguments.GetValue(_journal)!);
        QueryFilter filter = new() { From = TimeText.Read("--from", arguments.GetValue(_from)), To = TimeText.Read("--to", arguments.GetValue(_to)), Symbol = arguments.GetValue(_symbol) };
        IRowSource source = arguments.GetValue(_postgres) is { } postgres
            ? new LedgerRows(PostgresOption.Read(postgres, journal)!, journal.Manifest)
            : new JournalRows(journal, arguments.GetValue(_decisions));
        RowPrinter.Print(session, table, source.Read(table, filter, session.Cancellation), arguments.GetValue(_csv));
        return ExitCode.Success;
    }
}
