using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// <see cref="InlineEngine"/> for the plainest of runs, which searches make by the thousand: one account with one rule set, spot, ready-made
/// bars of one length, orders at the market and their cancels. Bars and signals are the engine's own stages; risk and venue are those
/// of <see cref="BarRisk"/> and <see cref="BarVenue"/>, and the account is the rule set's. It decides the same: each event has the
/// same sequence and time, each order the same id, and the StateHash is the same to the bit.
/// </summary>
/// <remarks>
/// What is more than that, it does not do: it says so, and whoever runs it starts again with the inline engine. The derived
/// stream has the same records of decisions, orders, positions and equity, and none of risk's verdicts.
/// </remarks>
public sealed class BarEngine
{
    private const int FewEntries = 16;

    private readonly StageBuffer<OrderCommand> _commands;
    private readonly PendingFeedback _others;   // What only a full engine can go on from.
    private readonly BarsStage _bars;
    private readonly SignalsStage _signals;
    private readonly BarRisk _risk;
    private readonly BarVenue _venue;
    private readonly DueReports _rejects = new(ReportSource.Risk);
    private readonly DueReports _answers = new(ReportSource.Venue);
    private readonly AccountRecords _records;
    private readonly bool _isRecorded;
    private readonly int _checkpointInterval;
    private long _nextCheckpoint;   // The last event that its hash is of; it enters before all else then.
    private int _spec = -1;         // Of all bars, once there is one.
    private bool _isBeyond;         // Something happened that it can't go on from.
    private EngineEvent _next;

