using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Evaluation;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>A rule set at work on one instrument of its universe: program, variables, stops, and the plan of its orders.</summary>
internal sealed class InstrumentRun : ISnapshotState
{
    // What a version with the same text goes on from: stops, plan, closing side, saw a price, has closed, the position's time.
    private const int Saved = OwnSaved + 4;
    private const int OwnSaved = ProtectiveStops.Saved + IOrderPlan.Saved;   // Where the last four begin.

    private readonly string _setId;
    private readonly InstrumentId _instrument;
    private readonly InstrumentScale[] _scales;
    private readonly IProgramEvaluator _program;
    private readonly VariableFeed _variables;
    private readonly ProtectiveStops _stops;
    private readonly IOrderPlan _plan;
    private readonly WorkingSides _sides;
    private readonly ClauseCounts _counts;
    private readonly PositionState _state = new();
    private readonly int _timeStop;
    private readonly string _sizing;
    private bool _sawPrice;           // Since the last bar: its range then says nothing new, and part of it may be older than the position.
    private bool _mustReadStops = true;   // The position was found, not entered.
    private BarSpecId _spec;          // Of the bars that it decides on.
    private int _wait;                // Prices to let pass before a close that could not be sent is tried again.
    private int _nextWait;
    private bool _closedThisBar;      // A rejected close is repeated at the next bar, not at every price.

    public InstrumentRun(string setId, RuleDocument document, InstrumentId instrument, InstrumentScale[] scales, IProgramEvaluator program, VariableFeed variables, ProtectiveStops stops, IOrderPlan plan, WorkingSides sides, ClauseCounts counts)
    {
        (_instrument, _scales, _program, _variables, _stops, _plan, _sides, _counts) = (instrument, scales, program, variables, stops, plan, sides, counts);
        _setId = setId;
        _timeStop = document.TimeStopBars;
        _sizing = document.Sizing is { } sizing ? RuleWords.Sizing[(int)sizing.Kind] : "size";
    }

    /// <summary>A closed bar of one of the program's streams: updates what is remembered and decides nothing.</summary>
    public void Observe(int stream, in ClosedBar bar)
    {
        InstrumentScale scale = _scales[bar.Instrument.Value];
        double close = scale.ToDouble(bar.Bar.Close);
        var input = new IndicatorInput
        {
            Open = scale.ToDouble(bar.Bar.Open),
            High = scale.ToDouble(bar.Bar.High),
            Low = scale.ToDouble(bar.Bar.Low),
            Close = close,
            Value = close,
            Volume = scale.ToDouble(bar.Bar.Volume),
            Session = _variables.Session(stream, bar.Bar.OpenTime),
        };
        _variables.SetTime(_program, stream, bar.CloseTime);
        _program.OnBar(stream, in input);
        if (stream == 0) { _plan.Observe(close); }
    }

    /// <summary>The bar of stream 0 that was just observed is not decided on: what happens meanwhile is not the set's doing.</summary>
    public void Miss()
    {
        _state.Miss();
        _plan.Missed();
        _mustReadStops = true;
    }

    /// <summary>Decides at a bar of stream 0, after <see cref="Observe"/>.</summary>
    public RuleSetOutcome Decide(in ClosedBar bar, IRuleSetContext context)
    {
        Quantity position = See(context, bar.Bar.Spec);
        RuleSetOutcome outcome = Decide(in bar, position, context);
        Remember(context);
        return outcome;
    }

