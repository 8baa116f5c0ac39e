using LlmTrader.Engine.Core;

namespace LlmTrader.Perf.Latency.Rules;

/// <summary>A context that costs nothing: orders fill at once at the last price, nothing is ever refused.</summary>
internal sealed class InstantAccount(InstrumentTable instruments, long equity) : IRuleSetContext
{
    private readonly long[] _positions = new long[instruments.Count];
    private readonly long[] _prices = new long[instruments.Count];
    private readonly long[] _entries = new long[instruments.Count];

    public long Orders { get; private set; }

    public Timestamp Now => default;

    public InstrumentTable Instruments => instruments;

    public void See(in ClosedBar bar) => _prices[bar.Instrument.Value] = bar.Bar.Close.Raw;

    public Quantity Position(InstrumentId instrument) => new(_positions[instrument.Value]);

    public Quantity Working(InstrumentId instrument) => Quantity.Zero;

    public int OpenOrders(InstrumentId instrument) => 0;

    public Money Cost(InstrumentId instrument) => new(_entries[instrument.Value], instruments[instrument].Quote);

    public Money Equity(Currency currency) => new(equity, currency);

    public Money PeakEquity(Currency currency) => new(equity, currency);

    public Price LastPrice(InstrumentId instrument) => new(_prices[instrument.Value]);

    public QuoteTick LastQuote(InstrumentId instrument) => default;

    public RejectReason SubmitMarket(InstrumentId instrument, Side side, Quantity quantity)
    {
        int i = instrument.Value;
        _positions[i] += side == Side.Buy ? quantity.Raw : -quantity.Raw;
        _entries[i] = OrderCost(instruments[instrument], Math.Abs(_positions[i]), _prices[i]);
        Orders++;
        return RejectReason.None;
    }

    public RejectReason SubmitLimit(InstrumentId instrument, Side side, Quantity quantity, Price limit, TimeInForce timeInForce, out OrderId order)
    {
        order = OrderId.None;
        return SubmitMarket(instrument, side, quantity);
    }

    public RejectReason Cancel(InstrumentId instrument, OrderId order) => RejectReason.UnknownOrder;

    public RejectReason CancelAll(InstrumentId instrument) => RejectReason.None;

    // In 10^-8 of the quote currency.
    private static long OrderCost(Instrument instrument, long quantity, long price)
    {
        Int128 cost = (Int128)quantity * price * Money.One;
        for (int i = 0; i < instrument.PriceScale + instrument.QuantityScale; i++) { cost /= 10; }
        return (long)cost;
    }
}
