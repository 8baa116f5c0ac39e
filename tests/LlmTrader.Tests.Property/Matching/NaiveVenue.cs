using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Matching;

/// <summary>
/// The plain twin of <see cref="SimulatedVenue"/>: one list of all orders ever, sorted anew for each event, decimals for
/// money, and each kind of market data written out on its own.
/// </summary>
internal sealed class NaiveVenue
{
    private readonly InstrumentTable _instruments;
    private readonly VenueOptions _options;
    private readonly List<Order> _orders = [];
    private readonly List<(OrderCommand Command, Timestamp Due)> _underway = [];
    private readonly List<Market> _markets;
    private readonly Dictionary<OrderId, int> _inFlight = [];

    public NaiveVenue(InstrumentTable instruments, VenueOptions options)
    {
        _instruments = instruments;
        _options = options;
        _markets = Enumerable.Range(0, instruments.Count).Select(_ => new Market()).ToList();
    }

    public List<SentReport> Reports { get; } = [];

    public long Deferred { get; private set; }

    public int Open => _orders.Count(o => !o.Done);

    public int Underway => _underway.Count;

    public void OnCommand(OrderCommand command, Timestamp now)
    {
        Arrive(now);
        if (_options.EntryLatency == Duration.Zero) { Act(command, now); }
        else if (_underway.Count < 2 * _options.MaxOpenOrders) { _underway.Add((command, now + _options.EntryLatency)); }
        else
        {
            Refuse(command, command.Action == CommandAction.New ? ReportKind.Rejected : ReportKind.CancelRejected, RejectReason.Overloaded, now);
        }
    }

    public void OnTimer(TimerId id, Timestamp now)
    {
        if (id == TimerId.VenueArrival) { Arrive(now); }
    }

    public void OnReport(ExecutionReport report)
    {
        if (report.Kind != ReportKind.CancelRejected && _inFlight.TryGetValue(report.OrderId, out int inFlight)) { _inFlight[report.OrderId] = inFlight - 1; }
    }

    public void OnTrade(InstrumentId id, TradeTick trade, Timestamp exchangeTime, Timestamp now)
    {
        Arrive(now);
        if (trade.Price.Raw <= 0 || trade.Quantity.Raw <= 0) { return; }

        Market market = _markets[id.Value];
        market.HasTrades = true;
        market.Last = trade.Price.Raw;
        long price = trade.Price.Raw;
        if (market.Ask == price && market.AskLeft < market.AskShare) { market.AskTraded += trade.Quantity.Raw; }
        if (market.Bid == price && market.BidLeft < market.BidShare) { market.BidTraded += trade.Quantity.Raw; }
        long left = Share(id, trade.Quantity.Raw);
        Timestamp time = exchangeTime < now ? exchangeTime : now;
        foreach (Order order in Waiting(id, Side.Buy, exchangeTime).Concat(Waiting(id, Side.Sell, exchangeTime)))
        {
            if (order.Rests)
            {
                long distance = order.IsBuy ? order.Limit - price : price - order.Limit;
                if (distance > 0 || (distance == 0 && _options.FillOnTouch)) { left -= Fill(order, order.Limit, left, Liquidity.Maker, time); }
            }
            else if (!market.HasQuotes) { left -= TakeOnce(order, price, left, time); }
        }
    }

    public void OnQuote(InstrumentId id, QuoteTick quote, Timestamp exchangeTime, Timestamp now)
    {
        Arrive(now);
        Market market = _markets[id.Value];
        Timestamp time = exchangeTime < now ? exchangeTime : now;
        market.HasQuotes = true;
        bool isSameAsk = quote.AskPrice == market.Quote.AskPrice && quote.AskQuantity == market.Quote.AskQuantity;
        bool isSameBid = quote.BidPrice == market.Quote.BidPrice && quote.BidQuantity == market.Quote.BidQuantity;
        market.Quote = quote;
        market.Ask = quote.AskPrice.Raw > 0 && quote.AskQuantity.Raw > 0 ? quote.AskPrice.Raw : null;
        market.Bid = quote.BidPrice.Raw > 0 && quote.BidQuantity.Raw > 0 ? quote.BidPrice.Raw : null;
        market.AskShare = market.Ask is null ? 0 : Share(id, quote.AskQuantity.Raw);
        market.BidShare = market.Bid is null ? 0 : Share(id, quote.BidQuantity.Raw);
        market.AskLeft = isSameAsk ? Math.Min(market.AskShare, market.AskLeft + market.AskTraded) : market.AskShare;
        market.BidLeft = isSameBid ? Math.Min(market.BidShare, market.BidLeft + market.BidTraded) : market.BidShare;
        market.AskTraded = market.BidTraded = 0;
        foreach (Order order in Waiting(id, Side.Buy, exchangeTime))
        {
            if (!order.Rests) { market.AskLeft -= TakeOnce(order, market.Ask, market.AskLeft, time); }
            else if (market.Ask <= order.Limit) { market.AskLeft -= Fill(order, order.Limit, market.AskLeft, Liquidity.Maker, time); }
        }

        foreach (Order order in Waiting(id, Side.Sell, exchangeTime))
        {
            if (!order.Rests) { market.BidLeft -= TakeOnce(order, market.Bid, market.BidLeft, time); }
            else if (market.Bid >= order.Limit) { market.BidLeft -= Fill(order, order.Limit, market.BidLeft, Liquidity.Maker, time); }
        }
    }

