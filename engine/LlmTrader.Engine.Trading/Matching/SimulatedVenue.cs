using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// The venue that backtests and paper trading trade against: a pure state machine of the sequenced events. It fills our
/// orders from the market data that goes by (the rules are <see cref="FillRules"/>'s) and never moves that market.
/// </summary>
/// <remarks>
/// <para><b>Time.</b> A command of time t acts at t + <see cref="VenueOptions.EntryLatency"/>, or what <see cref="VenueOptions.Latency"/> gives, before anything else of the first
/// event at or after that time. Only market data whose exchange time is at or after an order's arrival fills it; the one
/// exception is the quote that stands when it arrives. A report carries the time at which the venue acted: the arrival, or
/// the market data's exchange time (never later than the event's), and is due <see cref="VenueOptions.ResponseLatency"/> after it.</para>
/// <para><b>Data.</b> Trades and quotes without a positive price and size, and bars without positive prices and volume, are
/// ignored (a quote's missing side offers nothing). Ready-made bars fill only while their instrument has had neither trades
/// nor quotes, and only those of the specification that came first: others show the same trades again. On one trade
/// or bar buys come before sells, and both share its size. A quote that repeats the price and size of a side offers nothing new there,
/// but what others have traded there since; nor does a level of the book whose size a message leaves as it was. Inside a bar the rules are <see cref="BarMatcher"/>'s.</para>
/// <para><b>Sessions.</b> What the calendar or a status event of the instrument says holds at the time at which the venue acts. Outside
/// continuous trading nothing fills (but at an auction's print) and nothing triggers: new orders and amendments are refused while it is closed or halted, and
/// rest before an opening and in breaks. Cancels always act, and orders expire on time.</para>
/// <para><b>Books.</b> While an instrument's level-2 book is consistent, its quotes fill nothing (<see cref="BookOffers"/>): takers walk the
/// levels, and resting orders fill when the other side comes to them. An order meets the book as far as the engine knows it, as it
/// does a standing quote. After a gap quotes count again, or trades where there are none.</para>
/// <para><b>Queues.</b> With a <see cref="VenueOptions.Queue"/> model trades at a limit fill what the queue before it leaves (<see cref="RestingQueues"/>).</para>
/// <para><b>Auctions.</b> After <see cref="InstrumentStatus.Auction"/> a trade is an auction's print: orders that are better than it, and takers
/// within their limit, fill at its price from their share of its volume. Orders at exactly that price wait.</para>
/// <para><b>Self-trade.</b> A stop that wakes up is never refused: what it would meet of its own account is cancelled.</para>
/// <para>The port takes reports for later: it must not call back. Nothing is allocated after construction, unless it starts small.</para>
/// </remarks>
public sealed class SimulatedVenue : ISnapshotState
{
    private const int FewArrivals = 4;
    private const int DefaultAccounts = 16;

    private readonly InstrumentTable _instruments;
    private readonly VenueOptions _options;
    private readonly ITimerPort _timers;
    private readonly VenueOrders _orders;
    private readonly ArrivalQueue _arrivals;
    private readonly ExpiryQueue _expiries;
    private readonly OrderGroups _groups;
    private readonly VenuePositions _positions;
    private readonly VenueReports _reports;
    private readonly OfferMatcher _matcher;
    private readonly BookEntry _bookEntry;
    private readonly TriggerBook _triggers;
    private readonly GroupSettlement _settlement;
    private readonly BarMatcher _bars;
    private readonly VenueBooks _books;
    private readonly BookMatcher _bookMatcher;
    private readonly RestingQueues _queues;
    private readonly OrderLatency _latency;
    private readonly OrderEntry _entry;
    private readonly SessionGate _sessions;
    private readonly VenueMarket[] _markets;
    private readonly Duration[] _barLengths;   // By specification.
    private Timestamp _lastTimer = Timestamp.MinValue;

