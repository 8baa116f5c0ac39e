using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>
/// Orders, groups, amendments, cancels, prices, limits, kills at random before a simulated venue. The gate that ran from the start,
/// and those that were loaded on the way, are told the same, and each must say and send the same.
/// </summary>
internal sealed class RiskScene : IReportPort, ITimerPort
{
    private static readonly Currency Usd = Currency.Parse("USD");

    private readonly Random _random;
    private readonly InstrumentTable _instruments;
    private readonly MarketRulesTable _rules;
    private readonly AccountOptions[] _accounts;
    private readonly AccountOptions[] _slots = [Account(0, MarginMode.Cross, 30_000), Account(1, MarginMode.Cross, 20_000)];
    private readonly SimulatedVenue _venue;
    private readonly Queue<(InstrumentId Instrument, ExecutionReport Report)> _reports = [];
    private readonly Queue<OrderCommand> _own = [];
    private readonly SortedSet<(long Due, int Id)> _timers = [];
    private readonly Dictionary<OrderId, (OrderCommand Command, OrderState State, bool HasFilled)> _open = [];
    private readonly long[] _prices = [10_000, 20_000, 5_000];
    private Timestamp _now = Timestamp.FromUnixSeconds(1_735_689_600);
    private long _sequence = 1;
    private string _where = "";

    public RiskScene(int seed)
    {
        _random = new Random(seed);
        _instruments = new InstrumentTable([.. Enumerable.Range(0, 3).Select(Instrument)]);
        _accounts = [Account(0, MarginMode.Cross, 50_000), Account(1, MarginMode.Isolated, 40_000)];
        IReadOnlyList<MarketRules> settled = [new MarketRules { SettlementDays = 1, PriceBandBasisPoints = 3_000 }];
        _rules = new MarketRulesTable(_instruments, seed % 2 == 0 ? new Dictionary<InstrumentId, IReadOnlyList<MarketRules>> { [new(0)] = settled } : []);
        Options = new RiskOptions { MaxOpenOrders = 24, DefaultLimits = new RiskLimits { ShortSelling = true, OrderRate = 20 }, Rules = Rules(_instruments) };
        VenueOptions venue = new() { MaxOpenOrders = 24, ParticipationPercent = 40, EntryLatency = Duration.FromMilliseconds(seed % 3 * 200), ResponseLatency = Duration.FromMilliseconds(seed % 2 * 300) };
        _venue = new SimulatedVenue(_instruments, venue, this, this, _rules, _accounts);
        Sides = [NewSide()];
    }

    public Random Random => _random;

    public RiskOptions Options { get; }

    public List<RiskSide> Sides { get; }

    public RiskGate Gate => Sides[0].Gate;

    /// <summary>Changes of orders that have no answer.</summary>
    public int Changing => _open.Values.Count(order => OrderStateMachine.IsPending(order.State.Status));

    public int PartlyFilled => _open.Values.Count(order => order.HasFilled);

    public int InGroups => _open.Values.Count(order => order.Command.Contingency != Contingency.None);

    public RiskSide NewSide() => NewSide(Options);

    /// <summary>One of other options, or of fewer accounts.</summary>
    public RiskSide NewSide(RiskOptions options, int accounts = 2) => new(_instruments, options, [.. _accounts.Take(accounts)], _slots, _rules);

    public void Step(string where)
    {
        _where = where;
        _now += new Duration(_random.Next(300) == 0 ? 40_000_000_000_000 : _random.Next(2) == 0 ? 0 : _random.Next(400_000_000));
        while (_timers.Count > 0 && _timers.Min.Due <= _now.Nanoseconds)
        {
            (long due, int id) = _timers.Min;
            _timers.Remove(_timers.Min);
            _venue.OnTimer(new TimerId(id), new Timestamp(due));
        }

        if (_own.Count > 0 && _random.Next(2) == 0) { ReturnOwn(_own.Dequeue()); }
        if (_reports.Count > 0 && _random.Next(4) > 0) { Return(); }
        switch (_random.Next(60))
        {
            case < 20: Trade(); break;
            case < 24: Quote(); break;
            case < 26: Mark(); break;
            case < 28: Money(); break;
            case < 42: Order(); break;
            case < 46: Group(); break;
            case < 53: Change(); break;
            case < 55: Watch(); break;
            case < 58: Configure(); break;
            default: Stop(); break;
        }
    }

