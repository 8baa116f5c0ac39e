using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Property.Operators;

/// <summary>What an operator asks for at once: the record of the request, and the commands behind it.</summary>
/// <param name="Events">In the order in which they were written.</param>
/// <param name="First">The ticket of the first.</param>
internal sealed record OperatorBatch(EngineEvent[] Events, CommandTicket First)
{
    /// <summary>The last one's.</summary>
    public CommandTicket Last => First.Next(Events.Length - 1);
}

/// <summary>An operator who does everything that one can, under a seed. What he cancels he knows by the tickets of his orders.</summary>
internal sealed class OperatorScript(int seed, InstrumentTable instruments, Currency cash)
{
    private readonly Random _random = new(seed);
    private readonly List<(CommandTicket Ticket, InstrumentId Instrument)> _orders = [];

    public List<OperatorBatch> Written { get; } = [];

    /// <summary>Writes the next batch; waits for room.</summary>
    public void Act(TradingEngine engine)
    {
        EngineEvent[] commands = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Command(engine.Commands))];
        EngineEvent[] record = _random.Next(4) == 0 ? [] : AdminRequests.Events(Written.Count + 1, "operator", new string('x', _random.Next(150)), "");
        EngineEvent[] events = [.. record, .. commands];
        CommandTicket first;
        while (!engine.Commands.TryWriteAll(events, out first)) { Thread.Yield(); }
        for (int i = 0; i < events.Length; i++)
        {
            if (events[i] is { Kind: EventKind.Command, Command.Action: CommandAction.New }) { _orders.Add((first.Next(i), events[i].Instrument)); }
        }

        Written.Add(new OperatorBatch(events, first));
    }

    private EngineEvent Command(CommandInbox inbox) => _random.Next(21) switch
    {
        < 7 => Order(),
        < 11 => Cancel(inbox),
        11 => OperatorEvents.CancelAll(),
        12 => OperatorEvents.CancelAll(new InstrumentId(_random.Next(2)), _random.Next(2) == 0 ? null : StrategyId.Manual),
        13 => OperatorEvents.CancelAll(strategy: new StrategyId(0)),
        14 => OperatorEvents.StrategyState(new StrategyId((ushort)_random.Next(2)), (TradingState)_random.Next(3)),
        15 => OperatorEvents.StrategyState(new StrategyId(0), TradingState.Active),
        16 => OperatorEvents.State(_random.Next(3) == 0 ? (TradingState)_random.Next(4) : TradingState.Active),
        17 => _random.Next(3) == 0 ? OperatorEvents.Kill(flatten: _random.Next(2) == 0) : OperatorEvents.KillReset(),
        18 => Limit(),
        19 => OperatorEvents.CapitalShare(new StrategyId((ushort)_random.Next(2)), _random.Next(3) == 0 ? CapitalShareChange.All : 1 << _random.Next(6)),
        _ => Flow(),
    };

    // Far from the market: it rests until somebody takes it back.
    private EngineEvent Order()
    {
        Side side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
        InstrumentId instrument = new(_random.Next(2));
        return new EngineEvent
        {
            Kind = EventKind.Command,
            Instrument = instrument,
            Command = new OrderCommand
            {
                Action = CommandAction.New,
                Strategy = StrategyId.Manual,
                Side = side,
                Quantity = new Quantity(1000 * _random.Next(1, 20)),
                Type = OrderType.Limit,
                Price = new Price(instruments[instrument].TickSize.Raw * (side == Side.Buy ? 1 : 100_000_000)),
                TimeInForce = TimeInForce.GoodTillCancel,
            },
        };
    }

    // Of an order whose sequence its ticket tells by now; else of one that never was.
    private EngineEvent Cancel(CommandInbox inbox)
    {
        (CommandTicket ticket, InstrumentId instrument) = _orders.Count == 0 ? default : _orders[_random.Next(_orders.Count)];
        OrderId order = inbox.TryFindSequence(ticket, out long sequence) ? OrderId.From(sequence, 1) : OrderId.From(1, 7);
        return new EngineEvent
        {
            Kind = EventKind.Command, Instrument = instrument,
            Command = new OrderCommand { Action = CommandAction.Cancel, OrderId = order, Strategy = StrategyId.Manual },
        };
    }

    private EngineEvent Limit() => new()
    {
        Kind = EventKind.RiskLimitChange,
        Instrument = InstrumentId.None,
        RiskLimit = new RiskLimitChange { Instrument = InstrumentId.None, Limit = RiskLimitKind.OrderRate, Value = _random.Next(2) == 0 ? 3 : 1000 },
    };

    private EngineEvent Flow()
    {
        bool isDeposit = _random.Next(2) == 0;
        long amount = (1 + _random.Next(1000)) * Money.One;
        return new EngineEvent
        {
            Kind = EventKind.CashFlow,
            Instrument = InstrumentId.None,
            CashFlow = new CashFlow { Kind = isDeposit ? CashFlowKind.Deposit : CashFlowKind.Withdrawal, AmountRaw = isDeposit ? amount : -amount, Currency = cash },
        };
    }
}
