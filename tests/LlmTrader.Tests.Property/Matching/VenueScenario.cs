using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Matching;

/// <summary>One event given to the venue, and the place of what it sent because of it.</summary>
internal sealed record VenueStep(EngineEvent Event, int FirstReport, int ReportCount);

/// <summary>
/// A random run under a seed: commands, trades, quotes, bars, timers and returning reports, with prices and sizes so close
/// together that they meet all the time. The twin, when asked for, sees the same.
/// </summary>
internal sealed class VenueScenario
{
    private readonly Random _random;
    private readonly List<OrderCommand> _orders = [];
    private readonly EventKind[] _data;
    private readonly bool _promptTimers;
    private readonly bool _passes;   // Prices are offered to TryPass first.
    private long _now = 1000;
    private long _price = 1000;
    private int _returned;
    private long _nextId = 1;

    /// <param name="seed">Decides everything.</param>
    /// <param name="promptTimers">
    /// Whether a due timer always comes before the next event, as from a Sequencer, so that what market data fills and what
    /// fills on arrival lie in different steps. Otherwise timers may be late, lost or another stage's.
    /// </param>
    public VenueScenario(int seed, bool promptTimers)
    {
        _promptTimers = promptTimers;
        _passes = seed % 3 > 0;
        _random = new Random(seed);
        Instruments = new InstrumentTable(Enumerable.Range(0, _random.Next(1, 4)).Select(DrawInstrument).ToList());
        Options = new VenueOptions
        {
            EntryLatency = new Duration(_random.Next(3) == 0 ? 0 : _random.Next(0, 30)),
            ResponseLatency = new Duration(_random.Next(3) == 0 ? 0 : _random.Next(0, 30)),
            FillOnTouch = _random.Next(2) == 0,
            ParticipationPercent = _random.Next(2) == 0 ? 100 : _random.Next(1, 101),
            MaxOpenOrders = _random.Next(4) == 0 ? _random.Next(1, 6) : 64,
            SelfTrade = VenueSelfTrade.None,   // The twin looks at each order alone.
        };
        EventKind[][] markets =
        [
            [EventKind.Trade], [EventKind.Quote], [EventKind.Bar], [EventKind.Trade, EventKind.Quote],
            [EventKind.Trade, EventKind.Quote, EventKind.Bar], [EventKind.Bar, EventKind.Bar, EventKind.Bar, EventKind.Trade],
        ];
        _data = markets[_random.Next(markets.Length)];
        Venue = new SimulatedVenue(Instruments, Options, Ports, Ports);
        Twin = new NaiveVenue(Instruments, Options);
    }

    public InstrumentTable Instruments { get; }

    public VenueOptions Options { get; }

    public RecordingPorts Ports { get; } = new();

    public SimulatedVenue Venue { get; }

    public NaiveVenue Twin { get; }

    public List<VenueStep> Steps { get; } = [];

    /// <summary>Plays one event; the twin only sees it when <paramref name="withTwin"/>.</summary>
    public VenueStep Play(bool withTwin)
    {
        EngineEvent next = Draw();
        int first = Ports.Reports.Count;
        Give(next);
        if (withTwin) { GiveTwin(next); }
        VenueStep step = new(next, first, Ports.Reports.Count - first);
        Steps.Add(step);
        return step;
    }

    private static Instrument DrawInstrument(int index) => new()
    {
        Id = new InstrumentId(index),
        Symbol = $"S{index}",
        Venue = "SIM",
        Base = Currency.Parse("X"),
        Quote = Currency.Parse("USD"),
        PriceScale = 2 + index,
        QuantityScale = 3 * index,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(index == 1 ? 5 : 1),
        MakerFee = new FeeRate(-2_500 + index),
        TakerFee = new FeeRate(45_003 + index),
    };

    private EngineEvent Draw()
    {
        if (_random.Next(3) > 0) { _now += _random.Next(0, 8); }
        if (Ports.Timers.Count > 0 && Ports.Timers.Min.Nanoseconds <= _now && (_promptTimers || _random.Next(2) == 0))
        {
            Timestamp due = Ports.Timers.Min;
            Ports.Timers.Remove(due);
            TimerId id = !_promptTimers && _random.Next(10) == 0 ? TimerId.BarClose(new BarSpecId(1)) : TimerId.VenueArrival;
            return new EngineEvent { Kind = EventKind.Timer, Time = new Timestamp(_now), Timer = new TimerFired { Due = due, Id = id } };
        }

        bool canReturn = _returned < Ports.Reports.Count;
        int roll = _random.Next(100);
        if (canReturn && roll < 40)
        {
            SentReport back = Ports.Reports[_returned++];
            return new EngineEvent { Kind = EventKind.Report, Time = new Timestamp(_now), Instrument = back.Instrument, Report = back.Report };
        }

        if (roll < 60)
        {
            OrderCommand command = DrawCommand();
            return new EngineEvent { Kind = EventKind.Command, Time = new Timestamp(_now), Instrument = command.Instrument, Command = command };
        }

        return DrawMarketData();
    }

