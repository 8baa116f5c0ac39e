using System.CommandLine;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.Projection;
using LlmTrader.Persistence.QuestDb;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Projections;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary><c>llmtrader projector status</c></summary>
internal sealed class ProjectorStatusVerb : Verb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Option<string> _journal = JournalOption.Create();
    private readonly Option<string?> _postgres = PostgresOption.Create();

    private readonly QuestDbOption _questDb = new();
    private readonly Option<string?> _decisions = StrategistOption.Create();

    public ProjectorStatusVerb()
        : base("status", "How far each database is behind the journal, in events and seconds.")
    {
        Options.Add(_journal);
        Options.Add(_postgres);
        _questDb.AddTo(this);
        Options.Add(_decisions);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Asks PostgreSQL for its place, QuestDB's checkpoint file for the other, and the journal for its end; no projector needs to run. Seconds are engine time between the last event that is projected and the last that is durable. "
        + "With --decisions, how many of the strategist's records PostgreSQL has yet to get. "
        + "Exit code 1 when a database does not answer, when a projector noted that it stands still and why, or when the strategist's journal is not what was written.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader projector status --journal DIR --postgres CONN --json", "for a monitor")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        JournalDirectory journal = JournalDirectory.Open(arguments.GetValue(_journal)!);
        LedgerOptions? ledger = PostgresOption.Read(arguments.GetValue(_postgres), journal);
        using JournalTail tail = new(journal);
        string? decisions = arguments.GetValue(_decisions);
        if (decisions is not null && ledger is null) { throw new UsageException($"{StrategistOption.Name} goes to PostgreSQL alone: name it by --postgres CONN, or set {PostgresOption.Variable}."); }
        List<SinkStatus> sinks = [];
        StrategistStatus? strategist = null;
        if (ledger is not null) { sinks.Add(AskAsync(journal, ledger, tail, session.Cancellation).GetAwaiter().GetResult()); }
        if (ledger is not null && decisions is not null && sinks[0].Error is null) { strategist = StrategistStatus.AskAsync(journal, decisions, ledger, session.Cancellation).GetAwaiter().GetResult(); }
        if (_questDb.Read(arguments, journal) is { } questDb)
        {
            sinks.Add(At("questdb", QuestDbPlace.Read(questDb, journal.Manifest.JournalId), journal, tail));
        }

        if (session.IsJson)
        {
            session.WriteJson(new { journal = journal.Manifest.JournalId, endSequence = tail.Sequence, sinks, strategist });
        }
        else
        {
            session.WriteLine($"Journal {journal.Manifest.JournalId} ends at {tail.Sequence}.");
            foreach (SinkStatus sink in sinks) { session.WriteLine(sink.ToString()); }
            if (strategist is not null) { session.WriteLine(strategist.ToString()); }
            if (sinks.Count == 0) { session.WriteLine("No database is named."); }
        }

        return sinks.Any(sink => sink.Error is not null || sink.Trouble is not null) || strategist is { IsWell: false } ? ExitCode.Finding : ExitCode.Success;
    }

    private static async Task<SinkStatus> AskAsync(JournalDirectory journal, LedgerOptions options, JournalTail tail, CancellationToken cancel)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(Patience);
        const string Name = "postgres";
        try
        {
            ProjectionPlace place = await LedgerPlace.ReadAsync(options, journal.Manifest.JournalId, timeout.Token);
            return At(Name, place, journal, tail);
        }
        catch (Exception error) when (error is Npgsql.NpgsqlException or TimeoutException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return new SinkStatus(Name, null, null, null, null, PumpTrouble.Sentence(error), LedgerRemedy.For(error), null);
        }
    }

    private static SinkStatus At(string name, ProjectionPlace place, JournalDirectory journal, JournalTail tail)
    {
        double? seconds = tail.Time is { } end && JournalTail.TimeOf(journal, place.InSequence) is { } time ? (end - time).Nanoseconds / 1e9 : null;
        TroubleNote? trouble = new PumpTrouble(journal.FollowersPath, name, isKept: false).Read();
        return new SinkStatus(name, place.InSequence, place.OutSequence, Math.Max(0, tail.Sequence - place.InSequence), seconds, null, null, trouble);
    }

    /// <param name="LagSeconds">Null when nothing is projected yet, or the last projected event is no longer in the journal.</param>
    /// <param name="Error">Why the database does not answer now.</param>
    /// <param name="Remedy">What a person has to do about that; null when time alone may mend it.</param>
    /// <param name="Trouble">Why a projector stood still when it was last seen; null when it did not.</param>
    private sealed record SinkStatus(string Name, long? InSequence, long? OutSequence, long? LagEvents, double? LagSeconds, string? Error, string? Remedy, TroubleNote? Trouble)
    {
        public override string ToString() => Error is not null
            ? $"{Name}: does not answer: {Error} {Remedy}".TrimEnd()
            : $"{Name}: in {InSequence}, out {OutSequence}; behind by {Figure.Count(LagEvents ?? 0)} events{(LagSeconds is { } seconds ? $", {seconds:F1} s" : "")}"
                + (Trouble is { } trouble ? $"; the projector stands still since {trouble.Since:yyyy-MM-ddTHH:mm:ssZ}: {trouble.Error} {trouble.Remedy}".TrimEnd() : "");
    }
}