    void IReportPort.Send(InstrumentId instrument, in ExecutionReport report, Timestamp venueTime, Timestamp due) => _reports.Enqueue((instrument, report));

    void ITimerPort.Request(TimerId id, Timestamp due) => _timers.Add((due.Nanoseconds, id.Value));

    private static RiskRule[] Rules(InstrumentTable instruments)
    {
        Assert.True(RiskCondition.TryCompile("drawdown > 0.05 or spread / close > 0.001", "condition", instruments, out RiskCondition? condition, out string? error), error);
        return
        [
            new RiskRule { Id = 1, Kind = RiskRuleKind.Drawdown, Limit = 400, Action = RiskAction.Reduce },
            new RiskRule { Id = 2, Kind = RiskRuleKind.ConsecutiveLosses, Scope = RiskRuleScope.Strategy, Limit = 2, Action = RiskAction.HaltStrategy },
            new RiskRule { Id = 3, Kind = RiskRuleKind.TradeLoss, Limit = 50 * Engine.Core.Money.One, Action = RiskAction.Reduce },
            new RiskRule { Id = 4, Kind = RiskRuleKind.DailyLoss, Scope = RiskRuleScope.Strategy, Limit = 400 * Engine.Core.Money.One, Action = RiskAction.HaltAll },
            new RiskRule { Id = 5, Kind = RiskRuleKind.StaleMarketData, Limit = 20_000_000_000, Action = RiskAction.Reduce },
            new RiskRule { Id = 6, Kind = RiskRuleKind.DuplicateOrder, Limit = 300_000_000 },
            new RiskRule { Id = 7, Kind = RiskRuleKind.Condition, Action = RiskAction.Reduce, Condition = condition },
            new RiskRule { Id = 8, Kind = RiskRuleKind.Leverage, Scope = RiskRuleScope.Strategy, Limit = 30_000 },
            new RiskRule { Id = 9, Kind = RiskRuleKind.SellableQuantity, Scope = RiskRuleScope.Instrument, Target = 0 },
            new RiskRule { Id = 10, Kind = RiskRuleKind.OrderRate, Scope = RiskRuleScope.Strategy, Limit = 6 },
            new RiskRule { Id = 11, Kind = RiskRuleKind.DailyOrders, Scope = RiskRuleScope.Order, Limit = 400 },
            new RiskRule { Id = 12, Kind = RiskRuleKind.OpenOrders, Scope = RiskRuleScope.Instrument, Limit = 10 },
            new RiskRule { Id = 13, Kind = RiskRuleKind.PriceBand, Limit = 3_000 },
            new RiskRule { Id = 14, Kind = RiskRuleKind.GrossExposure, Limit = 60_000 * Engine.Core.Money.One },
            new RiskRule { Id = 15, Kind = RiskRuleKind.SpreadTooWide, Limit = 12, Action = RiskAction.Reduce, IsOn = false },
        ];
    }

    // One event: every gate is told, and says, sends and lists the same.
    private void Event(Action<RiskGate> tell)
    {
        foreach (RiskSide side in Sides)
        {
            side.Begin();
            side.Gate.OnTime(_now);
            tell(side.Gate);
            side.Gate.SendCancels();
            Assert.True(side.Sent.SequenceEqual(Sides[0].Sent), $"{_where}: other commands were sent");
            Assert.True(side.Unclosed.SequenceEqual(Sides[0].Unclosed), $"{_where}: other positions were listed");
            Assert.True(side.Verdicts.SequenceEqual(Sides[0].Verdicts), $"{_where}: other verdicts");
            Assert.True(side.Gate.Hash == Gate.Hash && side.Gate.Accounts.Hash == Gate.Accounts.Hash, $"{_where}: another hash");
        }

        foreach (OrderCommand own in Sides[0].Sent) { _own.Enqueue(own); }
    }