    public void OnBar(InstrumentId id, Bar bar, Timestamp now)
    {
        Arrive(now);
        Market market = _markets[id.Value];
        if (!market.HasTrades && !market.HasQuotes) { market.Spec ??= bar.Spec; }
        if (market.HasTrades || market.HasQuotes || market.Spec != bar.Spec || bar.Volume.Raw <= 0) { return; }
        if (new[] { bar.Open, bar.High, bar.Low, bar.Close }.Any(p => p.Raw <= 0)) { return; }

        market.Last = bar.Close.Raw;
        long left = Share(id, bar.Volume.Raw);
        foreach (Order order in Waiting(id, Side.Buy, bar.OpenTime).Concat(Waiting(id, Side.Sell, bar.OpenTime)))
        {
            if (!order.Rests)
            {
                left -= TakeOnce(order, bar.Open.Raw, left, now);
                if (!order.Rests) { continue; }
            }

            long limit = order.Limit;
            bool gap = order.IsBuy ? bar.Open.Raw < limit : bar.Open.Raw > limit;
            bool through = order.IsBuy ? bar.Low.Raw < limit : bar.High.Raw > limit;
            bool touched = new[] { bar.Low.Raw, bar.Open.Raw, bar.High.Raw }.Contains(limit)
                && (order.IsBuy ? Math.Min(bar.Low.Raw, bar.Open.Raw) : Math.Max(bar.High.Raw, bar.Open.Raw)) == limit;
            if (gap) { left -= Fill(order, bar.Open.Raw, left, Liquidity.Maker, now); }
            else if (through || (touched && _options.FillOnTouch)) { left -= Fill(order, limit, left, Liquidity.Maker, now); }
        }
    }

    // One offer to a taker. Null is a side without a quote.
    private long TakeOnce(Order order, long? price, long left, Timestamp time)
    {
        bool within = price is { } p && (order.IsMarket || (order.IsBuy ? p <= order.Limit : p >= order.Limit));
        long filled = within ? Fill(order, price!.Value, left, Liquidity.Taker, time) : 0;
        if (order.Done) { return filled; }
        if (order.IsImmediate) { Finish(order, ReportKind.Expired, time); }
        else if (!within && !order.IsMarket) { order.Rests = true; }
        return filled;
    }

    private void Arrive(Timestamp now)
    {
        foreach ((OrderCommand command, Timestamp due) in _underway.Where(u => u.Due <= now).ToList())
        {
            _underway.RemoveAt(0);
            Act(command, due);
        }
    }

    private void Act(OrderCommand command, Timestamp time)
    {
        if (command.Action == CommandAction.Cancel)
        {
            Order? found = _orders.SingleOrDefault(o => !o.Done && o.Command.OrderId == command.OrderId);
            if (found is null) { Refuse(command, ReportKind.CancelRejected, RejectReason.UnknownOrder, time); }
            else { Finish(found, ReportKind.Canceled, time); }
            return;
        }

        Instrument instrument = _instruments[command.Instrument];
        bool isLimit = command.Type == OrderType.Limit;
        RejectReason reason =
            command.Quantity.Raw <= 0 || command.Quantity.Raw % instrument.LotSize.Raw != 0 ? RejectReason.InvalidQuantity
            : isLimit && (command.Price.Raw <= 0 || command.Price.Raw % instrument.TickSize.Raw != 0) ? RejectReason.InvalidPrice
            : Open == _options.MaxOpenOrders ? RejectReason.Overloaded
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            Refuse(command, ReportKind.Rejected, reason, time);
            return;
        }

