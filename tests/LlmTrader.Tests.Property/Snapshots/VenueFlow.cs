using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>What a venue sent and asked for.</summary>
internal sealed class VenuePorts : IReportPort, ITimerPort
{
    public List<(InstrumentId Instrument, ExecutionReport Report, Timestamp VenueTime, Timestamp Due)> Sent { get; } = [];

    public List<(TimerId Id, Timestamp Due)> Asked { get; } = [];

    void IReportPort.Send(InstrumentId instrument, in ExecutionReport report, Timestamp venueTime, Timestamp due) => Sent.Add((instrument, report, venueTime, due));

    void ITimerPort.Request(TimerId id, Timestamp due) => Asked.Add((id, due));
}

/// <summary>
/// Random events for venues that are to behave alike: three instruments and accounts, all kinds of orders, groups, amendments and
/// cancels, over trades, quotes, bars or books, halts, sessions and passing days. What comes next follows from the seed and
/// from what the first venue answered; it plays the part of risk, and of the Sequencer that brings reports and timers back.
/// </summary>
internal sealed class VenueFlow
{
    private const long Second = 1_000_000_000;
    private const int Instruments = 3;

    private static readonly BarSpec[] BarSpecs = [BarSpec.Parse("1m"), BarSpec.Parse("5m")];

    private readonly Random _random;
    private readonly VenuePorts _ports;
    private readonly InstrumentTable _instruments;
    private readonly MarketRulesTable _rules;
    private readonly VenueOptions _options;
    private readonly EventKind[] _data;
    private readonly Dictionary<OrderId, OrderCommand> _open = [];
    private readonly HashSet<OrderId> _changing = [];
    private readonly SortedSet<(Timestamp Due, int Id)> _timers = [];
    private readonly long[] _prices = [1000, 1000, 1000];
    private readonly int[] _pieces = new int[Instruments];   // Of an unfinished book message.
    private int _seenReports;
    private int _seenTimers;
    private int _returned;
    private long _now = 20_000 * Second;
    private long _sequence = 1;

    /// <param name="seed">Of everything, the configuration included.</param>
    /// <param name="ports">Of the first venue.</param>
    public VenueFlow(int seed, VenuePorts ports)
    {
        _random = new Random(seed);
        _ports = ports;
        _instruments = new InstrumentTable([.. Enumerable.Range(0, Instruments).Select(Instrument)]);
        Dictionary<InstrumentId, IReadOnlyList<MarketRules>> rules = seed % 3 == 0 ? new() { [new(0)] = [Session], [new(1)] = [Session] } : [];
        _rules = new MarketRulesTable(_instruments, rules);
        _data = (seed % 5) switch
        {
            0 => [EventKind.Trade],
            1 => [EventKind.Quote],
            2 => [EventKind.Bar],
            3 => [EventKind.Trade, EventKind.Quote],
            _ => [EventKind.Book, EventKind.Book, EventKind.Book, EventKind.Trade, EventKind.Quote],
        };
        bool hasQueue = seed % 2 == 0;
        bool isRecorded = _random.Next(3) == 0;
        _options = new VenueOptions
        {
            EntryLatency = new Duration(isRecorded || _random.Next(3) == 0 ? 0 : _random.Next(0, 3) * Second),
            ResponseLatency = new Duration(isRecorded ? 0 : _random.Next(0, 3) * Second),
            Latency = isRecorded ? new LatencyTable { Rows = [new(1, Second, 0), new(2, 2 * Second, Second), new(3, 9 * Second, 0)], Seed = 7 } : null,
            FillOnTouch = !hasQueue && _random.Next(2) == 0,
            Queue = hasQueue ? QueueModel.Power(2) : QueueModel.None,
            ParticipationPercent = _random.Next(2) == 0 ? 100 : 40,
            SelfTrade = (VenueSelfTrade)_random.Next(3),
            MaxOpenOrders = 24,
            MaxBooks = _random.Next(1, Instruments),
        };
    }

