using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Matching;

/// <summary>What was told about one order, and what it is, as an observer keeps it.</summary>
internal sealed class ObservedOrder(OrderCommand command)
{
    public OrderCommand Command { get; } = command;

    /// <summary>Limits, triggers and quantities that may hold now: those before and after an amendment that is under way.</summary>
    public OrderCommand Present { get; set; } = command;

    public OrderCommand? Wanted { get; set; }

    public OrderState State { get; set; } = new(OrderStatus.PendingNew);

    public bool IsTriggered { get; set; }

    public long Filled { get; set; }

    public int InFlight { get; set; }

    /// <summary>A change was sent, and its answer, or the order's end, has not come back: risk lets no other one pass.</summary>
    public bool IsChanging { get; set; }
}

/// <summary>
/// One instrument, two accounts, all kinds of orders, amendments, cancels and groups at random, over random trades, quotes or bars,
/// halts, and a calendar on some seeds. It plays the part of risk: one change of an order at a time.
/// </summary>
internal sealed class OrderKindScenario : IReportPort, ITimerPort
{
    public const long Second = 1_000_000_000;

    private readonly Random _random;
    private readonly Queue<(InstrumentId Instrument, ExecutionReport Report)> _underway = [];
    private readonly SortedSet<(long Due, int Id)> _timers = [];
    private readonly EventKind[] _data;
    private readonly Action<ObservedOrder, ExecutionReport, Timestamp> _onReport;
    private long _now = 20_000 * Second;
    private long _price = 1000;
    private long _sequence = 1;
    private long _lastTrade;
    private QuoteTick _lastQuote;
    private Bar _lastBar;

    public OrderKindScenario(int seed, Action<ObservedOrder, ExecutionReport, Timestamp> onReport)
    {
        _random = new Random(seed);
        _onReport = onReport;
        Instrument instrument = new()
        {
            Id = new InstrumentId(0), Symbol = "S", Venue = "SIM", Base = Currency.Parse("X"), Quote = Currency.Parse("USD"),
            PriceScale = 0, QuantityScale = 0, TickSize = new PriceOffset(1), LotSize = new Quantity(1), TakerFee = new FeeRate(100_000),
        };
        InstrumentTable instruments = new([instrument]);
        Rules = seed % 3 == 0 ? Session : new MarketRules();
        _data = (seed % 4) switch
        {
            0 => [EventKind.Trade],
            1 => [EventKind.Quote],
            2 => [EventKind.Bar],
            _ => [EventKind.Trade, EventKind.Quote],
        };
        bool isDrawn = seed % 5 == 0;   // Then commands overtake each other.
        VenueOptions options = new()
        {
            EntryLatency = new Duration(isDrawn || _random.Next(3) == 0 ? 0 : _random.Next(0, 3) * Second),
            ResponseLatency = new Duration(isDrawn ? 0 : _random.Next(0, 3) * Second),
            Latency = isDrawn ? new LatencyTable { Rows = [new(0, 0, 0), new(1, Second, Second), new(2, 3 * Second, 0), new(3, 9 * Second, 2 * Second)], Seed = (ulong)seed } : null,
            FillOnTouch = _random.Next(2) == 0,
            ParticipationPercent = _random.Next(2) == 0 ? 100 : 40,
            SelfTrade = (VenueSelfTrade)_random.Next(3),
            MaxOpenOrders = 48,
        };
        Venue = new SimulatedVenue(instruments, options, this, this, new MarketRulesTable(instruments, new Dictionary<InstrumentId, IReadOnlyList<MarketRules>> { [new(0)] = [Rules] }));
    }

    public SimulatedVenue Venue { get; }

    public MarketRules Rules { get; }

    public Dictionary<OrderId, ObservedOrder> Orders { get; } = [];

    /// <summary>Kind and payload of the market data under work; none while commands and timers act.</summary>
    public EngineEvent Event { get; private set; }

    public InstrumentStatus Status { get; private set; }

    /// <summary>Where the market is for an order of a side: the last trade or bar, and the other side of the last quote.</summary>
    public IEnumerable<long> PricesFor(Side side)
    {
        if (_lastBar.Open.Raw > 0) { return Event.Kind == EventKind.Bar ? [_lastBar.Open.Raw, _lastBar.High.Raw, _lastBar.Low.Raw] : [_lastBar.Close.Raw]; }
        long quoted = side == Side.Buy ? _lastQuote.AskPrice.Raw : _lastQuote.BidPrice.Raw;
        return new[] { quoted, _lastTrade }.Where(price => price > 0);
    }