    private InstrumentId Any() => new(_random.Next(3));

    private void Trade()
    {
        InstrumentId id = Any();
        _prices[id.Value] = Math.Max(500, _prices[id.Value] + (long)(_prices[id.Value] * (_random.NextDouble() - 0.5) * (_random.Next(30) == 0 ? 0.2 : 0.01)));
        TradeTick trade = new() { Price = new Price(_prices[id.Value]), Quantity = new Quantity(_random.Next(1, 40_000)) };
        Event(gate => { gate.OnTraded(id, trade.Price, _now, _now); gate.Watch(id, _now); });
        _venue.OnTrade(id, in trade, _now, _now);
    }

    private void Quote()
    {
        InstrumentId id = Any();
        long half = _random.Next(1, 8);
        QuoteTick quote = new() { BidPrice = new Price(_prices[id.Value] - half), AskPrice = new Price(_prices[id.Value] + half), BidQuantity = new Quantity(_random.Next(1, 9000)), AskQuantity = new Quantity(_random.Next(1, 9000)) };
        Event(gate => { gate.OnQuote(id, in quote, _now); gate.OnMarketPrice(id, new Price(_prices[id.Value]), _now); gate.Watch(id, _now); });
        _venue.OnQuote(id, in quote, _now, _now);
    }

    private void Mark()
    {
        InstrumentId id = Any();
        Price mark = new(_prices[id.Value] + _random.Next(-20, 21));
        Event(gate => { gate.OnMarkPrice(id, mark); gate.Watch(id, _now); });
    }

    private void Money()
    {
        CashFlow flow = new() { Account = new AccountId((ushort)_random.Next(2)), Currency = Usd, AmountRaw = _random.NextInt64(-50, 80) * Engine.Core.Money.One };
        FundingPayment funding = new() { RateRaw = _random.Next(-100_000, 100_000) };
        InstrumentId id = Any();
        if (_random.Next(2) == 0) { Event(gate => gate.OnCashFlow(in flow)); } else { Event(gate => gate.OnFunding(id, in funding)); }
    }

    private void Order()
    {
        OrderCommand order = Draw() with { OrderId = OrderId.From(++_sequence, 1) };
        if (Check(ref order) == RejectReason.None) { Pass(in order); }
    }

    // A bracket, or two orders of which one cancels the other; they pass together or not at all.
    private void Group()
    {
        bool isBracket = _random.Next(2) == 0;
        OrderCommand first = Draw() with { Group = 1, Type = OrderType.Limit, Trigger = default, TimeInForce = TimeInForce.GoodTillCancel };
        first.Contingency = isBracket ? Contingency.Parent : Contingency.OneCancelsOther;
        long at = _prices[first.Instrument.Value];
        first.Price = new Price(at + _random.Next(-5, 6));
        Side exit = isBracket ? (first.Side == Side.Buy ? Side.Sell : Side.Buy) : first.Side;
        long away = exit == Side.Sell ? 1 : -1;
        OrderCommand rest = first with { Side = exit, Contingency = isBracket ? Contingency.Child : Contingency.OneCancelsOther };
        _sequence++;
        OrderCommand[] orders =
        [
            first with { OrderId = OrderId.From(_sequence, 1) },
            rest with { OrderId = OrderId.From(_sequence, 2), Price = new Price(at + (away * _random.Next(5, 60))) },
            rest with { OrderId = OrderId.From(_sequence, 3), Type = OrderType.Stop, Price = default, Trigger = new Price(at - (away * _random.Next(5, 60))) },
        ];
        int passed = 0;
        while (passed < orders.Length && Check(ref orders[passed]) == RejectReason.None) { passed++; }
        for (int i = 0; i < orders.Length; i++)
        {
            OrderCommand order = orders[i];
            if (passed == orders.Length) { Pass(in order); }
            else if (i < passed) { Event(gate => gate.Withdraw(in order)); }
            else if (i > passed) { Event(gate => gate.Refuse(in order)); }
        }
    }

