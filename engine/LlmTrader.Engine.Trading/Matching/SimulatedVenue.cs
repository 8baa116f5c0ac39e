using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// The venue that backtests and paper trading trade against: a pure state machine of the sequenced events. It fills our
/// orders from the market data that goes by (the rules are <see cref="FillRules"/>'s) and never moves that market.
/// </summary>
/// <remarks>
/// <para><b>Time.</b> A command of time t acts at t + <see cref="VenueOptions.EntryLatency"/>, before anything else of the first
/// event at or after that time. Only market data whose exchange time is at or after an order's arrival fills it; the one
/// exception is the quote that stands when it arrives. A report carries the time at which the venue acted: the arrival, or
/// the market data's exchange time (never later than the event's), and is due <see cref="VenueOptions.ResponseLatency"/> after it.</para>
/// <para><b>Data.</b> Trades and quotes without a positive price and size, and bars without positive prices and volume, are
/// ignored (a quote's missing side offers nothing). Ready-made bars fill only while their instrument has had neither trades
/// nor quotes, and only those of the specification that came first: others show the same trades again. On one trade
/// or bar buys come before sells, and both share its size.</para>
/// <para>The port takes reports for later: it must not call back. Nothing is allocated after construction.</para>
/// </remarks>
public sealed class SimulatedVenue
{
    private readonly InstrumentTable _instruments;
    private readonly VenueOptions _options;
    private readonly ITimerPort _timers;
    private readonly VenueOrders _orders;
    private readonly ArrivalQueue _arrivals;
    private readonly VenueReports _reports;
    private readonly OfferMatcher _matcher;
    private readonly VenueMarket[] _markets;
    private Timestamp _lastTimer = Timestamp.MinValue;