    /// <param name="options">What decisions depend on; they must suit, as the rule set must (<see cref="Suits"/>).</param>
    /// <param name="ruleSet">The strategy.</param>
    /// <param name="outJournal">Takes the derived stream.</param>
    public BarEngine(EngineOptions options, IRuleSet ruleSet, IOutJournal? outJournal = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!Suits(options, ruleSet)) { throw new ArgumentException("These options or this rule set ask for more than a bar engine does; an inline engine runs them."); }
        options.Validated();
        Feedback feedback = new(options.InlineFeedbackCapacity, doorbell: null, isDirect: true);
        _others = new PendingFeedback([], options.InlineFeedbackCapacity, startsSmall: true);
        feedback.SendTo(_others);
        StageBuffer<ClosedBar> closed = new(options.ClosedBarCapacity, FewEntries);
        _commands = new StageBuffer<OrderCommand>(Math.Max(4096, 4 * OrderId.MaxCommandsPerEvent), FewEntries);
        _bars = new BarsStage(options, closed, feedback);
        _signals = new SignalsStage(
            options, ruleSet, closed, _commands, new StageBuffer<OutRecord>(1024, FewEntries), new RuleSetStaging(compiler: null, feedback, options, hasThread: false),
            feedback, startsSmall: true);
        _risk = new BarRisk(options.Instruments, options.Risk, options.Accounts);
        _venue = new BarVenue(options.Instruments, options.Venue, _answers, options.Accounts);
        _records = new AccountRecords(options, outJournal);
        _isRecorded = outJournal is not null;
        _checkpointInterval = options.CheckpointInterval;
        _nextCheckpoint = options.CheckpointInterval - 1;
    }

    /// <summary>Events sequenced so far.</summary>
    public long Events { get; private set; }

    /// <summary>Engine time of the last event.</summary>
    public Timestamp Now { get; private set; } = Timestamp.MinValue;

    /// <summary>The account.</summary>
    public AccountBook Book => _signals.Book.Valued;

    /// <summary>What became of orders.</summary>
    public AccountCounts Counts { get; } = new();

    /// <summary>What became of the closed bars.</summary>
    public SignalCounts Signals => _signals.Counts;

    /// <summary>Whether a run with these options can begin here; what comes on the way may still be more than it does.</summary>
    public static bool Suits(EngineOptions options, IRuleSet ruleSet)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(ruleSet);
        bool isOneSet = options.Accounts.Count == 1 && options.RuleSets.Slots == 1 && options.RuleSets.CashShares.Count == 0 && !ruleSet.ReadsOtherSeries;
        bool isPlainMarket = options.Execution == ExecutionMode.Simulated && options.MarketRules.Count == 0 && !options.Instruments.All.ToArray().Any(one => one.IsPerpetual);
        return isOneSet && isPlainMarket && BarRisk.Suits(options.Risk) && BarVenue.Suits(options.Venue) && options.Risk.MaxOpenOrders <= options.Venue.MaxOpenOrders;
    }

    /// <summary>
    /// Runs a source to its end, delivers what is still under way then, and tells the StateHash of it all. False when it comes to
    /// something that only an inline engine does, or is cancelled: what was done so far says nothing then.
    /// </summary>
    public bool TryRun(IMarketDataSource source, out HashCheckpoint final, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        final = default;
        for (long count = 1; source.TryRead(ref _next); count++)
        {
            if (!TryProcess(ref _next)) { return false; }
            if ((count & 0xFFFF) == 0 && cancel.IsCancellationRequested) { return false; }
        }

        AdvanceTo(Now);
        while (_answers.Count > 0) { AdvanceTo(Timestamp.Max(Now, _answers.NextDue)); }   // Rejects are due at once.
        if (IsBeyond) { return false; }
        StateHash hash = new() { Bars = _bars.Hash, Signals = _signals.Hash, Risk = _risk.Hash, Matching = _venue.Hash, Accounts = _signals.Book.Hash };
        final = new HashCheckpoint { UpTo = Events - 1, Hash = hash.Combine() };
        Events++;
        _records.Out?.Complete();
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]   // Within the loop around it there would not be registers for both.
    private bool TryProcess(ref EngineEvent bar)
    {
        if (bar.Kind != EventKind.Bar || (bar.Bar.Spec.Value != _spec && _spec >= 0)) { return false; }
        _spec = bar.Bar.Spec.Value;
        Timestamp time = bar.Time;
        AdvanceTo(time);
        Enter(ref bar, time);   // The venue sees it first, as an event of its own.
        _venue.OnBar(bar.Instrument, in bar.Bar, bar.Time);
        AdvanceTo(time);

        Enter(ref bar, time);
        _bars.OnEvent(ref bar);
        _signals.OnBarOrReport(ref bar);
        _risk.OnClose(bar.Instrument, bar.Bar.Close);
        if (bar.Commands.Count > 0) { Send(ref bar); }
        if (_isRecorded) { _records.Equity(in bar, _signals.Book.Valued); }
        return !IsBeyond;
    }

    // Also when there is something for the Sequencer that no answer is: that a set has failed, say.
    private bool IsBeyond => _isBeyond || _others.NextDue != Timestamp.MaxValue;

    // All verdicts come before the first order goes out.
    private void Send(ref EngineEvent bar)
    {
        for (int i = 0; i < bar.Commands.Count; i++)
        {
            ref OrderCommand command = ref _commands.At(bar.Commands, i);
            if (!_risk.TryCheck(in command, _signals.Book.Unvalued, out command.Verdict)) { _isBeyond = true; return; }
            Counts.Add(in command);
            if (command.Verdict != RejectReason.None) { Reject(in command, bar.Time); }
            if (_isRecorded) { _records.Decision(in bar, in command); }
        }

        for (int i = 0; i < bar.Commands.Count; i++)
        {
            ref OrderCommand command = ref _commands.At(bar.Commands, i);
            if (command.Verdict == RejectReason.None && !_venue.OnCommand(in command, bar.Time)) { _isBeyond = true; }
        }
    }

    private void Reject(in OrderCommand command, Timestamp now) => _rejects.Send(
        command.Instrument,
        new ExecutionReport
        {
            OrderId = command.OrderId,
            Account = command.Account,
            Strategy = command.Strategy,
            Kind = command.Action == CommandAction.New ? ReportKind.Rejected : ReportKind.CancelRejected,
            Reason = command.Verdict,
            Side = command.Side,
        },
        now, now);

    // As the Sequencer does: the earliest first; at one time timers, then risk, then the venue.
    private void AdvanceTo(Timestamp time)
    {
        while (true)
        {
            while (Events > _nextCheckpoint) { EnterCheckpoint(); }
            DueReports first = _rejects.NextDue <= _answers.NextDue ? _rejects : _answers;
            Timestamp arrival = _venue.NextArrival;
            if (arrival > time && first.NextDue > time) { return; }
            if (arrival <= first.NextDue) { EnterTimer(arrival); } else { Deliver(first); }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]   // As above.
    private void Deliver(DueReports from)
    {
        ref EngineEvent e = ref from.First;
        Enter(ref e, from.NextDue);
        _signals.OnBarOrReport(ref e);
        _isBeyond |= e.Commands.Count > 0;   // A report is no place to send from, unless a set has failed at it and its position is being closed.
        OrderStatus status = e.ReportSource == ReportSource.Risk ? StatusOf(in e.Report) : _risk.OnReport(e.Instrument, in e.Report);
        if (e.ReportSource == ReportSource.Venue) { _venue.OnReport(in e.Report); }
        Counts.Add(in e.Report);
        if (_isRecorded) { _records.Report(in e, status, _signals.Book.Valued); }
        from.RemoveFirst();
    }

    // What risk rejected never was an order; a cancel that it rejected never went out.
    private OrderStatus StatusOf(in ExecutionReport rejected) => rejected.Kind == ReportKind.Rejected ? OrderStatus.Rejected : _risk.StatusOf(rejected.OrderId);

    private void EnterTimer(Timestamp due)
    {
        EngineEvent timer = new() { Kind = EventKind.Timer };
        Enter(ref timer, due);
        _venue.OnArrival(timer.Time);
    }

    private void EnterCheckpoint()
    {
        _nextCheckpoint += _checkpointInterval;
        EngineEvent checkpoint = new() { Kind = EventKind.HashCheckpoint };
        Enter(ref checkpoint, Now);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter(ref EngineEvent e, Timestamp time)
    {
        if (time > Now) { Now = time; }
        e.Sequence = Events++;
        e.Time = Now;
    }
}
