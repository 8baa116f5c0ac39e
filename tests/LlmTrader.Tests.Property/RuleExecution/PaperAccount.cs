using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Property.RuleExecution;

/// <summary>
/// A context that trades on paper: market orders fill at the next bar's open, limit orders at their limit when a bar's
/// range reaches it. Every want is written down.
/// </summary>
internal sealed class PaperAccount(InstrumentTable instruments, decimal cash) : IRuleSetContext
{
    private readonly long[] _positions = new long[instruments.Count];
    private readonly decimal[] _costs = new decimal[instruments.Count];
    private readonly long[] _last = new long[instruments.Count];
    private readonly List<Order> _orders = [];
    private decimal _cash = cash;
    private decimal _peak = cash;
    private long _sequence;

    /// <summary>What was wanted since the last bar began.</summary>
    public List<string> Wants { get; } = [];

    public long OrderCount { get; private set; }

    /// <summary>Refuses the orders for which it says so, as risk does: they never fill, and are gone when the next bar begins.</summary>
    public Func<Side, bool> Refuses { get; set; } = _ => false;

    /// <summary>Gets the reports; they come when a bar begins.</summary>
    public IRuleSet? Listener { get; set; }

    public Timestamp Now => default;

    public InstrumentTable Instruments => instruments;

    public Quantity Position(InstrumentId instrument) => new(_positions[instrument.Value]);

    public Quantity Working(InstrumentId instrument) => new(_orders.Where(order => order.Instrument == instrument).Sum(order => order.Signed));

    public int OpenOrders(InstrumentId instrument) => _orders.Count(order => order.Instrument == instrument);

    public Money Cost(InstrumentId instrument) => new((long)(Math.Abs(_costs[instrument.Value]) * Money.One), instruments[instrument].Quote);

    public Money Equity(Currency currency) => new((long)(EquityNow() * Money.One), currency);

    public Money PeakEquity(Currency currency) => new((long)(_peak * Money.One), currency);

    public Price LastPrice(InstrumentId instrument) => new(_last[instrument.Value]);

    public QuoteTick LastQuote(InstrumentId instrument) => default;

    /// <summary>The fills of a bar, before the rule set sees it.</summary>
    public void Begin(in ClosedBar bar)
    {
        Wants.Clear();
        for (int i = 0; i < _orders.Count; i++)
        {
            Order order = _orders[i];
            if (order.End is { } end)
            {
                _orders.RemoveAt(i--);
                Tell(order, end, Quantity.Zero);
                continue;
            }

            if (order.Instrument != bar.Instrument) { continue; }
            bool fills = order.Limit == 0 || (order.Signed > 0 ? bar.Bar.Low.Raw <= order.Limit : bar.Bar.High.Raw >= order.Limit);
            if (!fills) { continue; }
            Fill(order, order.Limit == 0 ? bar.Bar.Open.Raw : order.Limit);
            _orders.RemoveAt(i--);
            Tell(order, ReportKind.Fill, new Quantity(Math.Abs(order.Signed)));
        }

        _last[bar.Instrument.Value] = bar.Bar.Close.Raw;
        _peak = Math.Max(_peak, EquityNow());
    }

    public RejectReason SubmitMarket(InstrumentId instrument, Side side, Quantity quantity) => Take(instrument, side, quantity, 0, out _);

    public RejectReason SubmitLimit(InstrumentId instrument, Side side, Quantity quantity, Price limit, TimeInForce timeInForce, out OrderId order) =>
        Take(instrument, side, quantity, limit.Raw, out order);

    public RejectReason Cancel(InstrumentId instrument, OrderId order)
    {
        Wants.Add($"{instrument.Value} cancel {order.Raw}");
        int at = _orders.FindIndex(o => o.Id == order && o.End != ReportKind.Canceled);
        if (at < 0) { return RejectReason.UnknownOrder; }
        _orders[at] = _orders[at] with { End = _orders[at].End ?? ReportKind.Canceled };
        return RejectReason.None;
    }

    public RejectReason CancelAll(InstrumentId instrument)
    {
        foreach (Order order in _orders.Where(order => order.Instrument == instrument && order.End is null).ToList()) { Cancel(instrument, order.Id); }
        return RejectReason.None;
    }

    private RejectReason Take(InstrumentId instrument, Side side, Quantity quantity, long limit, out OrderId id)
    {
        id = new OrderId(++_sequence);
        Wants.Add($"{instrument.Value} {side} {quantity.Raw} at {limit}");
        if (quantity.IsZero) { return RejectReason.BelowOneLot; }
        OrderCount++;
        _orders.Add(new Order(id, instrument, side == Side.Buy ? quantity.Raw : -quantity.Raw, limit, Refuses(side) ? ReportKind.Rejected : null));
        return RejectReason.None;
    }

    private void Tell(Order order, ReportKind kind, Quantity filled)
    {
        ExecutionReport report = new() { OrderId = order.Id, Kind = kind, Side = order.Signed > 0 ? Side.Buy : Side.Sell, LastQuantity = filled, CumulativeQuantity = filled };
        Listener?.OnReport(order.Instrument, in report);
    }

    private void Fill(Order order, long price)
    {
        int i = order.Instrument.Value;
        Instrument instrument = instruments[order.Instrument];
        decimal value = (decimal)price * order.Signed / FixedPoint.Pow10(instrument.PriceScale + instrument.QuantityScale);
        long before = _positions[i];
        long after = before + order.Signed;
        if (before == 0 || Math.Sign(before) == Math.Sign(order.Signed)) { _costs[i] += value; }
        else if (Math.Sign(after) == Math.Sign(before)) { _costs[i] = _costs[i] * after / before; }
        else { _costs[i] = value * after / order.Signed; }   // Flat, or turned: the rest is new.
        _positions[i] = after;
        _cash -= value;
    }

    private decimal EquityNow()
    {
        decimal equity = _cash;
        foreach (Instrument instrument in instruments.All)
        {
            equity += (decimal)_positions[instrument.Id.Value] * _last[instrument.Id.Value] / FixedPoint.Pow10(instrument.PriceScale + instrument.QuantityScale);
        }

        return equity;
    }

    private sealed record Order(OrderId Id, InstrumentId Instrument, long Signed, long Limit, ReportKind? End);   // End: how it ends when the next bar begins.
}