    /// <summary>Throws <see cref="ArgumentException"/> when an option can't be used.</summary>
    public SimulatedVenue(InstrumentTable instruments, VenueOptions options, IReportPort reports, ITimerPort timers)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentNullException.ThrowIfNull(timers);
        _instruments = instruments;
        _options = options.Validated();
        _timers = timers;
        _orders = new VenueOrders(options.MaxOpenOrders);
        _arrivals = new ArrivalQueue(2 * options.MaxOpenOrders);   // Each order and one cancel of it.
        _reports = new VenueReports(instruments, reports, options.ResponseLatency);
        _matcher = new OfferMatcher(_orders, _reports);
        _markets = new VenueMarket[instruments.Count];
        foreach (ref VenueMarket market in _markets.AsSpan()) { market.Buys.Head = market.Sells.Head = VenueOrders.None; }
    }

    /// <summary>All reports sent so far, in order: the venue's part of the StateHash.</summary>
    public ulong Hash => _reports.Hash;

    /// <summary>Fills sent.</summary>
    public long Fills => _matcher.Fills;

    /// <summary>Times that an order let market data pass because too many of its reports were on their way (<see cref="ReportCredit"/>).</summary>
    public long DeferredFills => _matcher.DeferredFills;

    /// <summary>Orders that have arrived and are not done.</summary>
    public int OpenOrders => _orders.Count;

    /// <summary>Commands on their way to the venue.</summary>
    public int PendingArrivals => _arrivals.Count;

    /// <summary>Takes a command that risk let pass. It acts at once, or after the entry latency.</summary>
    public void OnCommand(in OrderCommand command, Timestamp now)
    {
        Invariant.Holds(command.Verdict == RejectReason.None);
        Invariant.Holds(_instruments.Contains(command.Instrument));
        ExecuteArrivals(now);
        Timestamp arrival = now + _options.EntryLatency;
        if (arrival == now) { Execute(command, now); }
        else if (_arrivals.TryEnqueue(command, arrival)) { RequestTimer(arrival); }
        else { _reports.Refused(command, RefusalOf(command), RejectReason.Overloaded, now); }
    }

    /// <summary>A trade of the market.</summary>
    public void OnTrade(InstrumentId instrument, in TradeTick trade, Timestamp exchangeTime, Timestamp now)
    {
        ExecuteArrivals(now);
        if (trade.Price.Raw <= 0 || trade.Quantity.Raw <= 0) { return; }

        ref VenueMarket market = ref _markets[instrument.Value];
        market.Seen |= MarketDataKinds.Trades;
        market.LastPrice = trade.Price;
        if (market.HasOrders) { MatchTrade(ref market, instrument, trade, exchangeTime, ActedAt(exchangeTime, now)); }
    }

    /// <summary>A new quote, in place of the standing one.</summary>
    public void OnQuote(InstrumentId instrument, in QuoteTick quote, Timestamp exchangeTime, Timestamp now)
    {
        ExecuteArrivals(now);
        ref VenueMarket market = ref _markets[instrument.Value];
        market.Seen |= MarketDataKinds.Quotes;
        market.Quote = quote;
        market.BidTaken = market.AskTaken = Quantity.Zero;
        if (market.HasOrders) { MatchQuote(ref market, instrument, exchangeTime, ActedAt(exchangeTime, now)); }
    }

    /// <summary>A ready-made bar; <paramref name="now"/> is its close.</summary>
    public void OnBar(InstrumentId instrument, in Bar bar, Timestamp now)
    {
        ExecuteArrivals(now);
        ref VenueMarket market = ref _markets[instrument.Value];
        if (market.Seen == MarketDataKinds.None)
        {
            market.Seen = MarketDataKinds.Bars;
            market.BarSpec = bar.Spec;
        }

        bool isUsable = Price.Min(Price.Min(bar.Open, bar.Close), Price.Min(bar.Low, bar.High)).Raw > 0 && bar.Volume.Raw > 0;
        if (!isUsable || market.Seen != MarketDataKinds.Bars || market.BarSpec != bar.Spec) { return; }

        market.LastPrice = bar.Close;
        if (market.HasOrders) { MatchBar(ref market, instrument, bar, now); }
    }

    /// <summary>A timer; only <see cref="TimerId.VenueArrival"/> is the venue's.</summary>
    public void OnTimer(TimerId timer, Timestamp now)
    {
        if (timer == TimerId.VenueArrival) { ExecuteArrivals(now); }
    }

    /// <summary>A report that has come through the Sequencer; the venue's own give their order its credit back.</summary>
    public void OnReport(InstrumentId instrument, in ExecutionReport report, ReportSource source)
    {
        // A rejected cancel was about no open order: it took no credit.
        if (source != ReportSource.Venue || report.Kind == ReportKind.CancelRejected) { return; }

        int slot = _orders.Find(report.OrderId);
        if (slot == VenueOrders.None) { return; }   // The order is done; its place and its credit went with it.

        ref VenueOrder order = ref _orders[slot];
        Invariant.Holds(order.InFlight > 0);
        Invariant.Holds(order.Instrument == instrument);
        order.InFlight--;
    }

    private void MatchTrade(ref VenueMarket market, InstrumentId instrument, in TradeTick trade, Timestamp exchangeTime, Timestamp time)
    {
        MarketOffer offer = FillRules.FromTrade(trade, exchangeTime, _options.FillOnTouch, servesTakers: !market.HasQuote);
        Quantity available = ShareOf(instrument, trade.Quantity);
        available -= _matcher.Match(ref market.Buys, offer, available, time);
        _matcher.Match(ref market.Sells, offer, available, time);
    }

    private void MatchQuote(ref VenueMarket market, InstrumentId instrument, Timestamp exchangeTime, Timestamp time)
    {
        market.AskTaken = _matcher.Match(ref market.Buys, FillRules.FromQuote(market.Quote, Side.Buy, exchangeTime),
            ShareOf(instrument, FillRules.SizeFor(market.Quote, Side.Buy)), time);
        market.BidTaken = _matcher.Match(ref market.Sells, FillRules.FromQuote(market.Quote, Side.Sell, exchangeTime),
            ShareOf(instrument, FillRules.SizeFor(market.Quote, Side.Sell)), time);
    }

    private void MatchBar(ref VenueMarket market, InstrumentId instrument, in Bar bar, Timestamp time)
    {
        Quantity available = ShareOf(instrument, bar.Volume);
        available -= _matcher.Match(ref market.Buys, FillRules.FromBar(bar, Side.Buy, _options.FillOnTouch), available, time);
        _matcher.Match(ref market.Sells, FillRules.FromBar(bar, Side.Sell, _options.FillOnTouch), available, time);
    }

    private void ExecuteArrivals(Timestamp now)
    {
        while (_arrivals.NextDue <= now)
        {
            _arrivals.Dequeue(out OrderCommand command, out Timestamp arrival);
            Execute(command, arrival);
        }
    }

    private void Execute(in OrderCommand command, Timestamp arrival)
    {
        if (command.Action == CommandAction.Cancel) { Cancel(command, arrival); }
        else { Place(command, arrival); }
    }

    private void Cancel(in OrderCommand command, Timestamp arrival)
    {
        int slot = _orders.Find(command.OrderId);
        if (slot == VenueOrders.None)
        {
            _reports.Refused(command, ReportKind.CancelRejected, RejectReason.UnknownOrder, arrival);
            return;
        }

        ref VenueOrder order = ref _orders[slot];
        _matcher.End(slot, ref _markets[order.Instrument.Value].QueueOf(order.Side), ReportKind.Canceled, arrival);
    }

    private void Place(in OrderCommand command, Timestamp arrival)
    {
        Invariant.Holds(command.Action == CommandAction.New);
        Invariant.Holds(command.Side is Side.Buy or Side.Sell);
        Invariant.Holds(command.Type is OrderType.Market or OrderType.Limit);
        RejectReason reason = Check(command);
        if (reason != RejectReason.None)
        {
            _reports.Refused(command, ReportKind.Rejected, reason, arrival);
            return;
        }

        ref VenueMarket market = ref _markets[command.Instrument.Value];
        ref SideQueue queue = ref market.QueueOf(command.Side);
        int slot = _orders.Add(OrderOf(command, arrival), ref queue);
        ref VenueOrder order = ref _orders[slot];
        _reports.Accepted(ref order, arrival);
        if (market.HasQuote) { TakeStandingQuote(slot, ref market, ref queue, arrival); }
        else if (order.TimeInForce != TimeInForce.ImmediateOrCancel && market.IsBeyond(order.Side, order.Limit))
        {
            _matcher.StopTaking(slot, ref queue);
        }
    }

    private void TakeStandingQuote(int slot, ref VenueMarket market, ref SideQueue queue, Timestamp arrival)
    {
        ref VenueOrder order = ref _orders[slot];
        Side side = order.Side;
        ref Quantity taken = ref market.TakenBy(side);
        Quantity available = ShareOf(order.Instrument, FillRules.SizeFor(market.Quote, side)) - taken;
        taken += _matcher.Take(slot, ref queue, FillRules.FromQuote(market.Quote, side, arrival), available, arrival);
    }

    // What any venue checks for itself. Risk has looked before: a refusal here tells of a gap in its rules.
    private RejectReason Check(in OrderCommand command)
    {
        Instrument instrument = _instruments[command.Instrument];
        if (command.Quantity.Raw <= 0 || command.Quantity.Raw % instrument.LotSize.Raw != 0) { return RejectReason.InvalidQuantity; }
        if (command.Type == OrderType.Limit && (command.Price.Raw <= 0 || command.Price.Raw % instrument.TickSize.Raw != 0))
        {
            return RejectReason.InvalidPrice;
        }

        return _orders.IsFull ? RejectReason.Overloaded : RejectReason.None;
    }

    private void RequestTimer(Timestamp due)
    {
        if (due == _lastTimer) { return; }   // Commands of one event arrive together.
        _lastTimer = due;
        _timers.Request(TimerId.VenueArrival, due);
    }

    private Quantity ShareOf(InstrumentId instrument, Quantity size) =>
        FillRules.Share(size, _options.ParticipationPercent, _instruments[instrument].LotSize);

    // A venue whose clock is ahead of ours can't have acted after we heard of it.
    private static Timestamp ActedAt(Timestamp exchangeTime, Timestamp now) => exchangeTime <= now ? exchangeTime : now;

    private static ReportKind RefusalOf(in OrderCommand command) =>
        command.Action == CommandAction.Cancel ? ReportKind.CancelRejected : ReportKind.Rejected;

    private static VenueOrder OrderOf(in OrderCommand command, Timestamp arrival) => new()
    {
        Id = command.OrderId,
        Limit = command.Type == OrderType.Limit ? command.Price : FillRules.Worst(command.Side),
        Leaves = command.Quantity,
        Arrival = arrival,
        Instrument = command.Instrument,
        Account = command.Account,
        Strategy = command.Strategy,
        Side = command.Side,
        TimeInForce = command.TimeInForce,
        IsTaking = true,
    };
}
