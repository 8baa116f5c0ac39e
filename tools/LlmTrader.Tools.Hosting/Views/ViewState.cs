using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Persistence.Snapshots.Content;
using LlmTrader.Tools.Hosting.Recovery;

namespace LlmTrader.Tools.Hosting.Views;

/// <summary>
/// What people may ask of an engine, at one sequence. The engine's own stages run once more here, on the journal's durable events, as
/// any replay runs them: positions, equity, limits, stops and rule-set slots are therefore the engine's own, and a difference between the
/// two is found while the engine runs. Beside them lie lists of what has happened lately. One thread at a time.
/// </summary>
public sealed class ViewState : IDisposable
{
    private readonly JournalFollower _journal;
    private readonly Derived _derived;
    private readonly InlineReplay _replay;
    private readonly long[] _eventsByKind = new long[256];

    private ViewState(JournaledRun run, ViewOptions options, InlineReplay replay, Derived derived, JournalFollower journal, SnapshotHeader? snapshot)
    {
        Run = run;
        Snapshot = snapshot;
        _replay = replay;
        _derived = derived;
        _journal = journal;
        EngineOptions engine = run.Options;
        Markets = new MarketViews(engine.Instruments, options.Books);
        Bars = new BarViews(engine.Instruments.Count, engine.Bars.Specs.Count, options.BarsPerSeries);
        Orders = derived.Orders;
        FirstSequence = replay.NextSequence;
        Seed();
    }

    /// <summary>The run that the journal is of.</summary>
    public JournaledRun Run { get; }

    /// <summary>The snapshot that it began with; null when it began with the first event.</summary>
    public SnapshotHeader? Snapshot { get; }

    /// <summary>The first event that the lists can know of.</summary>
    public long FirstSequence { get; }

    /// <summary>The event up to which everything is folded; −1 before the first.</summary>
    public long Sequence => _replay.NextSequence - 1;

    /// <summary>Engine time of that event.</summary>
    public Timestamp Time => _replay.Now;

    /// <summary>Up to where the journal is committed, as of the last look: on the disk, in mode async written.</summary>
    public long DurableSequence => _journal.DurableSequence;

    /// <summary>The first difference between the engine and its journal; null while there is none.</summary>
    public Divergence? Divergence => _replay.Divergence;

    public InstrumentTable Instruments => Run.Options.Instruments;

    public MarketViews Markets { get; }

    public BarViews Bars { get; }

    public OrderViews Orders { get; }

    public SourceViews Sources { get; } = new();

    public AuditViews Audits { get; } = new();

    public KillViews Kills { get; } = new();

    /// <summary>Decisions, and those of shadows.</summary>
    public RecentList<OutRecord> Decisions => _derived.Decisions;

    /// <summary>What risk rules said that were broken.</summary>
    public RecentList<OutRecord> Breaches => _derived.Breaches;

    /// <summary>Deposits, withdrawals and funding.</summary>
    public RecentList<OutRecord> CashFlows => _derived.CashFlows;

    /// <summary>What events did to rule sets.</summary>
    public RecentList<OutRecord> RuleSetChanges => _derived.RuleSets;

    /// <summary>Positions that a flatten could not close.</summary>
    public RecentList<OutRecord> Unclosed => _derived.Unclosed;

    /// <summary>What operators' events came to.</summary>
    public RecentList<ControlOutcome> Outcomes => _derived.Outcomes;

    public AccountBook Accounts => _replay.Stages.Accounts.Book;

    public RiskGate Risk => _replay.Stages.Risk.Gate;

    public IReadOnlyList<RuleSetSlot> Slots => _replay.Stages.Signals.Slots;

    public TradingStages Stages => _replay.Stages;

    /// <summary>Events of a kind since the views began.</summary>
    public long CountOf(EventKind kind) => _eventsByKind[(byte)kind];

    /// <summary>The last start of the engine that the journal tells of; default when there has been one only.</summary>
    public EpochStart LastStart { get; private set; }

    /// <summary>Begins with the newest snapshot that can be used, or with the first event.</summary>
    /// <exception cref="Runs.RunException">The journal holds no run, or one under other rules.</exception>
    /// <exception cref="Persistence.Journal.Retention.JournalPrunedException">There is no usable snapshot, and the first events were pruned.</exception>
    public static ViewState Open(string journal, ViewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validated();
        JournaledRun run = JournaledRun.Open(journal);
        SnapshotChoice choice = new(run.Directory);
        while (choice.Current is { } newer && newer.Header.Sequence > options.SnapshotUpTo) { choice.PassOver("the engine did not begin with it."); }
        while (true)
        {
            Derived derived = new(run.Options, options);
            if (choice.TryReplay(run, out _, derived) is not { } replay) { continue; }
            ViewState state = new(run, options, replay, derived, new JournalFollower(run.Directory, new FollowerOptions { From = choice.NextSequence }), choice.Current?.Header);
            state.ReadAudits(options.AuditEvents);
            return state;
        }
    }