    private RuleSetOutcome Decide(in ClosedBar bar, Quantity position, IRuleSetContext context)
    {
        _spec = bar.Bar.Spec;
        _state.OnBar();
        if (context.TryGetHistory(_instrument, _spec, out PositionHistory history)) { _state.Know(in history); }
        _sides.OnBar();
        (_closedThisBar, _wait, _nextWait) = (false, 0, 0);
        Price last = context.LastPrice(_instrument);
        _variables.SetLive(_program, context, last.Raw > 0 ? last : bar.Bar.Close, _state.BarsInTrade);
        _program.Decide();
        _counts.Add(_program);
        _stops.Read(_program, isEntry: _mustReadStops || (position.IsZero && context.Working(_instrument).IsZero));
        _mustReadStops = false;
        _plan.Age(context);

        if (IsStopped(in bar, context)) { _state.ClosingSide = _state.Sign; }
        _sawPrice = false;
        if (_state.ClosingSide != 0)
        {
            Close(position, context);
            return RuleSetOutcome.Signal;
        }

        if (!_plan.IsWarm && _state.Sign == 0) { return RuleSetOutcome.Warming; }
        return _plan.Decide(_scales[_instrument.Value].ToDouble(bar.Bar.Close), _state, context) ? RuleSetOutcome.Signal : RuleSetOutcome.Quiet;
    }

    /// <summary>A price between bars: stops, and what fills ask for.</summary>
    public RuleSetOutcome OnPrice(Price price, IRuleSetContext context)
    {
        Quantity position = See(context, _spec);
        RuleSetOutcome outcome = Look(price, position, context);
        if (!IsRemembered(context.Remembered(_instrument, _setId))) { Remember(context); }
        return outcome;
    }

    private RuleSetOutcome Look(Price price, Quantity position, IRuleSetContext context)
    {
        _sawPrice = true;
        if (_state.Sign != 0 && _state.ClosingSide == 0 && _stops.IsHit(_scales[_instrument.Value].ToDouble(price), _variables.EntryPrice(context), _state.Sign > 0))
        {
            _state.ClosingSide = _state.Sign;
        }

        if (_state.ClosingSide != 0)
        {
            Close(position, context);
            return RuleSetOutcome.Signal;
        }

        _plan.OnPrice(context);
        return RuleSetOutcome.Quiet;
    }

    public ObservedDecision Observe() => ProgramObserver.Observe(_program as InterpretedProgram ?? throw new InvalidOperationException("Only interpreted programs can be looked into."), _sizing);

    /// <summary>What became of an order of the slot.</summary>
    public void OnReport(in ExecutionReport report)
    {
        _plan.OnReport(in report);
        _sides.OnReport(in report);
        if (report is { Kind: ReportKind.Rejected, Reason: RejectReason.OrderRateLimit } && _closedThisBar)
        {
            _closedThisBar = false;   // The market did not refuse it, the moment did.
            BackOff();
        }

        if (report.Kind is ReportKind.Fill or ReportKind.Canceled) { _closedThisBar = false; }   // There may be more to close, and it was not refused.
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section($"instrument {_instrument.Value}");
        transfer.Part(_program);
        transfer.Part(_stops);
        transfer.Part(_plan);
        transfer.Part(_sides);
        transfer.Part(_state);
        transfer.Value(ref _sawPrice);
        transfer.Value(ref _mustReadStops);
        transfer.Value(ref _spec);
        transfer.Value(ref _wait);
        transfer.Value(ref _nextWait);
        transfer.Value(ref _closedThisBar);
    }

    private Quantity See(IRuleSetContext context, BarSpecId spec)
    {
        bool isNew = _state.IsNew;
        SlotHolding holding = context.Holding(_instrument);
        Quantity position = holding.Position;
        _sides.See(in holding);
        if (_state.See(position)) { _stops.Opened(_variables.EntryPrice(context)); }
        if (isNew) { TakeOver(position, spec, context); }
        int closing = _state.ClosingSide;
        bool isOver = closing != _state.Sign && (_state.Sign != 0 || !_sides.MayAdd(closing));
        if (isOver) { _state.ClosingSide = 0; }
        return position;
    }

