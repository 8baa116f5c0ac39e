using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>A venue with two instruments of whole prices and quantities, and short ways to speak to it.</summary>
internal sealed class VenueFixture : IReportPort, ITimerPort
{
    private long _nextId = 1;
    private int _read;
    private int _returned;

    public VenueFixture(VenueOptions? options = null, params MarketRules[] rules)
    {
        InstrumentTable instruments = new([Instrument(0, lot: 1), Instrument(1, lot: 10)]);
        Dictionary<InstrumentId, IReadOnlyList<MarketRules>> byInstrument = rules.Length > 0 ? new() { [Id] = rules } : [];
        Venue = new SimulatedVenue(instruments, options ?? new VenueOptions { SelfTrade = VenueSelfTrade.RejectNewest }, this, this, new MarketRulesTable(instruments, byInstrument));
    }

    public SimulatedVenue Venue { get; }

    public InstrumentId Id { get; } = new(0);

    public List<(InstrumentId Instrument, ExecutionReport Report, long VenueTime, long Due)> Sent { get; } = [];

    public List<long> Timers { get; } = [];

    void IReportPort.Send(InstrumentId instrument, in ExecutionReport report, Timestamp venueTime, Timestamp due) =>
        Sent.Add((instrument, report, venueTime.Nanoseconds, due.Nanoseconds));

    void ITimerPort.Request(TimerId id, Timestamp due) => Timers.Add(due.Nanoseconds);

    public OrderId Market(Side side, long quantity, long now, TimeInForce timeInForce = TimeInForce.GoodTillCancel, int instrument = 0) =>
        Order(side, OrderType.Market, quantity, 0, now, timeInForce, instrument);

    public OrderId Limit(Side side, long quantity, long limit, long now, TimeInForce timeInForce = TimeInForce.GoodTillCancel, int instrument = 0) =>
        Order(side, OrderType.Limit, quantity, limit, now, timeInForce, instrument);

    /// <summary>Any order; what <paramref name="with"/> changes of a good-till-cancel order on its own.</summary>
    public OrderId Send(Side side, OrderType type, long quantity, long now, long price = 0, long trigger = 0, Func<OrderCommand, OrderCommand>? with = null)
    {
        OrderCommand command = new()
        {
            OrderId = new OrderId(_nextId++),
            Price = new Price(price),
            Trigger = new Price(trigger),
            Quantity = new Quantity(quantity),
            Instrument = Id,
            Account = new AccountId(7),
            Strategy = new StrategyId(9),
            Action = CommandAction.New,
            Side = side,
            Type = type,
            TimeInForce = TimeInForce.GoodTillCancel,
        };
        if (with is not null) { command = with(command); }
        Venue.OnCommand(command, new Timestamp(now));
        return command.OrderId;
    }

    public void Amend(OrderId order, long now, long price = 0, long quantity = 0, long trigger = 0) =>
        Venue.OnCommand(new OrderCommand
        {
            OrderId = order, Instrument = Id, Action = CommandAction.Amend, Price = new Price(price), Quantity = new Quantity(quantity), Trigger = new Price(trigger),
        }, new Timestamp(now));

    public void Status(InstrumentStatus status, long now) => Venue.OnStatus(Id, status, new Timestamp(now));

    /// <summary>Gives the account a position by orders that fill at 100, and forgets what was said about it.</summary>
    public void Hold(long position, long now, bool bars = false)
    {
        Market(position > 0 ? Side.Buy : Side.Sell, Math.Abs(position), now);
        if (bars) { Bar(100, 100, 100, 100, Math.Abs(position), openTime: now, now: now + 1); }
        else { Trade(100, Math.Abs(position), now); }
        ReturnAll();
        News();
    }

    public void Cancel(OrderId order, long now) =>
        Venue.OnCommand(new OrderCommand { OrderId = order, Instrument = Id, Action = CommandAction.Cancel, Side = Side.Buy }, new Timestamp(now));

    public void Trade(long price, long quantity, long now, long? exchange = null, int instrument = 0, Side aggressor = Side.None) =>
        Venue.OnTrade(new InstrumentId(instrument), new TradeTick { Price = new Price(price), Quantity = new Quantity(quantity), Aggressor = aggressor },
            new Timestamp(exchange ?? now), new Timestamp(now));

    public void Quote(long bid, long bidSize, long ask, long askSize, long now, long? exchange = null, int instrument = 0) =>
        Venue.OnQuote(new InstrumentId(instrument), new QuoteTick
        {
            BidPrice = new Price(bid),
            BidQuantity = new Quantity(bidSize),
            AskPrice = new Price(ask),
            AskQuantity = new Quantity(askSize),
        }, new Timestamp(exchange ?? now), new Timestamp(now));