    public SimulatedVenue Make(VenuePorts ports, Func<VenueOptions, VenueOptions>? change = null)
    {
        VenueOptions options = change is null ? _options : change(_options);
        AccountOptions[] accounts = [.. Enumerable.Range(0, 3).Select(i => new AccountOptions { Id = new AccountId((ushort)i), Name = $"A{i}" })];
        return new SimulatedVenue(_instruments, options, ports, ports, _rules, accounts, BarSpecs);
    }

    /// <summary>What happens next, to be done to each venue.</summary>
    public IReadOnlyList<Action<SimulatedVenue>> Next()
    {
        Hear();
        _now += _random.Next(300) == 0 ? _random.NextInt64(1, 20) * 86_400 * Second : _random.Next(0, 3) * Second;
        Timestamp now = new(_now);
        List<Action<SimulatedVenue>> next = [];
        while (_timers.Count > 0 && _timers.Min.Due <= now)
        {
            (Timestamp due, int id) = _timers.Min;
            _timers.Remove((due, id));
            next.Add(venue => venue.OnTimer(new TimerId(id), due));
        }

        if (_random.Next(3) > 0 && _returned < _ports.Sent.Count && _ports.Sent[_returned].Due <= now) { next.Add(Return()); }
        switch (_random.Next(20))
        {
            case < 6: Send(next); break;
            case < 9: Change(next); break;
            case 9 when _random.Next(12) == 0: SetStatus(next); break;
            default: next.Add(Data()); break;
        }

        return next;
    }

    private static MarketRules Session => new()
    {
        Sessions =
        [
            new SessionWindow(SessionDays.All, Duration.Zero, Duration.FromSeconds(20_200), SessionPhase.Continuous),
            new SessionWindow(SessionDays.All, Duration.FromSeconds(20_200), Duration.FromSeconds(20_300), SessionPhase.Break),
            new SessionWindow(SessionDays.All, Duration.FromSeconds(20_300), Duration.FromSeconds(20_800), SessionPhase.Continuous),
        ],
        PriceBandBasisPoints = 2_000,
    };

    private static Instrument Instrument(int id) => new()
    {
        Id = new InstrumentId(id), Symbol = $"S{id}", Venue = "SIM", Base = Currency.Parse("X"), Quote = Currency.Parse("USD"),
        PriceScale = 0, QuantityScale = 0, TickSize = new PriceOffset(1), LotSize = new Quantity(1), TakerFee = new FeeRate(100_000),
        FeeTiers = [new FeeTier(50_000_00_000_000, new FeeRate(0), new FeeRate(50_000)), new FeeTier(400_000_00_000_000, new FeeRate(0), new FeeRate(10_000))],
    };

    // What the first venue has sent and asked for since.
    private void Hear()
    {
        for (; _seenTimers < _ports.Asked.Count; _seenTimers++) { _timers.Add((_ports.Asked[_seenTimers].Due, _ports.Asked[_seenTimers].Id.Value)); }
        for (; _seenReports < _ports.Sent.Count; _seenReports++)
        {
            ExecutionReport report = _ports.Sent[_seenReports].Report;
            bool isOver = report.Kind is ReportKind.Rejected or ReportKind.Canceled or ReportKind.Expired || (report.Kind is ReportKind.Fill or ReportKind.Replaced && report.LeavesQuantity.IsZero);
            if (isOver) { _open.Remove(report.OrderId); }
        }
    }

    private Action<SimulatedVenue> Return()
    {
        (InstrumentId instrument, ExecutionReport report, _, _) = _ports.Sent[_returned++];
        if (report.Kind is ReportKind.CancelRejected or ReportKind.ReplaceRejected or ReportKind.Replaced) { _changing.Remove(report.OrderId); }
        return venue => venue.OnReport(instrument, in report, ReportSource.Venue);
    }

    private void SetStatus(List<Action<SimulatedVenue>> next)
    {
        InstrumentId instrument = new(_random.Next(Instruments));
        InstrumentStatus status = _random.Next(2) == 0 ? InstrumentStatus.Unknown : (InstrumentStatus)_random.Next(1, 5);
        Timestamp now = new(_now);
        next.Add(venue => venue.OnStatus(instrument, status, now));
    }