    // Same text: goes on where the version before stood. Another one: knows of the position what the slot knows, and has no stops before its first bar.
    private void TakeOver(Quantity position, BarSpecId spec, IRuleSetContext context)
    {
        Span<double> saved = stackalloc double[Saved];
        bool isKnown = context.TryGetHistory(_instrument, spec, out PositionHistory history);
        double opened = history.Opened.Nanoseconds;
        bool isOwn = context.TryRecall(_instrument, _setId, MemoryMarshal.Cast<double, long>(saved));
        bool isSame = isOwn && saved[^1] == opened;
        double entry = _variables.EntryPrice(context);
        if (!isOwn) { _stops.Forget(); }
        else
        {
            _stops.Restore(saved);
            _plan.Restore(saved[ProtectiveStops.Saved..]);
            Span<double> rest = saved[OwnSaved..];
            (_state.ClosingSide, _sawPrice, _closedThisBar, _mustReadStops) = ((int)rest[0], rest[1] != 0, rest[2] != 0, false);
        }

        if (isSame || _state.Sign == 0) { return; }
        _stops.Opened(entry);
        Price best = position.Raw > 0 ? history.High : history.Low;
        if (isKnown && best.Raw > 0) { _stops.TakeOver(_scales[_instrument.Value].ToDouble(best), position.Raw > 0); }
    }

    // Whether all that prices between bars can change is left as it is; when the position changes, nothing is remembered.
    private bool IsRemembered(ReadOnlySpan<long> left) => left.Length >= Saved
        && left[ProtectiveStops.SavedBest] == BitConverter.DoubleToInt64Bits(_stops.Best)
        && BitConverter.Int64BitsToDouble(left[OwnSaved]) == _state.ClosingSide
        && left[OwnSaved + 1] != 0 == _sawPrice   // Zero is zero in its bits too.
        && left[OwnSaved + 2] != 0 == _closedThisBar;

    private void Remember(IRuleSetContext context)
    {
        Span<double> saved = stackalloc double[Saved];
        _stops.Save(saved);
        _plan.Save(saved[ProtectiveStops.Saved..]);
        Span<double> rest = saved[OwnSaved..];
        rest[0] = _state.ClosingSide;
        rest[1] = _sawPrice ? 1 : 0;
        rest[2] = _closedThisBar ? 1 : 0;
        rest[3] = context.TryGetHistory(_instrument, _spec, out PositionHistory history) ? history.Opened.Nanoseconds : 0;
        context.Remember(_instrument, _setId, MemoryMarshal.Cast<double, long>(saved));
    }

    private bool IsStopped(in ClosedBar bar, IRuleSetContext context)
    {
        if (_state.Sign == 0) { return false; }
        if (_timeStop > 0 && _state.BarsInTrade >= _timeStop) { return true; }
        if (_sawPrice || !_stops.HasAny) { return false; }
        InstrumentScale scale = _scales[_instrument.Value];
        return _stops.IsHit(scale.ToDouble(bar.Bar.High), scale.ToDouble(bar.Bar.Low), scale.ToDouble(bar.Bar.Close), _variables.EntryPrice(context), _state.Sign > 0);
    }

    // Closes what is filled at the first event that can carry it; what orders fill before they are taken back, at later ones.
    private void Close(Quantity position, IRuleSetContext context)
    {
        int side = _state.ClosingSide;
        if (_plan.HasOrders) { _plan.CancelAll(context); }
        else if (_sides.MayAdd(side) && !_sides.TakeBack(side, context)) { return; }

        Quantity closable = _sides.Closable(position, side);
        if (closable.IsZero || _closedThisBar || _wait-- > 0) { return; }
        Side closes = side > 0 ? Side.Sell : Side.Buy;
        _closedThisBar = context.SubmitMarket(_instrument, closes, closable) == RejectReason.None;
        if (!_closedThisBar) { BackOff(); return; }
        _sides.Sent(closes, closable);
        _wait = 0;
    }

    // Nothing was sent: again at the next price, then after 1, 2, 4, … up to 64 more.
    private void BackOff()
    {
        _wait = _nextWait;
        _nextWait = Math.Clamp(_nextWait * 2, 1, 64);
    }
}