    /// <summary>Throws <see cref="ArgumentException"/> when an option can't be used.</summary>
    /// <param name="instruments">What is traded.</param>
    /// <param name="options">How the venue behaves.</param>
    /// <param name="reports">Where its answers go.</param>
    /// <param name="timers">Whom it asks for timers.</param>
    /// <param name="rules">The rules of the instruments; null for venues that never close.</param>
    /// <param name="accounts">Who trades here, numbered from 0; null for sixteen that pay the fees without volume.</param>
    /// <param name="barSpecs">What bars are called; without it orders meet the kind of bar that an instrument has first.</param>
    /// <param name="startsSmall">There is room for few orders, and few commands on their way, at first, which grows.</param>
    public SimulatedVenue(
        InstrumentTable instruments, VenueOptions options, IReportPort reports, ITimerPort timers, MarketRulesTable? rules = null,
        IReadOnlyList<AccountOptions>? accounts = null, IReadOnlyList<BarSpec>? barSpecs = null, bool startsSmall = false)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentNullException.ThrowIfNull(timers);
        _instruments = instruments;
        _options = options.Validated();
        _timers = timers;
        _markets = new VenueMarket[instruments.Count];
        _barLengths = [.. (barSpecs ?? []).Select(spec => spec.Period)];
        foreach (ref VenueMarket market in _markets.AsSpan())
        {
            market.Buys.Head = market.Sells.Head = market.Triggers.Head = market.Triggers.Tail = VenueOrders.None;
            market.Day = long.MinValue;
        }