    private void Change()
    {
        if (_open.Count == 0) { return; }
        OrderCommand order = _open.Values.ElementAt(_random.Next(_open.Count)).Command;
        OrderCommand change = new() { OrderId = order.OrderId, Instrument = order.Instrument, Account = order.Account, Strategy = StrategyId.Manual, Side = order.Side };
        change.Action = _random.Next(3) == 0 ? CommandAction.Cancel : CommandAction.Amend;
        if (change.Action == CommandAction.Amend)
        {
            if (order.HasLimit) { change.Price = new Price(_prices[order.Instrument.Value] + _random.Next(-40, 41)); }
            if (order.Contingency == Contingency.None && _random.Next(2) == 0) { change.Quantity = new Quantity(_random.Next(1, 20_000)); }
        }

        if (Check(ref change) == RejectReason.None) { Begin(in change); }
    }

    private void Watch()
    {
        InstrumentId id = Any();
        InstrumentStatus status = _random.Next(5) > 0 ? InstrumentStatus.Open : InstrumentStatus.Halted;
        if (_random.Next(2) == 0) { Event(gate => gate.WatchAll(_now)); return; }
        Event(gate => { gate.OnStatus(id, status); gate.Watch(id, _now); });
        _venue.OnStatus(id, status, _now);
    }

    private void Configure()
    {
        RiskRule rule = Options.Rules[_random.Next(Options.Rules.Count)];
        RiskRuleChange change = new() { RuleId = _random.Next(8) == 0 ? 99 : rule.Id, Limit = rule.Limit + (rule.Limit / 4 * _random.Next(-1, 2)), On = (byte)(_random.Next(4) > 0 ? 1 : 0) };
        RiskLimitChange limit = new() { Limit = (RiskLimitKind)_random.Next(1, 7), Instrument = _random.Next(2) == 0 ? InstrumentId.None : Any() };
        if (_random.Next(2) == 0) { limit.Value = limit.Limit is RiskLimitKind.OrderNotional ? 3_000 * Engine.Core.Money.One : limit.Limit is RiskLimitKind.ShortSelling ? 1 : 15_000; }
        if (_random.Next(2) == 0) { Event(gate => gate.OnRuleChange(in change)); } else { Event(gate => gate.OnLimitChange(in limit)); }
    }

    private void Stop()
    {
        TradingStateChange state = new() { State = _random.Next(5) > 0 ? TradingState.Active : (TradingState)_random.Next(3) };
        Kill kill = new() { Flatten = (byte)_random.Next(2) };
        if (Gate.Kill.IsKilled) { Event(gate => gate.OnKillReset()); }
        else if (_random.Next(4) == 0) { Event(gate => gate.OnKill(in kill)); }
        else { Event(gate => gate.OnTradingState(in state)); }
    }

    // A cancel or a close of the risk engine itself has come through the Sequencer.
    private void ReturnOwn(OrderCommand own)
    {
        if (own.Action == CommandAction.New)
        {
            own.OrderId = OrderId.From(++_sequence, 1);
            Quantity held = Gate.Position(own.Account, own.Instrument).Abs();
            if (!held.IsZero && held < own.Quantity) { own.Quantity = held; }
        }

        if (Check(ref own) != RejectReason.None) { return; }
        if (own.Action == CommandAction.New) { Pass(in own); } else { Begin(in own); }
    }