    public void Bar(long open, long high, long low, long close, long volume, long openTime, long now, ushort spec = 0) =>
        Venue.OnBar(Id, new Bar
        {
            Open = new Price(open),
            High = new Price(high),
            Low = new Price(low),
            Close = new Price(close),
            Volume = new Quantity(volume),
            OpenTime = new Timestamp(openTime),
            Spec = new BarSpecId(spec),
        }, new Timestamp(now));

    /// <summary>A whole message of the book, e.g. <c>b99=4 a101=5</c>; 0 takes a level away.</summary>
    public void Book(long now, string levels, BookFlags kind = BookFlags.None, long? exchange = null)
    {
        string[] words = levels.Split(' ');
        for (int i = 0; i < words.Length; i += BookUpdate.MaxLevels)
        {
            BookFlags place = (i == 0 ? BookFlags.First : BookFlags.None) | (i + BookUpdate.MaxLevels >= words.Length ? BookFlags.Last : BookFlags.None);
            Piece(now, string.Join(' ', words.Skip(i).Take(BookUpdate.MaxLevels)), kind | place, exchange);
        }
    }

    /// <summary>A piece of a message.</summary>
    public void Piece(long now, string levels, BookFlags flags, long? exchange = null)
    {
        BookUpdate piece = new() { Flags = flags, UpdateId = now };
        foreach (string word in levels.Split(' '))
        {
            string[] parts = word[1..].Split('=');
            if (word[0] == 'a') { piece.AskLevels |= (byte)(1 << piece.Count); }
            piece.Levels[piece.Count++] = new BookLevel { Price = new Price(long.Parse(parts[0], CultureInfo.InvariantCulture)), Quantity = new Quantity(long.Parse(parts[1], CultureInfo.InvariantCulture)) };
        }

        Venue.OnBook(Id, in piece, new Timestamp(exchange ?? now), new Timestamp(now));
    }

    /// <summary>All fills so far, as quantity@price.</summary>
    public string[] Fills() => [.. Sent.Where(sent => sent.Report.Kind == ReportKind.Fill).Select(sent => $"{sent.Report.LastQuantity.Raw}@{sent.Report.LastPrice.Raw}")];

    /// <summary>Gives the venue back all reports that it has sent.</summary>
    public void ReturnAll()
    {
        for (; _returned < Sent.Count; _returned++) { Venue.OnReport(Sent[_returned].Instrument, Sent[_returned].Report, ReportSource.Venue); }
    }

    /// <summary>What was sent since the last call, e.g. <c>1 accepted · 1 filled 5@100 taker, 3 left</c>.</summary>
    public string News()
    {
        string news = string.Join(" · ", Sent.Skip(_read).Select(s => Describe(s.Report)));
        _read = Sent.Count;
        return news;
    }

    private static string Describe(in ExecutionReport report) => report.Kind switch
    {
        ReportKind.Accepted => $"{report.OrderId.Raw} accepted",
        ReportKind.Fill => $"{report.OrderId.Raw} filled {report.LastQuantity.Raw}@{report.LastPrice.Raw} {(report.Liquidity == Liquidity.Maker ? "maker" : "taker")}, {report.LeavesQuantity.Raw} left",
        ReportKind.Rejected or ReportKind.CancelRejected => $"{report.OrderId.Raw} {(report.Kind == ReportKind.Rejected ? "rejected" : "cancel rejected")}: {report.Reason}",
        ReportKind.Triggered => $"{report.OrderId.Raw} triggered",
        ReportKind.Replaced => $"{report.OrderId.Raw} replaced {report.LastQuantity.Raw}@{report.LastPrice.Raw}, {report.LeavesQuantity.Raw} left",
        ReportKind.ReplaceRejected => $"{report.OrderId.Raw} replace rejected: {report.Reason}",
        _ => $"{report.OrderId.Raw} {(report.Kind == ReportKind.Canceled ? "canceled" : "expired")}{(report.Reason == RejectReason.None ? "" : $": {report.Reason}")}",
    };

    private static Instrument Instrument(int id, long lot) => new()
    {
        Id = new InstrumentId(id),
        Symbol = $"S{id}",
        Venue = "SIM",
        Base = Currency.Parse("X"),
        Quote = Currency.Parse("USD"),
        PriceScale = 0,
        QuantityScale = 0,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(lot),
        MakerFee = new FeeRate(-10_000),
        TakerFee = new FeeRate(100_000),
    };

    private OrderId Order(Side side, OrderType type, long quantity, long limit, long now, TimeInForce timeInForce, int instrument)
    {
        OrderId id = new(_nextId++);
        Venue.OnCommand(new OrderCommand
        {
            OrderId = id,
            Price = new Price(limit),
            Quantity = new Quantity(quantity),
            Instrument = new InstrumentId(instrument),
            Account = new AccountId(7),
            Strategy = new StrategyId(9),
            Action = CommandAction.New,
            Side = side,
            Type = type,
            TimeInForce = timeInForce,
        }, new Timestamp(now));
        return id;
    }
}
