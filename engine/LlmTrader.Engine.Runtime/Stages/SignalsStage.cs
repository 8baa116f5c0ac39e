using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>Closed bars in, intents out: runs the rule set in the slot and passes a person's commands on to risk.</summary>
public sealed class SignalsStage : ITradingStage, IRuleSetContext
{
    private readonly EngineOptions _options;
    private readonly StageBuffer<ClosedBar> _closed;
    private readonly StageBuffer<OrderCommand> _commands;
    private readonly RuleSetPosition _position;
    private readonly RuleSetSlot _slot;
    private HashAccumulator _hash = new(2);
    private long _sequence;
    private int _count;

    public SignalsStage(EngineOptions options, RuleSetSlot slot, StageBuffer<ClosedBar> closed, StageBuffer<OrderCommand> commands)
    {
        _options = options;
        _slot = slot;
        _closed = closed;
        _commands = commands;
        _position = new RuleSetPosition(options.Instruments.Count, options.Risk.MaxOpenOrders);
    }

    public ulong Hash => _hash.Value;

    /// <summary>What became of the closed bars, for the funnel.</summary>
    public SignalCounts Counts { get; } = new();

    public Timestamp Now { get; private set; }

    public InstrumentTable Instruments => _options.Instruments;

    public void OnEvent(ref EngineEvent e)
    {
        int first = _commands.Position;
        _count = 0;
        if (e.ClosedBars.Count > 0) { Evaluate(ref e); }
        else if (e.Kind == EventKind.Report) { _position.OnReport(e.Instrument, in e.Report); }
        else if (e.Kind == EventKind.Command) { PassOn(ref e); }
        e.Commands = new StageRange(first, _count);
    }

    public Quantity Position(InstrumentId instrument) => _position.Position(instrument);

    public Quantity Working(InstrumentId instrument) => _position.Working(instrument);

    public RejectReason SubmitMarket(InstrumentId instrument, Side side, Quantity quantity) =>
        Submit(instrument, side, quantity, Price.Zero, OrderType.Market, TimeInForce.GoodTillCancel, out _);

    public RejectReason SubmitLimit(InstrumentId instrument, Side side, Quantity quantity, Price limit, TimeInForce timeInForce, out OrderId order) =>
        Submit(instrument, side, quantity, limit, OrderType.Limit, timeInForce, out order);

    public RejectReason Cancel(InstrumentId instrument, OrderId order)
    {
        if (_count >= OrderId.MaxCommandsPerEvent - 1) { return Blocked(RejectReason.CommandBurst); }
        if (!_position.TryCancel(order)) { return Blocked(RejectReason.UnknownOrder); }

        ref OrderCommand command = ref Next();
        command.OrderId = order;
        command.Instrument = instrument;
        command.Action = CommandAction.Cancel;
        _hash.Fold(in command);
        return RejectReason.None;
    }

    private void Evaluate(ref EngineEvent e)
    {
        _sequence = e.Sequence;
        Now = e.Time;
        IRuleSet ruleSet = _slot.Active;
        for (int i = 0; i < e.ClosedBars.Count; i++)
        {
            int commands = _count;
            long blocked = Counts.BlockedWishes;
            RuleSetOutcome outcome = ruleSet.OnBar(in _closed.At(e.ClosedBars, i), this);
            Counts.Add(outcome);
            if (outcome == RuleSetOutcome.Signal && _count == commands && Counts.BlockedWishes == blocked) { Counts.NoOrderNeeded(); }
        }
    }

    private RejectReason Submit(
        InstrumentId instrument, Side side, Quantity quantity, Price limit, OrderType type, TimeInForce timeInForce, out OrderId order)
    {
        order = OrderId.None;
        if (quantity.Raw <= 0) { return Blocked(RejectReason.BelowOneLot); }
        if (_count >= _options.MaxCommandsPerEvent) { return Blocked(RejectReason.CommandBurst); }
        if (_position.IsFull) { return Blocked(RejectReason.Overloaded); }

        ref OrderCommand command = ref Next();
        order = OrderId.From(_sequence, _count);   // Counted from 1: id 0 is no order.
        command.OrderId = order;
        command.Instrument = instrument;
        command.Side = side;
        command.Quantity = quantity;
        command.Price = limit;
        command.Type = type;
        command.TimeInForce = timeInForce;
        command.Action = CommandAction.New;
        _position.OnIntent(in command);
        _hash.Fold(in command);
        return RejectReason.None;
    }

    // A person's order gets its id here; from here on nothing tells it from a rule set's, so that risk sees both.
    private void PassOn(ref EngineEvent e)
    {
        _sequence = e.Sequence;
        ref OrderCommand command = ref Next();
        command = e.Command;
        command.Instrument = e.Instrument;
        command.Verdict = RejectReason.None;
        if (command.Action == CommandAction.New) { command.OrderId = OrderId.From(_sequence, _count); }
        _hash.Fold(in command);
    }

    private ref OrderCommand Next()
    {
        ref OrderCommand command = ref _commands.Append(_sequence);
        command = new OrderCommand { Account = _options.StrategyAccount };
        _count++;
        return ref command;
    }

    private RejectReason Blocked(RejectReason reason)
    {
        Counts.Block(reason);
        return reason;
    }
}
