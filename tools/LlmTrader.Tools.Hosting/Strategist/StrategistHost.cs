using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Actor;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Generation.Checker;
using LlmTrader.Strategies.Generation.Exposure;
using LlmTrader.Strategies.Generation.Observations;
using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Tools.Hosting.Admin.Client;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Strategist.Decisions;
using LlmTrader.Tools.Hosting.Strategist.Engine;
using LlmTrader.Tools.Hosting.Strategist.Evidence;
using LlmTrader.Tools.Hosting.Strategist.Inbox;
using LlmTrader.Tools.Hosting.Strategist.Ledger;
using LlmTrader.Tools.Hosting.Strategist.Models;
using LlmTrader.Tools.Hosting.Strategist.Observing;
using LlmTrader.Tools.Hosting.Strategist.Schedules;
using Serilog;

namespace LlmTrader.Tools.Hosting.Strategist;

/// <summary>
/// The strategist's process: a client of the engine's admin API with a journal of its own. It looks at the market when its schedule or a
/// trigger says so, and leads one decision at a time from the observation to its outcome.
/// </summary>
public sealed class StrategistHost : IDisposable
{
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;    // Spreads successive decisions over all seeds.
    private static readonly Duration AbsencePause = Duration.FromSeconds(10);
    private static readonly Duration OncePatience = Duration.FromSeconds(10);

    private readonly EngineConfiguration _configuration;
    private readonly ILogger _log;
    private readonly AdminClient _client;
    private readonly StrategistJournal _journal;
    private readonly LiveProbation _probation;
    private readonly CronSchedule _schedule;
    private readonly TriggerWatch _triggers;
    private readonly DecisionChain _chain;
    private readonly StrategistModels _models;
    private Observation? _observation;
    private int _told;

    private StrategistHost(EngineConfiguration configuration, ILogger log, bool isDryRun)
    {
        _configuration = configuration;
        _log = log;
        StrategistConfiguration strategist = configuration.Strategist;
        LocalProposer local = ConfiguredProposer.Of(configuration);
        _client = new AdminClient(new EngineAddress(configuration.Paths.Socket, null, null, null));
        _journal = StrategistJournal.Open(configuration.Paths.Strategist, Now);
        _told = _journal.Records.Count;
        string reports = Path.Combine(configuration.Paths.Strategist, "reports");
        SearchMemory memory = new(reports);
        StrategistHistory history = new(configuration, memory);
        AcceptanceThresholds thresholds = strategist.Acceptance.ToThresholds();
        double slotShare = strategist.Slot < configuration.RuleSets.Count ? SlotShares.Shares(configuration.RuleSets)[strategist.Slot].BasisPoints / 10_000.0 : 1;
        _models = Models(configuration, log, isDryRun);
        JournaledQuestions questions = new(() => _journal.Records);
        IProposer proposer = _models.Actor is not { } actor ? local : new ModelProposer(
            actor, _models.FallsBack ? local : null, strategist.ToStaticLimits(), new ActorOptions { UniverseLimit = strategist.UniverseLimit, LastAsked = questions.LastAsked });
        RememberedProposals search = new(proposer, history.For, thresholds, _journal, memory)
        {
            Observation = cancel => _observation ?? ObservationBuilder.Build(Look(cancel)),    // After a restart what was seen is gone; what there is to trade has not changed.
            Universe = strategist.Universe,
            Earlier = () => [.. _journal.Records.Where(record => record.Kind == DecisionKind.Proposal).Reverse().Select(record => (record.Decision, record.Body.GetProperty("source").GetString()!))],
            Spent = () => _chain!.State.Staged.Keys.ToHashSet(StringComparer.Ordinal),
        };
        InboxProposals proposals = new(search, ProposalInbox.Beside(configuration.Paths.Strategist), history.For, thresholds, _journal, memory)
        {
            Proposed = () => _journal.Records.Where(record => record.Kind == DecisionKind.Proposal).Select(record => record.Body.GetProperty("hash").GetString()!).ToHashSet(StringComparer.Ordinal),
            Decisions = () => [.. _journal.Records.Select(record => record.Decision).Distinct()],
        };
        _probation = new LiveProbation(configuration.Paths.Journal, history.OfEngine, slotShare);
        ChainPorts ports = new()
        {
            Journal = _journal,
            Proposals = proposals,
            Compiler = new GrantedCompiler(strategist.ToStaticLimits()),
            Acceptance = new ReportedAcceptance(history.For, thresholds, _journal, _journal, search, reports, ConfiguredProposer.ThreadsOf(configuration)),
            Checker = _models.Checker is { } checker ? new ModelChecker(checker, cancel => _observation ?? ObservationBuilder.Build(Look(cancel))) : null,
            Gate = new WorstCaseGate(cancel => ExposureContext.Of(Look(cancel), configuration.Accounts[0].Name, slotShare), strategist.Approval.ToLimits()),
            Approvals = new AdminApprovals(_client, strategist.Slot),
            Engine = new AdminSlot(_client),
            Meter = _probation,
        };
        _chain = new DecisionChain(strategist.ToChain() with { IsDryRun = isDryRun, Revisions = _models.Revisions }, ports, _journal.State);
        _schedule = new CronSchedule(strategist.Schedule);
        _triggers = new TriggerWatch(strategist.Triggers);
    }