    private RejectReason Check(ref OrderCommand command)
    {
        OrderCommand asked = command;
        List<RejectReason> said = [];
        Event(gate => said.Add(gate.Check(in asked, _now)));
        Assert.True(said.TrueForAll(reason => reason == said[0]), $"{_where}: {string.Join(", ", said)}");
        return command.Verdict = said[0];
    }

    private void Pass(in OrderCommand order)
    {
        _open.Add(order.OrderId, (order, new OrderState(OrderStatus.PendingNew), false));
        _venue.OnCommand(in order, _now);
    }

    private void Begin(in OrderCommand change)
    {
        (OrderCommand command, OrderState state, bool hasFilled) = _open[change.OrderId];
        Assert.True(OrderStateMachine.TryNext(state, change.Action, out OrderState next));
        _open[change.OrderId] = (command, next, hasFilled);
        _venue.OnCommand(in change, _now);
    }

    private void Return()
    {
        (InstrumentId instrument, ExecutionReport report) = _reports.Dequeue();
        if (_open.TryGetValue(report.OrderId, out (OrderCommand Command, OrderState State, bool HasFilled) order))   // Else it was over when its change came.
        {
            order.State = OrderStateMachine.Next(order.State, in report);
            order.HasFilled |= report.Kind == ReportKind.Fill;
            _open[report.OrderId] = order;
            if (OrderStateMachine.IsTerminal(order.State.Status)) { _open.Remove(report.OrderId); }
        }

        Event(gate =>
        {
            gate.OnReport(instrument, in report, ReportSource.Venue);
            if (report.Kind == ReportKind.Fill) { gate.Watch(instrument, _now); }
        });
        _venue.OnReport(instrument, in report, ReportSource.Venue);
    }

    private OrderCommand Draw()
    {
        InstrumentId id = Any();
        AccountId account = new((ushort)_random.Next(2));
        OrderType type = _random.Next(4) == 0 ? OrderType.Stop : (OrderType)_random.Next(1, 3);
        return new OrderCommand
        {
            Action = CommandAction.New,
            Instrument = id,
            Account = account,
            Strategy = account.Value == 0 && _random.Next(5) > 0 ? new StrategyId((ushort)_random.Next(2)) : StrategyId.Manual,
            Side = _random.Next(2) == 0 ? Side.Buy : Side.Sell,
            Type = type,
            Price = new Price(type == OrderType.Limit ? _prices[id.Value] + _random.Next(-60, 61) : 0),
            Trigger = new Price(type == OrderType.Stop ? _prices[id.Value] + _random.Next(-60, 61) : 0),
            Quantity = new Quantity(_random.Next(5) == 0 ? 1000 : _random.Next(1, 20_000)),
            TimeInForce = TimeInForce.GoodTillCancel,
            Flags = _random.Next(8) == 0 ? OrderFlags.ReduceOnly : OrderFlags.None,
        };
    }

    private static AccountOptions Account(int id, MarginMode mode, long cash) =>
        new() { Id = new AccountId((ushort)id), Name = $"{mode} {id}", MarginMode = mode, Leverage = 5, InitialCash = [new Money(cash * Engine.Core.Money.One, Usd)] };

    // A coin and two perpetuals; prices in cents, quantities in thousandths.
    private static Instrument Instrument(int id) => new()
    {
        Id = new InstrumentId(id),
        Symbol = $"I{id}",
        Venue = "TEST",
        Base = Currency.Parse($"I{id}"),
        Quote = Usd,
        PriceScale = 2,
        QuantityScale = 3,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1),
        MakerFee = new FeeRate(20_000),
        TakerFee = new FeeRate(50_000),
        Kind = id == 0 ? InstrumentKind.Spot : InstrumentKind.LinearPerpetual,
        MarginTiers = id == 0 ? [] : [new MarginTier(1_000_000 * Engine.Core.Money.One, 5_000_000, 2_500_000, 0)],
    };
}