    private OrderCommand DrawCommand()
    {
        if (_orders.Count > 0 && _random.Next(4) == 0)
        {
            OrderCommand cancel = _orders[_random.Next(Math.Max(0, _orders.Count - 8), _orders.Count)];
            cancel.Action = CommandAction.Cancel;
            return cancel;
        }

        int instrument = _random.Next(Instruments.Count);
        long lot = Instruments[new InstrumentId(instrument)].LotSize.Raw;
        bool isOdd = _random.Next(50) == 0;
        OrderCommand order = new()
        {
            OrderId = new OrderId(_nextId++),
            Instrument = new InstrumentId(instrument),
            Account = new AccountId((ushort)_random.Next(3)),
            Strategy = new StrategyId((ushort)_random.Next(5)),
            Action = CommandAction.New,
            Side = _random.Next(2) == 0 ? Side.Buy : Side.Sell,
            Type = _random.Next(3) == 0 ? OrderType.Market : OrderType.Limit,
            TimeInForce = _random.Next(4) == 0 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancel,
            Price = new Price(isOdd ? _random.Next(-1, 2) : Near()),
            Quantity = new Quantity(isOdd ? _random.Next(-2, 20) : lot * _random.Next(1, 30)),
        };
        _orders.Add(order);
        return order;
    }

    private EngineEvent DrawMarketData()
    {
        if (_random.Next(3) == 0) { _price += _random.Next(-2, 3); }
        EngineEvent next = new()
        {
            Kind = _data[_random.Next(_data.Length)],
            Time = new Timestamp(_now),
            ExchangeTime = new Timestamp(_now - _random.Next(-3, 12)),
            Instrument = new InstrumentId(_random.Next(Instruments.Count)),
        };
        switch (next.Kind)
        {
            case EventKind.Trade:
                next.Trade = new TradeTick { Price = new Price(Rarely(0, Near())), Quantity = new Quantity(Rarely(0, _random.Next(1, 60))) };
                break;
            case EventKind.Quote:
                long bid = Near();
                next.Quote = new QuoteTick
                {
                    BidPrice = new Price(Rarely(0, bid)),
                    BidQuantity = new Quantity(Rarely(0, _random.Next(1, 60))),
                    AskPrice = new Price(Rarely(0, bid + _random.Next(0, 3))),
                    AskQuantity = new Quantity(Rarely(0, _random.Next(1, 60))),
                };
                break;
            default:
                long[] prices = [Near(), Near(), Near()];
                next.Bar = new Bar
                {
                    Open = new Price(Rarely(_price + _random.Next(-6, 7), prices[0])),   // Some sources have opens outside the range.
                    High = new Price(prices.Max()),
                    Low = new Price(prices.Min()),
                    Close = new Price(Rarely(0, prices[2])),
                    Volume = new Quantity(Rarely(0, _random.Next(1, 200))),
                    OpenTime = new Timestamp(_now - _random.Next(0, 20)),
                    Spec = new BarSpecId((ushort)Rarely(1, 0)),
                };
                break;
        }

        return next;
    }

    private long Near() => _price + _random.Next(-3, 4);

    private long Rarely(long value, long usually) => _random.Next(25) == 0 ? value : usually;

    private void Give(in EngineEvent next)
    {
        switch (next.Kind)
        {
            case EventKind.Trade when _passes && Venue.TryPass(next.Instrument, in next.Trade, next.Time): break;   // As the matching stage gives them.
            case EventKind.Quote when _passes && Venue.TryPass(next.Instrument, in next.Quote, next.Time): break;
            case EventKind.Trade: Venue.OnTrade(next.Instrument, next.Trade, next.ExchangeTime, next.Time); break;
            case EventKind.Quote: Venue.OnQuote(next.Instrument, next.Quote, next.ExchangeTime, next.Time); break;
            case EventKind.Bar: Venue.OnBar(next.Instrument, next.Bar, next.Time); break;
            case EventKind.Timer: Venue.OnTimer(next.Timer.Id, next.Time); break;
            case EventKind.Report: Venue.OnReport(next.Instrument, next.Report, ReportSource.Venue); break;
            default: Venue.OnCommand(next.Command, next.Time); break;
        }
    }

    private void GiveTwin(in EngineEvent next)
    {
        switch (next.Kind)
        {
            case EventKind.Trade: Twin.OnTrade(next.Instrument, next.Trade, next.ExchangeTime, next.Time); break;
            case EventKind.Quote: Twin.OnQuote(next.Instrument, next.Quote, next.ExchangeTime, next.Time); break;
            case EventKind.Bar: Twin.OnBar(next.Instrument, next.Bar, next.Time); break;
            case EventKind.Timer: Twin.OnTimer(next.Timer.Id, next.Time); break;
            case EventKind.Report: Twin.OnReport(next.Report); break;
            default: Twin.OnCommand(next.Command, next.Time); break;
        }
    }
}
