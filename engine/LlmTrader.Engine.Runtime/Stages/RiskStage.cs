using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Passes a verdict on every command and keeps its own view of exposure. A reject goes back as a report; what has to be cancelled
/// or closed goes back as a command of its own, and comes by here again like any other.
/// </summary>
public sealed class RiskStage : ITradingStage
{
    private static readonly Duration Second = Duration.FromSeconds(1);

    private readonly StageBuffer<OrderCommand> _commands;
    private readonly VerdictBuffer _verdicts;
    private readonly IReportPort _rejects;
    private readonly Feedback _timers;
    private readonly RiskGate _gate;
    private readonly Liquidator _liquidator;
    private bool _isTimerSet;

    /// <param name="options">What decisions depend on.</param>
    /// <param name="marketRules">The options', as a table.</param>
    /// <param name="commands">The signals stage's buffer.</param>
    /// <param name="verdicts">This stage's buffer of derived records.</param>
    /// <param name="feedback">The way back to the Sequencer.</param>
    /// <param name="keepsVerdicts">Whether anybody reads those records.</param>
    /// <param name="startsSmall">There is room for few orders at first, which grows.</param>
    public RiskStage(
        EngineOptions options, MarketRulesTable marketRules, StageBuffer<OrderCommand> commands, StageBuffer<OutRecord> verdicts, Feedback feedback, bool keepsVerdicts,
        bool startsSmall = false)
    {
        _commands = commands;
        _verdicts = new VerdictBuffer(verdicts, options.MaxVerdictsPerEvent, keepsVerdicts);
        _rejects = feedback.Risk;
        _timers = feedback;
        _gate = new RiskGate(
            options.Instruments, options.Risk, options.Accounts, options.RuleSets.SlotAccounts(options.Accounts[options.StrategyAccount.Value]),
            options.StrategyAccount, feedback, _verdicts, marketRules, startsSmall);
        _liquidator = new Liquidator(options.Instruments, _gate.Accounts, _gate.Margin, feedback, _gate);
    }

    public RiskGate Gate => _gate;

    /// <summary>Positions that the venue closes because their margin is used up.</summary>
    public Liquidator Liquidator => _liquidator;

    public ulong Hash => _gate.Hash;

