using System.CommandLine;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.Ledger.Strategist;
using LlmTrader.Persistence.Projection;
using LlmTrader.Persistence.QuestDb;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Projections;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary><c>llmtrader projector</c></summary>
internal sealed class ProjectorVerb : Verb
{
    private readonly Option<string> _journal = JournalOption.Create();
    private readonly Option<string?> _postgres = PostgresOption.Create();
    private readonly QuestDbOption _questDb = new();
    private readonly Option<string?> _decisions = StrategistOption.Create();
    private readonly Option<bool> _catchUp = OptionOf.Flag("--catch-up", "End once everything that is durable is in the databases, rather than wait for more.");
    private readonly Option<bool> _stopOnRefusal = OptionOf.Flag("--stop-on-refusal", "End with exit code 3 when only a person can mend what a database refuses, as --catch-up does, rather than try again each minute.");
    private readonly Option<int> _report = OptionOf.Number("--report", "SECONDS", "How often to print how far each database is; 0 is never.", 10, 0, 86_400);

    public ProjectorVerb()
        : base("projector", "Carry a journal into databases while an engine writes it; ask how far they are, or rebuild one.")
    {
        Options.Add(_journal);
        Options.Add(_postgres);
        _questDb.AddTo(this);
        Options.Add(_decisions);
        Options.Add(_catchUp);
        Options.Add(_stopOnRefusal);
        Options.Add(_report);
        Subcommands.Add(new ProjectorStatusVerb());
        Subcommands.Add(new ProjectorRebuildVerb());
        Subcommands.Add(new ProjectorAuditVerb());
        SetAction(_ => ExitCode.Success);    // Without one the parser would insist on a subcommand; what runs is Run, as with every verb.
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "The journal is the truth; databases make it answerable and can be thrown away. The projector reads the journal's files as they become durable, from a process of its own, so the engine does not notice "
        + "whether a database lives. Each database has a place of its own: a slow or dead one holds up no other, is tried again with growing pauses and catches up at full speed. "
        + "What is delivered twice is written once, since every row's key is its place in the journal. What only a person can mend (a password, a right, a missing database, a table that somebody changed) is said once "
        + "with what to do, and tried again each minute; `projector status` shows it.\n\n"
        + "PostgreSQL gets the decision ledger (decisions, verdicts, orders, fills, positions, equity, rule-set versions, configurations, accounts, epochs, what operators asked for; with --decisions what the strategist recorded, from its own journal), in the schema llmtrader, which the projector makes and "
        + "migrates, in monthly partitions; QuestDB gets trades, quotes, bars, signals, orders, fills, positions, equity, decisions and latencies. Two roles without a login, llmtrader_reader and llmtrader_writer, are there to be granted. "
        + $"Passwords come by PGPASSWORD, ~/.pgpass, @FILE or {PostgresOption.Variable}, never by the command line. Ends with Ctrl+C or SIGTERM.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader projector --journal DIR --postgres 'Host=/var/run/postgresql;Database=trading'", "follow, as a service does"),
        new("llmtrader projector --journal DIR --postgres CONN --catch-up", "bring the database up to date and end"),
        new("llmtrader projector --journal DIR --postgres CONN --decisions strategist", "with what the strategist decided, and why"),
        new("llmtrader projector status --journal DIR --json", "how far is each database?"),
        new("llmtrader projector rebuild --journal DIR", "make it anew from the journal, and compare"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        JournalDirectory journal = JournalDirectory.Open(arguments.GetValue(_journal)!);
        LedgerOptions? ledger = PostgresOption.Read(arguments.GetValue(_postgres), journal);
        QuestDbOptions? questDb = _questDb.Read(arguments, journal);
        ProjectorVoice voice = new(session);
        List<IProjectionSink> sinks = [];
        if (ledger is not null) { sinks.Add(new LedgerSink(ledger)); }
        if (questDb is not null) { sinks.Add(new QuestDbSink(questDb, new QuestDbVoice(voice.Tell))); }
        if (sinks.Count == 0) { throw new UsageException($"No database is named: give --postgres CONN or --questdb URL, or set {PostgresOption.Variable} or {QuestDbOption.Variable}."); }
        string? decisions = arguments.GetValue(_decisions);
        if (decisions is not null && ledger is null) { throw new UsageException($"{StrategistOption.Name} goes to PostgreSQL alone: name it by --postgres CONN, or set {PostgresOption.Variable}."); }
        bool catchUp = arguments.GetValue(_catchUp);
        PumpOptions options = new() { CatchUp = catchUp, StopOnRefusal = catchUp || arguments.GetValue(_stopOnRefusal) };
        using StrategistRun? strategist = decisions is null ? null : new StrategistRun(decisions, journal, ledger!, options, voice.Tell);
        return RunAsync(journal, sinks, strategist, options, TimeSpan.FromSeconds(arguments.GetValue(_report)), session, voice).GetAwaiter().GetResult();
    }