        _orders = new VenueOrders(options.MaxOpenOrders, startsSmall);
        _arrivals = new ArrivalQueue(2 * (options.MaxOpenOrders + EngineOrders.MaxUnderWay), startsSmall ? FewArrivals : null);   // Each order and one change of it.
        _expiries = new ExpiryQueue(_orders, timers);
        _sessions = new SessionGate(rules ?? new MarketRulesTable(instruments, new Dictionary<InstrumentId, IReadOnlyList<MarketRules>>()), _markets);
        _groups = new OrderGroups(_orders, options.MaxOpenOrders, startsSmall);
        _books = new VenueBooks(instruments.Count, options.MaxBooks);
        _queues = new RestingQueues(instruments, options, _orders, _markets, _books);
        _latency = new OrderLatency(options.EntryLatency, options.ResponseLatency, options.Latency);
        VenueBook book = new(_orders, _markets, _expiries, _groups, _queues);
        _positions = new VenuePositions(instruments.Count, accounts?.Count ?? DefaultAccounts);
        _reports = new VenueReports(instruments, _groups, reports, _latency, new FeeSchedule(instruments, accounts ?? []));
        _matcher = new OfferMatcher(instruments, options, _queues, _orders, book, _groups, _positions, _sessions, _reports);
        _bookMatcher = new BookMatcher(instruments, options, _orders, _markets, book, _matcher);
        _bookEntry = new BookEntry(instruments, options, _orders, _markets, book, _matcher, _sessions, _books, _bookMatcher, _queues);
        SelfTradeGuard selfTrade = new(_orders, _markets, _matcher, options.SelfTrade);
        _triggers = new TriggerBook(_orders, _markets, book, _groups, _bookEntry, selfTrade, _sessions, _reports);
        _settlement = new GroupSettlement(_orders, _groups, book, _matcher, _bookEntry, _triggers);
        _bars = new BarMatcher(options, _orders, _groups, _matcher, _bookEntry, _triggers, _settlement);
        _entry = new OrderEntry(instruments, _orders, _markets, book, _groups, _expiries, _positions, _sessions, selfTrade, _bookEntry, _triggers, _matcher, _reports);
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
        Advance(now);
        Timestamp arrival = now + _latency.Entry(in command, now);
        if (arrival == now) { Execute(command, now); }
        else if (HasPlaceFor(command) && _arrivals.TryEnqueue(command, arrival)) { RequestTimer(arrival); }
        else { _reports.Refused(command, RefusalOf(command), RejectReason.Overloaded, now); }
    }

    /// <summary>
    /// Takes a quote in that meets nothing: no order of ours is at the venue for the instrument or took of its standing quote, and nothing is due
    /// by now. False, and nothing done, when it is for <see cref="OnQuote"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPass(InstrumentId instrument, in QuoteTick quote, Timestamp now)
    {
        ref VenueMarket market = ref _markets[instrument.Value];
        if (market.HasOrders || market.HasTaken || IsDue(now)) { return false; }
        market.Replace(in quote);
        return true;
    }

    /// <summary>As before, of a trade; for <see cref="OnTrade"/> are also those whose prices bound a day's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPass(InstrumentId instrument, in TradeTick trade, Timestamp now)
    {
        ref VenueMarket market = ref _markets[instrument.Value];
        if (market.HasOrders || market.HasTaken || IsDue(now) || _sessions.HasBands) { return false; }
        if (trade.Price.Raw > 0 && trade.Quantity.Raw > 0) { market.Note(in trade); }
        return true;
    }

    /// <summary>A trade of the market.</summary>
    public void OnTrade(InstrumentId instrument, in TradeTick trade, Timestamp exchangeTime, Timestamp now)
    {
        Advance(now);
        if (trade.Price.Raw <= 0 || trade.Quantity.Raw <= 0) { return; }

        if (_sessions.HasBands) { _sessions.Roll(instrument, ActedAt(exchangeTime, now)); }
        ref VenueMarket market = ref _markets[instrument.Value];
        market.See(in trade);
        if (!market.HasOrders) { return; }
        Timestamp time = ActedAt(exchangeTime, now);
        if (_sessions.Trades(instrument, time)) { MatchTrade(ref market, instrument, trade, exchangeTime, time); }
        else if (market.Status == InstrumentStatus.Auction) { MatchAuction(ref market, instrument, trade, exchangeTime, time); }
    }

    /// <summary>A new quote, in place of the standing one.</summary>
    public void OnQuote(InstrumentId instrument, in QuoteTick quote, Timestamp exchangeTime, Timestamp now)
    {
        Advance(now);
        ref VenueMarket market = ref _markets[instrument.Value];
        market.Show(in quote);
        if (!market.HasOrders) { return; }
        Timestamp time = ActedAt(exchangeTime, now);
        bool hasBook = _books.ConsistentOf(instrument) is not null;
        if (!hasBook) { _queues.OnQuote(ref market, exchangeTime); }
        if (!_sessions.Trades(instrument, time)) { return; }
        if (!hasBook) { MatchQuote(ref market, instrument, exchangeTime, time); }
        Trigger(ref market, exchangeTime, time);
    }

    /// <summary>A piece of a level-2 message; with its last one the whole message counts.</summary>
    public void OnBook(InstrumentId instrument, in BookUpdate piece, Timestamp exchangeTime, Timestamp now)
    {
        Advance(now);
        if (_books.Claim(instrument) is not { } book) { return; }
        ref VenueMarket market = ref _markets[instrument.Value];
        if (market.HasOrders) { _queues.Touch(ref market, in piece); }
        switch (book.Levels.Apply(in piece))
        {
            case BookApplyResult.Applied: OnMessage(instrument, book, (piece.Flags & BookFlags.Snapshot) != 0, exchangeTime, ActedAt(exchangeTime, now)); break;
            case BookApplyResult.Broken or BookApplyResult.TooLong: LoseBook(ref market); break;
            default: break;
        }
    }

    /// <summary>Something of the instrument's data was lost: its book can't be trusted until the next snapshot, and quotes count in its place.</summary>
    public void OnGap(InstrumentId instrument, Timestamp now)
    {
        Advance(now);
        if (instrument.IsNone || _books.Of(instrument) is not { } book) { return; }
        book.Levels.MarkGap();
        LoseBook(ref _markets[instrument.Value]);
    }

    /// <summary>A ready-made bar; <paramref name="now"/> is its close.</summary>
    public void OnBar(InstrumentId instrument, in Bar bar, Timestamp now)
    {
        Advance(now);
        ref VenueMarket market = ref _markets[instrument.Value];
        if (market.Seen == MarketDataKinds.None)
        {
            market.Seen = MarketDataKinds.Bars;
            market.BarSpec = bar.Spec;
        }

        if (!FillRules.IsUsable(in bar) || market.Seen != MarketDataKinds.Bars || !Acts(in market, in bar)) { return; }

        market.BarSpec = bar.Spec;
        market.BarOpen = bar.OpenTime;
        _sessions.Roll(instrument, bar.OpenTime);
        market.LastPrice = bar.Close;
        if (market.HasOrders && _sessions.Trades(instrument, bar.OpenTime, now)) { _bars.Match(ref market, instrument, bar, now); }
    }

    /// <summary>An instrument opens, closes or is halted, by the word of its venue.</summary>
    public void OnStatus(InstrumentId instrument, InstrumentStatus status, Timestamp now)
    {
        Advance(now);
        _markets[instrument.Value].Status = status;
    }

    /// <summary>A timer; <see cref="TimerId.VenueArrival"/> and <see cref="TimerId.VenueExpiry"/> are the venue's.</summary>
    public void OnTimer(TimerId timer, Timestamp now)
    {
        if (timer != TimerId.VenueArrival && timer != TimerId.VenueExpiry) { return; }
        Advance(now);
        if (timer == TimerId.VenueExpiry) { _expiries.OnTimer(now); }
    }

    /// <summary>A report that has come through the Sequencer; the venue's own give their order its credit back.</summary>
    public void OnReport(InstrumentId instrument, in ExecutionReport report, ReportSource source)
    {
        // A refused change took no credit.
        if (source != ReportSource.Venue || report.Kind is ReportKind.CancelRejected or ReportKind.ReplaceRejected) { return; }

        int slot = _orders.Find(report.OrderId);
        if (slot == VenueOrders.None) { return; }   // The order is done; its place and its credit went with it.

        ref VenueOrder order = ref _orders[slot];
        Invariant.Holds(order.InFlight > 0);
        Invariant.Holds(order.Instrument == instrument);
        order.InFlight--;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section($"simulated venue of {_markets.Length} instruments");
        transfer.Part(_orders);
        transfer.Part(_arrivals);
        transfer.Part(_expiries);
        transfer.Part(_groups);
        transfer.Part(_positions);
        transfer.Part(_reports);
        transfer.Part(_matcher);
        transfer.Part(_bars);
        transfer.Part(_books);
        transfer.Section("markets at the venue");
        transfer.Values(_markets.AsSpan());
        transfer.Value(ref _lastTimer);
    }

    // The finest bars do. Longer ones step in when those have been missing for as long as one of them takes.
    private bool Acts(in VenueMarket market, in Bar bar)
    {
        if (bar.Spec == market.BarSpec) { return true; }
        if (_barLengths.Length == 0) { return false; }
        Duration length = _barLengths[bar.Spec.Value];
        return length < _barLengths[market.BarSpec.Value] || bar.OpenTime >= market.BarOpen + length;
    }

    // What the trade triggers comes after what it fills: it can't take from the trade that woke it up.
    private void MatchTrade(ref VenueMarket market, InstrumentId instrument, in TradeTick trade, Timestamp exchangeTime, Timestamp time)
    {
        MarketOffer offer = FillRules.FromTrade(trade, exchangeTime, _options.FillOnTouch, servesTakers: !market.HasQuote && _books.ConsistentOf(instrument) is null);
        Quantity available = _bookEntry.ShareOf(instrument, trade.Quantity);
        _queues.OnTrade(ref market, in trade, exchangeTime);
        available -= _matcher.Match(ref market.Buys, offer, available, time);
        _matcher.Match(ref market.Sells, offer, available, time);
        _settlement.Settle(time);
        _triggers.OnTrade(ref market, trade.Price, exchangeTime, time);
        _settlement.Settle(time);
    }

    private void MatchQuote(ref VenueMarket market, InstrumentId instrument, Timestamp exchangeTime, Timestamp time)
    {
        if (!market.Buys.IsEmpty) { market.AskTaken += _matcher.Match(ref market.Buys, FillRules.FromQuote(market.Quote, Side.Buy, exchangeTime), _bookEntry.LeftOf(ref market, instrument, Side.Buy), time); }
        if (!market.Sells.IsEmpty) { market.BidTaken += _matcher.Match(ref market.Sells, FillRules.FromQuote(market.Quote, Side.Sell, exchangeTime), _bookEntry.LeftOf(ref market, instrument, Side.Sell), time); }
        _settlement.Settle(time);
    }

    private void Trigger(ref VenueMarket market, Timestamp exchangeTime, Timestamp time)
    {
        _triggers.OnQuote(ref market, exchangeTime, time);
        _settlement.Settle(time);
    }

    // One price for all who are willing to trade there, out of one volume. Only a status event tells an auction's print from other
    // trades: by the calendar alone nothing fills before the opening.
    private void MatchAuction(ref VenueMarket market, InstrumentId instrument, in TradeTick trade, Timestamp exchangeTime, Timestamp time)
    {
        MarketOffer offer = FillRules.FromAuction(trade, exchangeTime);
        Quantity available = _bookEntry.ShareOf(instrument, trade.Quantity);
        available -= _matcher.Match(ref market.Buys, offer, available, time);
        _matcher.Match(ref market.Sells, offer, available, time);
        _settlement.Settle(time);
    }

    private void OnMessage(InstrumentId instrument, InstrumentBook book, bool isSnapshot, Timestamp exchangeTime, Timestamp time)
    {
        book.Takes.ForgetChanged(book.Levels);
        ref VenueMarket market = ref _markets[instrument.Value];
        market.IsQuoteNewer = false;
        if (!market.HasQuote || market.IsQuoteFromBook) { QuoteBest(ref market, book.Levels); }
        if (!market.HasOrders) { return; }
        _queues.OnBook(ref market, book.Levels, isSnapshot, exchangeTime);
        if (!_sessions.Trades(instrument, time)) { return; }
        _bookMatcher.Match(instrument, book, exchangeTime, time);
        _settlement.Settle(time);
        if (market.IsQuoteFromBook) { Trigger(ref market, exchangeTime, time); }
    }

    private static void QuoteBest(ref VenueMarket market, LevelBook levels)
    {
        (BookLevel bid, BookLevel ask) = (levels.BestBid, levels.BestAsk);
        market.ShowBest(new QuoteTick { BidPrice = bid.Price, BidQuantity = bid.Quantity, AskPrice = ask.Price, AskQuantity = ask.Quantity });
    }

    // A quote that was only the book's best goes with it.
    private static void LoseBook(ref VenueMarket market)
    {
        if (!market.IsQuoteFromBook) { return; }
        market.IsQuoteFromBook = false;
        market.Quote = default;
        market.Seen &= ~MarketDataKinds.Quotes;
    }

    // What is due by now, in the order of its time; at one time orders expire before commands arrive.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(Timestamp now)
    {
        if (IsDue(now)) { AdvanceTo(now); }
    }

    private bool IsDue(Timestamp now) => _expiries.NextDue <= now || _arrivals.NextDue <= now;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AdvanceTo(Timestamp now)
    {
        while (true)
        {
            if (_expiries.NextDue <= now && _expiries.NextDue <= _arrivals.NextDue)
            {
                Timestamp due = _expiries.NextDue;
                _matcher.End(_expiries.First, ReportKind.Expired, RejectReason.None, due);
                _settlement.Settle(due);
            }
            else if (_arrivals.NextDue <= now)
            {
                _arrivals.Dequeue(out OrderCommand command, out Timestamp arrival);
                Execute(command, arrival);
            }
            else { return; }
        }
    }

    private void Execute(in OrderCommand command, Timestamp arrival)
    {
        switch (command.Action)
        {
            case CommandAction.Cancel: _entry.Cancel(command, arrival); break;
            case CommandAction.Amend: _entry.Amend(command, arrival); break;
            default: _entry.Place(command, arrival); break;
        }

        _settlement.Settle(arrival);
    }

    // The engine's own have places beside the others'. With the first of a group comes the rest of it, on the way together or not at all.
    private bool HasPlaceFor(in OrderCommand command)
    {
        if (command.Strategy.IsEngine) { return true; }
        int places = 2 * _options.MaxOpenOrders;
        bool isFirstOfGroup = command is { Action: CommandAction.New, Contingency: not Contingency.None } && command.OrderId == command.GroupId;
        return _arrivals.Count + (isFirstOfGroup ? Math.Min(OrderShape.MaxGroup, places) : 1) <= places;
    }

    private void RequestTimer(Timestamp due)
    {
        if (due == _lastTimer) { return; }   // Commands of one event arrive together.
        _lastTimer = due;
        _timers.Request(TimerId.VenueArrival, due);
    }

    // A venue whose clock is ahead of ours can't have acted after we heard of it.
    private static Timestamp ActedAt(Timestamp exchangeTime, Timestamp now) => exchangeTime <= now ? exchangeTime : now;

    private static ReportKind RefusalOf(in OrderCommand command) => command.Action switch
    {
        CommandAction.Cancel => ReportKind.CancelRejected,
        CommandAction.Amend => ReportKind.ReplaceRejected,
        _ => ReportKind.Rejected,
    };
}