    /// <summary>Opens the journal and folds it. Asks nothing of the engine yet.</summary>
    /// <param name="configuration">Checked.</param>
    /// <param name="log">Hears what happens.</param>
    /// <param name="isDryRun">Evidence alone: nothing is staged.</param>
    /// <exception cref="Runs.RunException">A template, a prompt or a model's key can't be used.</exception>
    /// <exception cref="DecisionCorruptException">The journal is not what was written.</exception>
    /// <exception cref="Persistence.Journal.Platform.JournalInUseException">Another strategist works on it.</exception>
    public static StrategistHost Open(EngineConfiguration configuration, ILogger log, bool isDryRun = false)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(log);
        return new StrategistHost(configuration, log, isDryRun);
    }

    /// <summary>Of a dry run: what models would have been asked.</summary>
    public IReadOnlyList<UnaskedCall> Unasked => _models.Unasked;

    /// <summary>Decides when schedule and triggers say so, until it is cancelled.</summary>
    public void Run(CancellationToken cancel)
    {
        DueOccasions occasions = new(_schedule, Now());
        Begin(() => Now() is var now && occasions.IsDue(now) ? "schedule" : Watch(now, cancel), () => occasions.Met(Now()), cancel);
    }

    /// <summary>Decides again and again, with the triggers' pause between two, until it is cancelled.</summary>
    public void RunWithoutPause(CancellationToken cancel)
    {
        Timestamp next = Now();
        Duration pause = new(_configuration.Strategist.Triggers.Pause.Ticks * TimeSpan.NanosecondsPerTick);
        Begin(() => Now() < next ? null : "auto", () => next = Now() + pause, cancel);
    }

    /// <summary>Ends what is under way, then leads one decision to its end. Null in the safe mode, which lets nothing begin.</summary>
    /// <exception cref="EngineCallException">No engine answers for a while, or it refuses to be observed.</exception>
    /// <exception cref="Runs.RunException">It is a dry run, and what is under way is none.</exception>
    public DecisionSummary? RunOnce(CancellationToken cancel)
    {
        Start(cancel);
        AwaitEngine(cancel);
        if (_chain.IsLeftAlone) { throw new Runs.RunException(UnderWay()); }
        while (!_chain.IsIdle) { StepAndWait(cancel); }
        if (_chain.State.IsSafeMode) { return null; }
        string id = _chain.State.NextId;
        while (!TryBegin("once", cancel)) { AwaitEngine(cancel); }
        while (!_chain.IsIdle) { StepAndWait(cancel); }
        return DecisionSummary.Of(_journal.Records.Where(record => record.Decision == id)).Single();
    }

    public void Dispose()
    {
        _probation.Dispose();
        _models.Dispose();
        _journal.Dispose();
        _client.Dispose();
    }

    // What can't be used stops no strategist: a candidate on probation is watched without a model too.
    private StrategistModels Models(EngineConfiguration configuration, ILogger log, bool isDryRun)
    {
        try
        {
            return StrategistModels.Open(configuration, _journal, Now, log, isDryRun);
        }
        catch (Runs.RunException mistake)
        {
            log.Error("No model can be asked until the strategist is started again: {Reason}", mistake.Message);
            return StrategistModels.Unusable(configuration.Models, mistake.Message);
        }
    }

    // Who asks for one decision waits for its end: an engine that may be starting gets a moment, and no more.
    private void AwaitEngine(CancellationToken cancel)
    {
        Timestamp last = Now() + OncePatience;
        while (true)
        {
            try
            {
                _ = Look(cancel);
                return;
            }
            catch (EngineCallException absence) when ((absence.IsAbsence || absence.IsSilence) && Now() < last)
            {
                Wait(Now() + Duration.OneSecond, cancel);
            }
        }
    }

    private string UnderWay() => _chain.State.Current is { } current
        ? $"Decision {current.Id} is under way, at the step '{current.Stage}', and a dry run leaves it as it is. Nothing was done: `llmtrader strategist` leads it to its end."
        : "The engine has not been told all that the last decision came to, and a dry run leaves that as it is. Nothing was done: `llmtrader strategist` tells it.";

    // What could not begin, since no engine answers, is tried again.
    private void Begin(Func<string?> why, Action begun, CancellationToken cancel)
    {
        Start(cancel);
        while (true)
        {
            if (!_chain.IsIdle) { StepAndWait(cancel); continue; }
            if (_chain.State.IsSafeMode) { Wait(Now() + AbsencePause, cancel); continue; }
            if (why() is not { } trigger) { Wait(Now() + Duration.OneSecond, cancel); }
            else if (TryBegin(trigger, cancel)) { begun(); }
            else { Wait(Now() + AbsencePause, cancel); }
        }
    }

    private void Start(CancellationToken cancel)
    {
        if (_journal.Cut is { } cut) { _log.Warning("The last {Bytes} bytes of {Path} were the beginning of a record that a crash had cut off; they are removed.", cut.Bytes, cut.Path); }
        _chain.Start(Now(), cancel);
        _log.Information("{Models}", _models.Describe());
        _log.Information("Strategist on {Directory}: {Decisions} decisions so far{Mode}.", _configuration.Paths.Strategist, _chain.State.Decisions, _chain.State.IsSafeMode ? "; safe mode: `llmtrader ctl resume` and a restart of the strategist end it" : "");
    }

    private bool TryBegin(string trigger, CancellationToken cancel)
    {
        try
        {
            Observation observation = _observation = ObservationBuilder.Build(Look(cancel));
            string text = CanonicalObservation.Text(observation);
            ulong seed = unchecked(_configuration.Strategist.Seed + (GoldenRatio * (ulong)(_chain.State.Decisions + 1)));
            return _chain.Begin(Now(), trigger, seed, CanonicalObservation.Hash(observation), JsonNode.Parse(text)!.AsObject(), MarketFingerprint.Of(observation)) && Tell();
        }
        catch (EngineCallException absence)
        {
            _log.Warning("Nothing can be observed: {Reason}", absence.Message);
            return false;
        }
    }

    private ObservationFacts Look(CancellationToken cancel)
    {
        StrategistConfiguration strategist = _configuration.Strategist;
        ObservedUniverse universe = new() { Symbols = strategist.Universe, Limit = strategist.UniverseLimit, Bars = [.. _configuration.Bars.Specs.Where(spec => BarSpec.Parse(spec).Aggregation == BarAggregation.Time)] };
        DecisionFacts[] decisions = [.. DecisionSummary.Of(_journal.Records).Where(one => one.Ended is not null).TakeLast(20)
            .Select(one => new DecisionFacts(one.Id, one.Ended!.Value, one.Proposer ?? "", one.Template, one.State, one.Reason ?? ""))];
        return new ObservationReader((path, stop) => _client.Send(HttpMethod.Get, path, null, stop).Body).Read(universe, decisions, cancel);
    }

    private string? Watch(Timestamp now, CancellationToken cancel)
    {
        try
        {
            return _triggers.Look(now, () => Look(cancel));
        }
        catch (EngineCallException absence)
        {
            _log.Debug("Nothing can be observed: {Reason}", absence.Message);
            return null;
        }
    }

    private void StepAndWait(CancellationToken cancel)
    {
        Timestamp next = _chain.Step(Now(), cancel);
        Tell();
        if (next > Now() && next != Timestamp.MaxValue) { Wait(next, cancel); }
    }

    private bool Tell()
    {
        IReadOnlyList<DecisionRecord> records = _journal.Records;
        foreach (DecisionStep step in DecisionStory.Tell(records.Skip(_told)))
        {
            _log.Information("{Decision} {Kind}: {Sentence}", records[(int)step.Sequence - 1].Decision, step.Kind, string.Join(" ", step.Lines));
        }

        _told = records.Count;
        return true;
    }

    private static void Wait(Timestamp until, CancellationToken cancel)
    {
        long nanoseconds = (until - Now()).Nanoseconds;
        if (nanoseconds > 0) { cancel.WaitHandle.WaitOne(TimeSpan.FromTicks(Math.Min(nanoseconds / 100, TimeSpan.TicksPerMinute))); }
        cancel.ThrowIfCancellationRequested();
    }

    private static Timestamp Now() => new((DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100);
}