    private void Send(List<Action<SimulatedVenue>> next)
    {
        int kind = _random.Next(12);
        _sequence++;
        OrderCommand order = Draw();
        if (kind > 2)
        {
            Submit(next, order with { OrderId = OrderId.From(_sequence, 1) });
            return;
        }

        bool isBracket = kind == 0;
        long price = _prices[order.Instrument.Value];
        Side exit = isBracket ? (order.Side == Side.Buy ? Side.Sell : Side.Buy) : order.Side;
        long away = exit == Side.Sell ? 1 : -1;
        Contingency rest = isBracket ? Contingency.Child : Contingency.OneCancelsOther;
        OrderType stop = _random.Next(3) == 0 ? OrderType.TrailingStop : OrderType.Stop;
        Price trigger = stop == OrderType.TrailingStop ? new Price(1 + _random.Next(4)) : new Price(price - (away * _random.Next(1, 6)));
        order = order with
        {
            Type = OrderType.Limit, Price = new Price(price + _random.Next(-3, 4)), Trigger = default, DisplayQuantity = default, Flags = OrderFlags.None, Group = 1,
            TimeInForce = TimeInForce.GoodTillCancel, ExpireSeconds = 0,
        };
        Submit(next, order with { OrderId = OrderId.From(_sequence, 1), Contingency = isBracket ? Contingency.Parent : Contingency.OneCancelsOther });
        Submit(next, order with { OrderId = OrderId.From(_sequence, 2), Contingency = rest, Side = exit, Price = new Price(price + (away * _random.Next(1, 6))) });
        Submit(next, order with { OrderId = OrderId.From(_sequence, 3), Contingency = rest, Side = exit, Type = stop, Price = default, Trigger = trigger });
    }

    private OrderCommand Draw()
    {
        OrderType type = (OrderType)_random.Next(1, 7);
        InstrumentId instrument = new(_random.Next(Instruments));
        long price = _prices[instrument.Value];
        bool hasLimit = type is OrderType.Limit or OrderType.StopLimit;
        long quantity = _random.Next(2, 30);
        TimeInForce timeInForce = _random.Next(3) == 0 ? (TimeInForce)_random.Next(1, 6) : TimeInForce.GoodTillCancel;
        return new OrderCommand
        {
            Price = new Price(hasLimit ? price + _random.Next(-4, 5) : 0),
            Trigger = new Price(type < OrderType.Stop ? 0 : type == OrderType.TrailingStop ? _random.Next(1, 5) : price + _random.Next(-5, 6)),
            Quantity = new Quantity(quantity),
            DisplayQuantity = new Quantity(hasLimit && _random.Next(3) == 0 ? _random.Next(1, (int)quantity) : 0),
            Instrument = instrument,
            Account = new AccountId((ushort)_random.Next(3)),
            Strategy = _random.Next(40) == 0 ? StrategyId.Liquidation : default,
            ExpireSeconds = timeInForce == TimeInForce.GoodTillDate ? (uint)((_now / Second) + _random.Next(1, 200)) : 0,
            Action = CommandAction.New,
            Side = _random.Next(2) == 0 ? Side.Buy : Side.Sell,
            Type = type,
            TimeInForce = timeInForce,
            Flags = (OrderFlags)(_random.Next(4) == 0 ? _random.Next(4) : 0),
        };
    }

    private void Submit(List<Action<SimulatedVenue>> next, OrderCommand command)
    {
        Timestamp now = new(_now);
        if (command.Action == CommandAction.New) { _open[command.OrderId] = command; }
        next.Add(venue => venue.OnCommand(in command, now));
    }