    private static async Task<int> RunAsync(JournalDirectory journal, List<IProjectionSink> sinks, StrategistRun? strategist, PumpOptions options, TimeSpan period, Session session, ProjectorVoice voice)
    {
        ProjectionPump[] pumps = [.. sinks.Select(sink => new ProjectionPump(journal, sink, options, voice.Tell))];
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(session.Cancellation);
        Task reports = period > TimeSpan.Zero ? ReportAsync(journal, pumps, strategist, period, voice.Tell, stop.Token) : Task.CompletedTask;
        List<(string Name, Task Run)> runs = [.. pumps.Select((pump, i) => (sinks[i].Name, Task.Run(() => pump.RunAsync(stop.Token))))];
        if (strategist is not null) { runs.Add((StrategistPump.Name, Task.Run(() => strategist.Pump.RunAsync(stop.Token)))); }
        int code = ExitCode.Success;
        foreach ((string name, Task run) in runs)
        {
            try { await run; }
            catch (OperationCanceledException) when (session.Cancellation.IsCancellationRequested) { voice.Tell($"{name}: stopped."); }
            catch (ProjectionRefusedException error)
            {
                voice.Tell(error.Message);
                code = ExitCode.Fault;    // The others go on.
            }
        }

        await stop.CancelAsync();
        try { await reports; }
        catch (OperationCanceledException) { }
        foreach (IProjectionSink sink in sinks)
        {
            if (sink is LedgerSink ledger && (ledger.RolesMissing ?? strategist?.Sink.RolesMissing) is { } statements) { voice.Tell($"{sink.Name}: this user may not make the roles; somebody who may should run:\n{statements}"); }
            await sink.DisposeAsync();
        }

        if (session.IsJson) { session.WriteJson(new { sinks = pumps.Select(pump => pump.Status), strategist = strategist?.Pump.Status }); }
        else
        {
            foreach (ProjectionPump pump in pumps) { voice.Tell(Line(pump.Status, null)); }
            if (strategist is not null) { voice.Tell(strategist.ToString()); }
        }

        return code;
    }

    private static async Task ReportAsync(JournalDirectory journal, ProjectionPump[] pumps, StrategistRun? strategist, TimeSpan period, Action<string> tell, CancellationToken cancel)
    {
        using JournalTail tail = new(journal);
        while (true)
        {
            await Task.Delay(period, cancel);
            tail.Read();
            foreach (ProjectionPump pump in pumps) { tell(Line(pump.Status, tail)); }
            if (strategist is not null) { tell(strategist.ToString()); }
        }
    }

    private static string Line(PumpStatus status, JournalTail? tail)
    {
        string place = $"{status.Sink}: in {status.Place.InSequence}, out {status.Place.OutSequence}, {Figure.Count(status.Rows)} rows made of the journal";
        if (status.Error is { } error) { place = $"{place}; stands still: {error}"; }
        if (tail is null) { return place; }
        string seconds = tail.Time is { } end && status.Time is { } time ? $", {(end - time).Nanoseconds / 1e9:F1} s" : "";
        return $"{place}; behind by {Figure.Count(Math.Max(0, tail.Sequence - status.Place.InSequence))} events{seconds}";
    }
}
