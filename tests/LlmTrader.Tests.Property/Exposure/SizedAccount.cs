using LlmTrader.Engine.Core;
using LlmTrader.Tests.Property.RuleExecution;

namespace LlmTrader.Tests.Property.Exposure;

/// <summary>A paper account that adds up what is entered since the position was flat, each entry at the price at which it was sized.</summary>
internal sealed class SizedAccount(PaperAccount inner) : IRuleSetContext
{
    private readonly double[,] _entered = new double[inner.Instruments.Count, 2];

    public Timestamp Now => inner.Now;

    public InstrumentTable Instruments => inner.Instruments;

    /// <summary>Of both sides the larger one.</summary>
    public double Entered(InstrumentId instrument) => Math.Max(_entered[instrument.Value, 0], _entered[instrument.Value, 1]);

    public void Begin(in ClosedBar bar)
    {
        inner.Begin(in bar);
        if (inner.Position(bar.Instrument).IsZero && inner.OpenOrders(bar.Instrument) == 0) { _entered[bar.Instrument.Value, 0] = _entered[bar.Instrument.Value, 1] = 0; }
    }

    public Quantity Position(InstrumentId instrument) => inner.Position(instrument);

    public Quantity Working(InstrumentId instrument) => inner.Working(instrument);

    public int OpenOrders(InstrumentId instrument) => inner.OpenOrders(instrument);

    public Money Cost(InstrumentId instrument) => inner.Cost(instrument);

    public Money Equity(Currency currency) => inner.Equity(currency);

    public Money PeakEquity(Currency currency) => inner.PeakEquity(currency);

    public Price LastPrice(InstrumentId instrument) => inner.LastPrice(instrument);

    public QuoteTick LastQuote(InstrumentId instrument) => inner.LastQuote(instrument);

    public RejectReason SubmitMarket(InstrumentId instrument, Side side, Quantity quantity)
    {
        Add(instrument, side, quantity);
        return inner.SubmitMarket(instrument, side, quantity);
    }

    public RejectReason SubmitLimit(InstrumentId instrument, Side side, Quantity quantity, Price limit, TimeInForce timeInForce, out OrderId order)
    {
        Add(instrument, side, quantity);
        return inner.SubmitLimit(instrument, side, quantity, limit, timeInForce, out order);
    }

    public RejectReason CancelAll(InstrumentId instrument) => inner.CancelAll(instrument);

    public RejectReason Cancel(InstrumentId instrument, OrderId order) => inner.Cancel(instrument, order);

    // An order against what is held or works closes; the first one behind it that does not is a turn, and the first of its side.
    private void Add(InstrumentId instrument, Side side, Quantity quantity)
    {
        int sign = side == Side.Buy ? 1 : -1;
        long held = Position(instrument).Raw, exposure = held + Working(instrument).Raw;
        if (Math.Sign(exposure) == -sign) { return; }
        int at = side == Side.Buy ? 0 : 1;
        Instrument known = Instruments[instrument];
        double value = (double)quantity.Raw * LastPrice(instrument).Raw / FixedPoint.Pow10(known.PriceScale + known.QuantityScale);
        _entered[instrument.Value, at] = Math.Sign(held) == -sign ? value : _entered[instrument.Value, at] + value;
    }
}