    private void Change(List<Action<SimulatedVenue>> next)
    {
        OrderCommand[] open = [.. _open.Values.Where(order => !_changing.Contains(order.OrderId))];
        if (open.Length == 0) { return; }
        OrderCommand order = open[_random.Next(open.Length)];
        long price = _prices[order.Instrument.Value];
        OrderCommand command = new() { OrderId = order.OrderId, Instrument = order.Instrument, Action = _random.Next(3) == 0 ? CommandAction.Cancel : CommandAction.Amend, Side = order.Side, Account = order.Account };
        if (command.Action == CommandAction.Amend)
        {
            command.Price = new Price(order.HasLimit && _random.Next(2) == 0 ? price + _random.Next(-4, 5) : 0);
            command.Quantity = new Quantity(_random.Next(2) == 0 ? _random.Next(1, 40) : 0);
            command.Trigger = new Price(order.HasTrigger && _random.Next(2) == 0 ? order.Type == OrderType.TrailingStop ? _random.Next(1, 5) : price + _random.Next(-5, 6) : 0);
        }

        _changing.Add(order.OrderId);
        Submit(next, command);
    }

    private Action<SimulatedVenue> Data()
    {
        int at = _random.Next(Instruments);
        InstrumentId instrument = new(at);
        if (_random.Next(2) == 0) { _prices[at] = Math.Clamp(_prices[at] + _random.Next(-3, 4), 900, 1100); }
        long price = _prices[at];
        Timestamp time = new(_now);
        Timestamp exchange = new(_now - _random.Next(0, 3));
        switch (_data[_random.Next(_data.Length)])
        {
            case EventKind.Trade:
                TradeTick trade = new() { Price = new Price(price), Quantity = new Quantity(_random.Next(1, 30)) };
                return venue => venue.OnTrade(instrument, in trade, exchange, time);
            case EventKind.Quote:
                QuoteTick quote = new() { BidPrice = new Price(price - 1), BidQuantity = new Quantity(_random.Next(0, 30)), AskPrice = new Price(price + _random.Next(0, 2)), AskQuantity = new Quantity(_random.Next(0, 30)) };
                return venue => venue.OnQuote(instrument, in quote, exchange, time);
            case EventKind.Book when _random.Next(60) == 0:
                _pieces[at] = 0;
                return venue => venue.OnGap(instrument, time);
            case EventKind.Book:
                BookUpdate piece = Piece(at, price);
                return venue => venue.OnBook(instrument, in piece, exchange, time);
            default:
                long open = price + _random.Next(-4, 5);
                Bar bar = new()
                {
                    Open = new Price(open), High = new Price(Math.Max(open, price) + _random.Next(0, 4)), Low = new Price(Math.Min(open, price) - _random.Next(0, 4)),
                    Close = new Price(price), Volume = new Quantity(_random.Next(1, 60)), OpenTime = new Timestamp(_now - (2 * Second)), Spec = new BarSpecId((ushort)(_random.Next(6) == 0 ? 1 : 0)),
                };
                return venue => venue.OnBar(instrument, in bar, time);
        }
    }

    // Messages of up to three pieces, so that venues are looked at in the middle of one.
    private BookUpdate Piece(int at, long price)
    {
        bool isFirst = _pieces[at] == 0;
        bool isSnapshot = isFirst ? _random.Next(6) == 0 : _pieces[at] < 0;
        int left = isFirst ? _random.Next(1, 4) : Math.Abs(_pieces[at]);
        BookUpdate piece = new() { UpdateId = _now, Flags = (isFirst ? BookFlags.First : 0) | (left == 1 ? BookFlags.Last : 0) | (isSnapshot ? BookFlags.Snapshot : 0) };
        _pieces[at] = isSnapshot ? 1 - left : left - 1;
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            bool isAsk = _random.Next(2) == 0;
            long level = isAsk ? price + _random.Next(0, 9) : price - _random.Next(1, 9);
            if (isAsk) { piece.AskLevels |= (byte)(1 << piece.Count); }
            piece.Levels[piece.Count++] = new BookLevel { Price = new Price(level), Quantity = new Quantity(!isSnapshot && _random.Next(4) == 0 ? 0 : _random.Next(1, 60)) };
        }

        return piece;
    }
}