        Order order = new(command, time, _orders.Count);
        _orders.Add(order);
        Report(order, new ExecutionReport { Kind = ReportKind.Accepted, LeavesQuantity = command.Quantity }, time);
        Market market = _markets[command.Instrument.Value];
        if (market.HasQuotes && order.IsBuy) { market.AskLeft -= TakeOnce(order, market.Ask, market.AskLeft, time); }
        else if (market.HasQuotes) { market.BidLeft -= TakeOnce(order, market.Bid, market.BidLeft, time); }
        else if (isLimit && !order.IsImmediate && market.Last is { } last)
        {
            order.Rests = order.IsBuy ? last > order.Limit : last < order.Limit;
        }
    }

    // Open orders of a side that had arrived, by price and then by arrival.
    private List<Order> Waiting(InstrumentId id, Side side, Timestamp latestArrival) => _orders
        .Where(o => !o.Done && o.Command.Instrument == id && o.Command.Side == side && o.Arrival <= latestArrival)
        .OrderByDescending(o => o.IsMarket)
        .ThenBy(o => side == Side.Buy ? -o.Limit : o.Limit)
        .ThenBy(o => o.Place)
        .ToList();

    private long Fill(Order order, long price, long left, Liquidity liquidity, Timestamp time)
    {
        long quantity = Math.Min(left, order.Leaves);
        if (quantity == 0) { return 0; }
        if (_inFlight[order.Command.OrderId] > 2)
        {
            Deferred++;
            return 0;
        }

        order.Filled += quantity;
        Instrument instrument = _instruments[order.Command.Instrument];
        decimal notional = Math.Round(Scaled(price, instrument.PriceScale) * Scaled(quantity, instrument.QuantityScale), 8, MidpointRounding.ToEven);
        decimal rate = Scaled(liquidity == Liquidity.Maker ? instrument.MakerFee.Raw : instrument.TakerFee.Raw, 8);
        decimal fee = Math.Round(notional * rate, 8, MidpointRounding.ToEven);
        Report(order, new ExecutionReport
        {
            Kind = ReportKind.Fill,
            LastPrice = new Price(price),
            LastQuantity = new Quantity(quantity),
            LeavesQuantity = new Quantity(order.Leaves),
            FeeRaw = (long)(fee * 100_000_000m),
            FeeCurrency = instrument.Quote,
            Liquidity = liquidity,
        }, time);
        order.Done = order.Leaves == 0;
        return quantity;
    }

    private void Finish(Order order, ReportKind kind, Timestamp time)
    {
        order.Done = true;
        Report(order, new ExecutionReport { Kind = kind }, time);
    }

    private void Refuse(OrderCommand command, ReportKind kind, RejectReason reason, Timestamp time) =>
        Send(command, new ExecutionReport { Kind = kind, Reason = reason }, time);

    private void Report(Order order, ExecutionReport report, Timestamp time)
    {
        OrderId id = order.Command.OrderId;
        _inFlight[id] = _inFlight.GetValueOrDefault(id) + 1;
        report.CumulativeQuantity = new Quantity(order.Filled);
        Send(order.Command, report, time);
    }

    private void Send(OrderCommand command, ExecutionReport report, Timestamp time)
    {
        report.OrderId = command.OrderId;
        report.Account = command.Account;
        report.Strategy = command.Strategy;
        report.Side = command.Side;
        Timestamp due = time + _options.ResponseLatency;
        if (Reports.Count > 0 && Reports[^1].Due > due) { due = Reports[^1].Due; }
        Reports.Add(new SentReport(command.Instrument, report, time, due));
    }

    private long Share(InstrumentId id, long size)
    {
        long lot = _instruments[id].LotSize.Raw;
        return (long)(Math.Floor(size * (decimal)_options.ParticipationPercent / 100m / lot) * lot);
    }

    private static decimal Scaled(long raw, int scale) => raw / (decimal)FixedPoint.Pow10(scale);

    private sealed class Order(OrderCommand command, Timestamp arrival, int place)
    {
        public OrderCommand Command { get; } = command;

        public Timestamp Arrival { get; } = arrival;

        public int Place { get; } = place;

        public long Filled { get; set; }

        public bool Rests { get; set; }

        public bool Done { get; set; }

        public long Leaves => Command.Quantity.Raw - Filled;

        public long Limit => IsMarket ? 0 : Command.Price.Raw;   // A market order carries any price: it means nothing.

        public bool IsBuy => Command.Side == Side.Buy;

        public bool IsMarket => Command.Type == OrderType.Market;

        public bool IsImmediate => Command.TimeInForce == TimeInForce.ImmediateOrCancel;
    }

    private sealed class Market
    {
        public long? Last { get; set; }

        public bool HasTrades { get; set; }

        public bool HasQuotes { get; set; }

        public BarSpecId? Spec { get; set; }

        public long? Bid { get; set; }

        public long? Ask { get; set; }

        public QuoteTick Quote { get; set; }

        public long BidShare { get; set; }

        public long AskShare { get; set; }

        public long BidLeft { get; set; }

        public long AskLeft { get; set; }

        public long BidTraded { get; set; }

        public long AskTraded { get; set; }
    }
}