    /// <summary>Folds the next durable event; false when there is none yet.</summary>
    public bool TryStep()
    {
        _derived.BeginEvent();
        (long cancels, long closes) = (Risk.Kill.CancelsSent, Risk.Kill.ClosesSent);
        if (!_replay.TryStep(_journal)) { return false; }
        ref readonly EngineEvent e = ref _replay.Last;
        _eventsByKind[(byte)e.Kind]++;
        if (e.Kind == EventKind.EpochStart) { LastStart = e.EpochStart; }
        Markets.OnEvent(in e);
        for (int i = 0; i < e.ClosedBars.Count; i++) { Bars.Add(in _replay.Stages.ClosedBars.At(e.ClosedBars, i), e.Sequence); }
        if (e.Kind == EventKind.AdminRequest) { Audits.OnEvent(in e); }
        if (e.Kind is EventKind.Kill or EventKind.KillReset) { Kills.OnEvent(in e, Audits.Newest, cancels, closes); }
        if (e.Kind is EventKind.RuleSetSource or EventKind.RuleSetStage) { Sources.OnEvent(in e); }
        _derived.EndEvent(in e);
        return true;
    }

    /// <summary>Waits until there is something to fold; false after the timeout.</summary>
    public bool Wait(TimeSpan timeout, CancellationToken cancel) => _journal.Wait(timeout, cancel);

    public void Dispose() => _journal.Dispose();

    // Requests from before the snapshot: who asks again after a restart must find what was done.
    private void ReadAudits(int events)
    {
        if (FirstSequence == 0) { return; }
        long from = Math.Max(0, FirstSequence - events);
        IReadOnlyList<string> segments = Run.Directory.Segments(StreamKind.In);
        if (segments.Count > 0) { from = Math.Max(from, JournalDirectory.FirstSequenceOf(segments[0])); }
        if (from >= FirstSequence) { return; }
        using JournalFollower journal = new(Run.Directory, new FollowerOptions { From = from });
        EngineEvent e = default;
        while (journal.TryRead(ref e) && e.Sequence < FirstSequence)
        {
            Audits.OnEvent(in e);
            Kills.OnEvent(in e, Audits.Newest, null, null);
        }
    }

    private void Seed()
    {
        if (FirstSequence == 0) { return; }
        foreach (OpenOrder open in Risk.ListOpenOrders()) { Orders.Seed(in open, Time, Sequence); }
        foreach (RuleSetSlot slot in Slots)
        {
            foreach (int id in new[] { slot.PreviousSetId, slot.ActiveSetId, slot.StagedSetId })
            {
                if (slot.Find(id)?.Source is not { } text) { continue; }
                string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
                Sources.Seed(new StagedSource(id, slot.Id, text, hash, Sequence, Time));
            }
        }
    }

    /// <summary>Takes the derived stream as the stages make it again.</summary>
    private sealed class Derived(EngineOptions engine, ViewOptions options) : IOutJournal
    {
        // More than a request can become.
        private const int CommandsRemembered = 8_192;

        private RejectReason _reject;
        private RuleSetCode _code;
        private OrderId _order;

        public OrderViews Orders { get; } = new(engine.Risk.MaxOpenOrders + EngineOrders.MaxUnderWay, options.DoneOrders, options.Fills);

        public RecentList<OutRecord> Decisions { get; } = new(options.Decisions);

        public RecentList<OutRecord> Breaches { get; } = new(options.Notes);

        public RecentList<OutRecord> CashFlows { get; } = new(options.Notes);

        public RecentList<OutRecord> RuleSets { get; } = new(options.Notes);

        public RecentList<OutRecord> Unclosed { get; } = new(options.Notes);

        public RecentList<ControlOutcome> Outcomes { get; } = new(CommandsRemembered);

        public void BeginEvent() => (_reject, _code, _order) = (RejectReason.None, RuleSetCode.None, OrderId.None);

        public void Append(in OutRecord record)
        {
            switch (record.Kind)
            {
                case OutKind.Decision:
                    Decisions.Add() = record;
                    Orders.OnRecord(in record);
                    (_order, _reject) = (record.Decision.OrderId, record.Decision.Verdict);
                    break;
                case OutKind.ShadowDecision: Decisions.Add() = record; break;
                case OutKind.Order: Orders.OnRecord(in record); break;
                case OutKind.CashFlow: CashFlows.Add() = record; break;
                case OutKind.Unclosed: Unclosed.Add() = record; break;
                case OutKind.RuleSet:
                    RuleSets.Add() = record;
                    _code = record.RuleSet.Code;
                    break;
                case OutKind.Verdict when record.Verdict.Reason != RejectReason.None:
                    Breaches.Add() = record;
                    if (record.Verdict.OrderId.IsNone) { _reject = record.Verdict.Reason; }
                    break;
                default: break;
            }
        }

        public void EndEvent(in EngineEvent e)
        {
            if (!IsControl(e.Kind) || (e.Kind == EventKind.Command && e.Command.Strategy.IsEngine)) { return; }
            bool canRefuse = e.Kind is EventKind.Command or EventKind.RiskRuleChange;   // What rules say on other events is not about them.
            Outcomes.Add() = new ControlOutcome { Sequence = e.Sequence, Time = e.Time, Kind = e.Kind, OrderId = _order, Reject = canRefuse ? _reject : RejectReason.None, Code = _code };
        }

        public void EndOfBatch()
        {
        }

        public void Complete()
        {
        }

        private static bool IsControl(EventKind kind) => kind is EventKind.Command or EventKind.CashFlow or EventKind.InstrumentStatus or EventKind.Kill or EventKind.KillReset
            or EventKind.RiskLimitChange or EventKind.RiskRuleChange or EventKind.TradingStateChange or EventKind.StrategyStateChange or EventKind.CancelAll
            or EventKind.RuleSetStage or EventKind.RuleSetActivate or EventKind.RuleSetRollback or EventKind.RuleSetShadow or EventKind.RuleSetQuarantine or EventKind.CapitalShare;
    }
}