    [MethodImpl(MethodImplOptions.NoInlining)]   // Small, and with calls at its ends alone: inlined, it would take part in what its callers save and spill.
    public void OnEvent(ref EngineEvent e)
    {
        if (e.Kind is not (EventKind.Quote or EventKind.Trade or EventKind.BarPrint) || e.Commands.Count > 0 || !_gate.IsQuiet)
        {
            Work(ref e);
            return;
        }

        e.Verdicts = default;   // Most events: a price that nobody acts on. A print is the venue's alone.
        if (e.Kind == EventKind.Trade) { _gate.OnQuietPrice(e.Instrument, e.Trade.Price, e.Time); }
        else if (e.Kind == EventKind.Quote && QuotePrice.TryMid(in e.Quote, out Price mid)) { _gate.OnQuietPrice(e.Instrument, mid, e.Time); }
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("risk stage");
        transfer.Part(_gate);
        transfer.Part(_liquidator);
        transfer.Value(ref _isTimerSet);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Work(ref EngineEvent e)
    {
        _verdicts.Begin(ref e);
        _gate.OnTime(e.Time);
        switch (e.Kind)
        {
            case EventKind.Trade: OnPrice(ref e, e.Trade.Price, e.Time); break;
            case EventKind.Quote: OnQuote(ref e); break;
            case EventKind.Bar: OnPrice(ref e, e.Bar.Close, e.Bar.OpenTime); break;
            case EventKind.MarkPrice: OnMarkPrice(ref e); break;
            case EventKind.Report: OnReport(ref e); break;
            case EventKind.CashFlow: OnCashFlow(ref e); break;
            case EventKind.Funding: OnFunding(ref e); break;
            case EventKind.Timer when e.Timer.Id == TimerId.RiskSecond: OnTimer(ref e); break;
            case EventKind.InstrumentStatus: OnStatus(ref e); break;
            case EventKind.RiskLimitChange: _gate.OnLimitChange(in e.RiskLimit); break;
            case EventKind.RiskRuleChange: _gate.OnRuleChange(in e.RiskRule); break;
            case EventKind.TradingStateChange: _gate.OnTradingState(in e.TradingState); break;
            case EventKind.EpochStart: _gate.OnEpochStart(in e.EpochStart); break;
            case EventKind.Kill: _gate.OnKill(in e.Kill); break;
            case EventKind.KillReset: _gate.OnKillReset(); break;
            case EventKind.StrategyStateChange: _gate.OnStrategyState(in e.StrategyState); break;
            case EventKind.CancelAll: _gate.OnCancelAll(in e.CancelAll); break;
            default: break;
        }

        if (e.Commands.Count > 0) { Check(ref e); }   // After the fold: a decision on a bar is judged at that bar's close.
        _gate.SendCancels();
        if (!_isTimerSet && _gate.WaitsForTime) { SetTimer(e.Time); }
        _verdicts.End(ref e);
    }

    private void OnPrice(ref EngineEvent e, Price last, Timestamp at)
    {
        _gate.OnTraded(e.Instrument, last, at, e.Time);
        _liquidator.OnPrice(e.Instrument);
        _gate.Watch(e.Instrument, e.Time);
    }

    private void OnQuote(ref EngineEvent e)
    {
        _gate.OnQuote(e.Instrument, in e.Quote, e.Time);
        if (QuotePrice.TryMid(in e.Quote, out Price mid))
        {
            _gate.OnMarketPrice(e.Instrument, mid, e.Time);
            _liquidator.OnPrice(e.Instrument);
        }

        _gate.Watch(e.Instrument, e.Time);
    }

    private void OnReport(ref EngineEvent e)
    {
        _gate.OnReport(e.Instrument, in e.Report, e.ReportSource);
        if (e.ReportSource != ReportSource.Risk) { _liquidator.OnReport(e.Instrument, in e.Report); }
        if (e.Report.Kind == ReportKind.Fill) { _gate.Watch(e.Instrument, e.Time); }
    }

    private void OnStatus(ref EngineEvent e)
    {
        _gate.OnStatus(e.Instrument, e.InstrumentStatus.Status);
        _gate.Watch(e.Instrument, e.Time);
    }

    // Nothing else may happen for long, and still a position waits to be closed, or data grows old.
    private void OnTimer(ref EngineEvent e)
    {
        _isTimerSet = false;
        _gate.WatchAll(e.Time);
    }

    private void SetTimer(Timestamp now)
    {
        _isTimerSet = true;
        _timers.Request(TimerId.RiskSecond, now + Second);
    }

    private void Check(ref EngineEvent e)
    {
        for (int i = 0; i < e.Commands.Count;)
        {
            ref OrderCommand command = ref _commands.At(e.Commands, i);
            if (command.Contingency != Contingency.None)
            {
                i = CheckGroup(ref e, i);
                continue;
            }

            bool isEngines = command is { Strategy.IsEngine: true, Action: CommandAction.New };
            if (isEngines) { CutOff(ref command); }
            command.Verdict = _gate.Check(in command, e.Time);
            if (command.Verdict != RejectReason.None) { Reject(in command, e.Time); }
            if (isEngines && command.Strategy == StrategyId.Liquidation) { _liquidator.OnVerdict(in command); }
            i++;
        }
    }

    // The orders of a group follow each other. They pass together or not at all; returns the place behind them.
    private int CheckGroup(ref EngineEvent e, int first)
    {
        int end = first + 1;
        OrderId group = _commands.At(e.Commands, first).GroupId;
        while (end < e.Commands.Count && IsOf(in _commands.At(e.Commands, end), group)) { end++; }

        int refused = first;
        while (refused < end)
        {
            ref OrderCommand command = ref _commands.At(e.Commands, refused);
            command.Verdict = _gate.Check(in command, e.Time);
            if (command.Verdict != RejectReason.None) { break; }
            refused++;
        }

        for (int i = first; refused < end && i < end; i++)
        {
            ref OrderCommand command = ref _commands.At(e.Commands, i);
            if (i < refused) { command.Verdict = _gate.Withdraw(in command); }
            else if (i > refused) { command.Verdict = _gate.Refuse(in command); }
            Reject(in command, e.Time);
        }

        return end;
    }

    private static bool IsOf(in OrderCommand command, OrderId group) => command.Contingency != Contingency.None && command.GroupId == group;

    // The position may have shrunk since the engine wanted it closed; one that is gone leaves the order to be refused.
    private void CutOff(ref OrderCommand command)
    {
        Quantity position = _gate.Position(command.Account, command.Instrument).Abs();
        if (!position.IsZero && position < command.Quantity) { command.Quantity = position; }
    }

    private void OnMarkPrice(ref EngineEvent e)
    {
        _gate.OnMarkPrice(e.Instrument, e.MarkPrice.Mark);
        _liquidator.OnPrice(e.Instrument);
        _gate.Watch(e.Instrument, e.Time);
    }

    private void OnCashFlow(ref EngineEvent e)
    {
        _gate.OnCashFlow(in e.CashFlow);
        _liquidator.OnBalance(e.CashFlow.Account, e.CashFlow.Currency);
    }

    private void OnFunding(ref EngineEvent e)
    {
        _gate.OnFunding(e.Instrument, in e.Funding);
        _liquidator.OnPrice(e.Instrument);
    }

    private void Reject(in OrderCommand command, Timestamp now)
    {
        ExecutionReport report = new()
        {
            OrderId = command.OrderId,
            Account = command.Account,
            Strategy = command.Strategy,
            Kind = command.Action switch
            {
                CommandAction.New => ReportKind.Rejected,
                CommandAction.Amend => ReportKind.ReplaceRejected,
                _ => ReportKind.CancelRejected,
            },
            Reason = command.Verdict,
            Side = command.Side,
        };
        _rejects.Send(command.Instrument, in report, now, now);
    }
}
