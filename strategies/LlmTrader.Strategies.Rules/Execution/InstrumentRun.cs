using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Evaluation;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>A rule set at work on one instrument of its universe: program, variables, stops, and the plan of its orders.</summary>
internal sealed class InstrumentRun
{
    private readonly InstrumentId _instrument;
    private readonly InstrumentScale[] _scales;
    private readonly IProgramEvaluator _program;
    private readonly VariableFeed _variables;
    private readonly ProtectiveStops _stops;
    private readonly IOrderPlan _plan;
    private readonly ClauseCounts _counts;
    private readonly PositionState _state = new();
    private readonly int _timeStop;
    private bool _sawPrice;           // Since the last bar: its range then says nothing new, and part of it may be older than the position.
    private bool _mustWaitForCancel;  // Limit orders are being taken back: a market order now could close the position twice.
    private bool _closedThisBar;      // A rejected close is repeated at the next bar, not at every price.

    public InstrumentRun(RuleDocument document, InstrumentId instrument, InstrumentScale[] scales, IProgramEvaluator program, VariableFeed variables, ProtectiveStops stops, IOrderPlan plan, ClauseCounts counts)
    {
        (_instrument, _scales, _program, _variables, _stops, _plan, _counts) = (instrument, scales, program, variables, stops, plan, counts);
        _timeStop = document.TimeStopBars;
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

    /// <summary>Decides at a bar of stream 0, after <see cref="Observe"/>.</summary>
    public RuleSetOutcome Decide(in ClosedBar bar, IRuleSetContext context)
    {
        Quantity position = See(context);
        _state.OnBar();
        _closedThisBar = false;
        Price last = context.LastPrice(_instrument);
        _variables.SetLive(_program, context, last.Raw > 0 ? last : bar.Bar.Close, _state.BarsInTrade);
        _program.Decide();
        _counts.Add(_program);
        _stops.Read(_program, isEntry: position.IsZero && context.Working(_instrument).IsZero);
        _plan.Age(context);

        if (IsStopped(in bar, context)) { _state.IsClosing = true; }
        _sawPrice = false;
        if (_state.IsClosing)
        {
            Close(context);
            return RuleSetOutcome.Signal;
        }

        if (!_plan.IsWarm && _state.Sign == 0) { return RuleSetOutcome.Warming; }
        return _plan.Decide(_scales[_instrument.Value].ToDouble(bar.Bar.Close), _state, context) ? RuleSetOutcome.Signal : RuleSetOutcome.Quiet;
    }

    /// <summary>A price between bars: stops, and what fills ask for.</summary>
    public RuleSetOutcome OnPrice(Price price, IRuleSetContext context)
    {
        See(context);
        _sawPrice = true;
        if (_state.Sign != 0 && !_state.IsClosing)
        {
            _state.IsClosing = _stops.IsHit(_scales[_instrument.Value].ToDouble(price), _variables.EntryPrice(context), _state.Sign > 0);
        }

        if (_state.IsClosing)
        {
            Close(context);
            return RuleSetOutcome.Signal;
        }

        _plan.OnPrice(context);
        return RuleSetOutcome.Quiet;
    }

    /// <summary>What became of an order of the slot.</summary>
    public void OnReport(in ExecutionReport report) => _plan.OnReport(in report);

    private Quantity See(IRuleSetContext context)
    {
        Quantity position = context.Position(_instrument);
        if (_state.See(position))
        {
            _stops.Opened(_variables.EntryPrice(context));
            _mustWaitForCancel = false;
        }

        return position;
    }

    private bool IsStopped(in ClosedBar bar, IRuleSetContext context)
    {
        if (_state.Sign == 0) { return false; }
        if (_timeStop > 0 && _state.BarsInTrade >= _timeStop) { return true; }
        if (_sawPrice || !_stops.HasAny) { return false; }
        InstrumentScale scale = _scales[_instrument.Value];
        return _stops.IsHit(scale.ToDouble(bar.Bar.High), scale.ToDouble(bar.Bar.Low), scale.ToDouble(bar.Bar.Close), _variables.EntryPrice(context), _state.Sign > 0);
    }

    private void Close(IRuleSetContext context)
    {
        if (_plan.HasOrders)
        {
            _mustWaitForCancel = true;
            _plan.CancelAll(context);
        }

        if (_mustWaitForCancel && context.OpenOrders(_instrument) > 0) { return; }   // Not their sum, which may be 0.
        _mustWaitForCancel = false;

        Quantity missing = -(context.Position(_instrument) + context.Working(_instrument));
        if (missing.IsZero || _closedThisBar) { return; }
        _closedThisBar = true;
        _ = context.SubmitMarket(_instrument, missing > Quantity.Zero ? Side.Buy : Side.Sell, missing.Abs());
    }
}