    private static MarketRules Session => new()
    {
        Sessions =
        [
            new SessionWindow(SessionDays.All, Duration.Zero, Duration.FromSeconds(20_200), SessionPhase.Continuous),
            new SessionWindow(SessionDays.All, Duration.FromSeconds(20_200), Duration.FromSeconds(20_300), SessionPhase.Break),
            new SessionWindow(SessionDays.All, Duration.FromSeconds(20_300), Duration.FromSeconds(20_500), SessionPhase.Continuous),
        ],
        PriceBandBasisPoints = 2_000,
    };

    public void Play()
    {
        _now += _random.Next(0, 3) * Second;
        while (_timers.Count > 0 && _timers.Min.Due <= _now)
        {
            (long due, int id) = _timers.Min;
            _timers.Remove(_timers.Min);
            Event = default;
            Venue.OnTimer(new TimerId(id), new Timestamp(due));
        }

        if (_random.Next(3) > 0 && _underway.TryDequeue(out (InstrumentId Instrument, ExecutionReport Report) back)) { Return(back.Instrument, back.Report); }
        Event = default;
        switch (_random.Next(10))
        {
            case < 3: Send(); break;
            case 3: Change(); break;
            case 4 when _random.Next(12) == 0: SetStatus(); break;
            default: Data(); break;
        }
    }

    void IReportPort.Send(InstrumentId instrument, in ExecutionReport report, Timestamp venueTime, Timestamp due)
    {
        ObservedOrder order = Orders[report.OrderId];
        order.InFlight++;
        _underway.Enqueue((instrument, report));
        _onReport(order, report, venueTime);
    }

    void ITimerPort.Request(TimerId id, Timestamp due) => _timers.Add((due.Nanoseconds, id.Value));

    private void Return(InstrumentId instrument, in ExecutionReport report)
    {
        ObservedOrder order = Orders[report.OrderId];
        order.InFlight--;
        if (report.Kind is ReportKind.CancelRejected or ReportKind.ReplaceRejected or ReportKind.Replaced) { order.IsChanging = false; }
        Venue.OnReport(instrument, in report, ReportSource.Venue);
    }

    private void SetStatus()
    {
        Status = _random.Next(2) == 0 ? InstrumentStatus.Unknown : (InstrumentStatus)_random.Next(1, 5);
        Venue.OnStatus(new InstrumentId(0), Status, new Timestamp(_now));
    }

    private void Send()
    {
        int kind = _random.Next(12);
        _sequence++;
        OrderCommand order = Draw();
        if (kind > 2)
        {
            Submit(order with { OrderId = OrderId.From(_sequence, 1) });
            return;
        }

        bool isBracket = kind == 0;
        Side exit = isBracket ? (order.Side == Side.Buy ? Side.Sell : Side.Buy) : order.Side;
        long away = exit == Side.Sell ? 1 : -1;
        order = order with { Type = OrderType.Limit, Trigger = default, Price = new Price(_price + _random.Next(-3, 4)), DisplayQuantity = default, Flags = OrderFlags.None, Group = 1 };
        Contingency first = isBracket ? Contingency.Parent : Contingency.OneCancelsOther;
        Contingency rest = isBracket ? Contingency.Child : Contingency.OneCancelsOther;
        order = order with { TimeInForce = TimeInForce.GoodTillCancel, ExpireSeconds = 0 };
        OrderType stop = _random.Next(3) == 0 ? OrderType.TrailingStop : OrderType.Stop;
        Price trigger = stop == OrderType.TrailingStop ? new Price(1 + _random.Next(4)) : new Price(_price - (away * _random.Next(1, 6)));
        Submit(order with { OrderId = OrderId.From(_sequence, 1), Contingency = first });
        Submit(order with { OrderId = OrderId.From(_sequence, 2), Contingency = rest, Side = exit, Price = new Price(_price + (away * _random.Next(1, 6))) });
        Submit(order with { OrderId = OrderId.From(_sequence, 3), Contingency = rest, Side = exit, Type = stop, Price = default, Trigger = trigger });
    }

