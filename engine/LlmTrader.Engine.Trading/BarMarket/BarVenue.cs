using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// The answers of <see cref="SimulatedVenue"/> to market orders and their cancels on ready-made bars of one length: the same ones, at
/// the same times and with the same hash.
/// </summary>
public sealed class BarVenue
{
    private const int FewOrders = 4;

    private readonly InstrumentTable _instruments;
    private readonly VenueOptions _options;
    private readonly MarketRules?[] _filters;   // By instrument; null where it names none.
    private readonly OrderLatency _latency;
    private readonly VenueReports _reports;
    private readonly ArrivalQueue _arrivals;
    private readonly Price[] _last;                                                // By instrument; 0 before the first bar.
    private readonly VenueOrder[] _open = new VenueOrder[BarRisk.MaxOpenOrders];   // In order of arrival.
    private int _count;

    /// <param name="instruments">All of spot, without sessions or other rules than those that they name.</param>
    /// <param name="options">What <see cref="Suits"/>.</param>
    /// <param name="reports">Where its answers go.</param>
    /// <param name="accounts">Who trades here.</param>
    public BarVenue(InstrumentTable instruments, VenueOptions options, IReportPort reports, IReadOnlyList<AccountOptions> accounts)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(reports);
        Invariant.Holds(Suits(options));
        _instruments = instruments;
        _options = options.Validated();
        _filters = [.. instruments.All.ToArray().Select(one => one is { MinQuantity.Raw: 0, MaxQuantity.Raw: 0, MaxMarketQuantity.Raw: 0, MinNotionalRaw: 0 } ? null : MarketRules.Of(one))];
        _latency = new OrderLatency(options.EntryLatency, options.ResponseLatency, table: null);
        _reports = new VenueReports(instruments, groups: null, reports, _latency, new FeeSchedule(instruments, accounts));
        _last = new Price[instruments.Count];
        _arrivals = new ArrivalQueue(2 * Math.Min(options.MaxOpenOrders, BarRisk.MaxOpenOrders), FewOrders);   // As at the venue: each order and one change of it.
    }

    /// <summary>All reports sent so far, in order, as <see cref="SimulatedVenue.Hash"/>.</summary>
    public ulong Hash => _reports.Hash;

    /// <summary>When the first command on its way arrives; the end of time when nothing is.</summary>
    public Timestamp NextArrival => _arrivals.NextDue;

    /// <summary>Whether the venue behaves as this one can: constant latencies, and no order in another one's way.</summary>
    public static bool Suits(VenueOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Latency is null && options.SelfTrade == VenueSelfTrade.None;
    }

    /// <summary>Takes a market order or a cancel that risk let pass. It acts at once, or after the entry latency. False when more are on their way than it has room for.</summary>
    public bool OnCommand(in OrderCommand command, Timestamp now)
    {
        Invariant.Holds(command.Verdict == RejectReason.None);
        Timestamp arrival = now + _latency.Entry(in command, now);
        if (arrival > now) { return _arrivals.TryEnqueue(in command, arrival); }
        Execute(in command, arrival);
        return true;
    }

    /// <summary>Lets all commands act that arrive by now.</summary>
    public void OnArrival(Timestamp now)
    {
        while (_arrivals.NextDue <= now)
        {
            _arrivals.Dequeue(out OrderCommand command, out Timestamp arrival);
            Execute(in command, arrival);
        }
    }

    /// <summary>A report of its own has come back; its order may have another one on the way for it.</summary>
    public void OnReport(in ExecutionReport report)
    {
        if (report.Kind == ReportKind.CancelRejected) { return; }   // It took no credit.
        int at = PlaceOf(report.OrderId);
        if (at >= 0) { _open[at].InFlight--; }
    }

    /// <summary>A ready-made bar, whose open fills the orders that were there, as far as its volume goes; <paramref name="now"/> is its close.</summary>
    public void OnBar(InstrumentId instrument, in Bar bar, Timestamp now)
    {
        if (!FillRules.IsUsable(in bar)) { return; }
        _last[instrument.Value] = bar.Close;
        if (_count == 0) { return; }
        Quantity left = FillRules.Share(bar.Volume, _options.ParticipationPercent, _instruments[instrument].LotSize);
        bool isAlone = _count == 1;
        if (!isAlone || _open[0].Side == Side.Buy) { Match(Side.Buy, instrument, in bar, ref left, now); }
        if (!isAlone || _open[0].Side == Side.Sell) { Match(Side.Sell, instrument, in bar, ref left, now); }
    }

    private void Execute(in OrderCommand command, Timestamp arrival)
    {
        if (command.Action == CommandAction.Cancel) { Cancel(in command, arrival); } else { Place(in command, arrival); }
    }

    private void Cancel(in OrderCommand command, Timestamp arrival)
    {
        int at = PlaceOf(command.OrderId);
        if (at < 0)
        {
            _reports.Refused(in command, ReportKind.CancelRejected, RejectReason.UnknownOrder, arrival);
            return;
        }

        _reports.Ended(ref _open[at], ReportKind.Canceled, RejectReason.None, arrival);
        Remove(at);
    }

    private void Place(in OrderCommand command, Timestamp arrival)
    {
        if (_filters[command.Instrument.Value] is { } filters && Check(filters, in command) is not RejectReason.None and RejectReason reason)
        {
            _reports.Refused(in command, ReportKind.Rejected, reason, arrival);
            return;
        }

        ref VenueOrder order = ref _open[_count++];
        VenueOrder.Write(in command, arrival, Timestamp.MaxValue, out order);
        _reports.Accepted(ref order, arrival);
    }

    private RejectReason Check(MarketRules filters, in OrderCommand command)
    {
        MarketState state = new() { Phase = SessionPhase.Continuous, Last = _last[command.Instrument.Value] };
        return filters.Check(_instruments[command.Instrument], in command, in state);
    }

    private void Match(Side side, InstrumentId instrument, in Bar bar, ref Quantity left, Timestamp now)
    {
        for (int at = 0; at < _count && !left.IsZero;)
        {
            ref VenueOrder order = ref _open[at];
            bool fills = order.Side == side && order.Instrument == instrument && order.Arrival <= bar.OpenTime && order.InFlight <= ReportCredit.MaxInFlightBeforeFill;
            if (fills) { Fill(ref order, bar.Open, ref left, now); }
            if (order.Leaves.IsZero) { Remove(at); } else { at++; }
        }
    }

    private void Fill(ref VenueOrder order, Price open, ref Quantity left, Timestamp now)
    {
        Price price = _options.Slippage.Worsen(order.Side, open, order.Limit, _instruments[order.Instrument]);
        Quantity quantity = Quantity.Min(order.Leaves, left);
        left -= quantity;
        order.Leaves -= quantity;
        order.Cumulative += quantity;
        _reports.Fill(ref order, price, quantity, Liquidity.Taker, now);
    }

    private int PlaceOf(OrderId id)
    {
        for (int at = 0; at < _count; at++)
        {
            if (_open[at].Id == id) { return at; }
        }

        return -1;
    }

    private void Remove(int at)
    {
        if (at < --_count) { _open.AsSpan(at + 1, _count - at).CopyTo(_open.AsSpan(at)); }
    }
}