    private OrderCommand Draw()
    {
        OrderType type = (OrderType)_random.Next(1, 7);
        bool isTrigger = type >= OrderType.Stop;
        bool hasLimit = type is OrderType.Limit or OrderType.StopLimit;
        long quantity = _random.Next(2, 30);
        TimeInForce timeInForce = _random.Next(3) == 0 ? (TimeInForce)_random.Next(1, 6) : TimeInForce.GoodTillCancel;
        return new OrderCommand
        {
            Price = new Price(hasLimit ? _price + _random.Next(-4, 5) : 0),
            Trigger = new Price(!isTrigger ? 0 : type == OrderType.TrailingStop ? _random.Next(1, 5) : _price + _random.Next(-5, 6)),
            Quantity = new Quantity(quantity),
            DisplayQuantity = new Quantity(hasLimit && _random.Next(3) == 0 ? _random.Next(1, (int)quantity + 1) : 0),
            Account = new AccountId((ushort)_random.Next(2)),
            ExpireSeconds = timeInForce == TimeInForce.GoodTillDate ? (uint)((_now / Second) + _random.Next(0, 40)) : 0,
            Action = CommandAction.New,
            Side = _random.Next(2) == 0 ? Side.Buy : Side.Sell,
            Type = type,
            TimeInForce = timeInForce,
            Flags = (OrderFlags)(_random.Next(4) == 0 ? _random.Next(4) : 0),
        };
    }

    private void Submit(OrderCommand command)
    {
        Orders[command.OrderId] = new ObservedOrder(command);
        Venue.OnCommand(in command, new Timestamp(_now));
    }

    private void Change()
    {
        List<ObservedOrder> open = [.. Orders.Values.Where(order => OrderStateMachine.IsOpen(order.State.Status) && !order.IsChanging)];
        if (open.Count == 0) { return; }
        ObservedOrder order = open[_random.Next(open.Count)];
        CommandAction action = _random.Next(3) == 0 ? CommandAction.Cancel : CommandAction.Amend;
        OrderCommand command = new() { OrderId = order.Command.OrderId, Action = action, Side = order.Command.Side, Account = order.Command.Account };
        if (action == CommandAction.Amend)
        {
            bool hasLimit = order.Command.HasLimit;
            command.Price = new Price(hasLimit && _random.Next(2) == 0 ? _price + _random.Next(-4, 5) : 0);
            command.Quantity = new Quantity(_random.Next(2) == 0 ? _random.Next(1, 40) : 0);
            command.Trigger = new Price(order.Command.HasTrigger && _random.Next(2) == 0 ? order.Command.Type == OrderType.TrailingStop ? _random.Next(1, 5) : _price + _random.Next(-5, 6) : 0);
            order.Wanted = order.Present with
            {
                Price = command.Price.Raw != 0 ? command.Price : order.Present.Price,
                Quantity = command.Quantity.Raw != 0 ? command.Quantity : order.Present.Quantity,
                Trigger = command.Trigger.Raw != 0 ? command.Trigger : order.Present.Trigger,
            };
        }

        Assert.True(OrderStateMachine.TryNext(order.State, action, out OrderState pending));
        order.State = pending;
        order.IsChanging = true;
        Venue.OnCommand(in command, new Timestamp(_now));
    }

    private void Data()
    {
        if (_random.Next(2) == 0) { _price = Math.Clamp(_price + _random.Next(-3, 4), 900, 1100); }
        Timestamp time = new(_now);
        Timestamp exchange = new(_now - _random.Next(0, 3));
        EngineEvent next = new() { Kind = _data[_random.Next(_data.Length)], Time = time, ExchangeTime = exchange };
        switch (next.Kind)
        {
            case EventKind.Trade:
                next.Trade = new TradeTick { Price = new Price(_price), Quantity = new Quantity(_random.Next(1, 30)) };
                Event = next;
                _lastTrade = next.Trade.Price.Raw;
                Venue.OnTrade(default, next.Trade, exchange, time);
                break;
            case EventKind.Quote:
                next.Quote = new QuoteTick { BidPrice = new Price(_price - 1), BidQuantity = new Quantity(_random.Next(0, 30)), AskPrice = new Price(_price + _random.Next(0, 2)), AskQuantity = new Quantity(_random.Next(0, 30)) };
                Event = next;
                _lastQuote = next.Quote;
                Venue.OnQuote(default, next.Quote, exchange, time);
                break;
            default:
                long open = _price + _random.Next(-4, 5);
                next.Bar = new Bar
                {
                    Open = new Price(open), High = new Price(Math.Max(open, _price) + _random.Next(0, 4)), Low = new Price(Math.Min(open, _price) - _random.Next(0, 4)),
                    Close = new Price(_price), Volume = new Quantity(_random.Next(1, 60)), OpenTime = new Timestamp(_now - (2 * Second)),
                };
                Event = next;
                _lastBar = next.Bar;
                Venue.OnBar(default, next.Bar, time);
                break;
        }
    }
}
