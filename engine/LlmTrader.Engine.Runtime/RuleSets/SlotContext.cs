using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// What the rule set of one slot sees and does. As a shadow it sees the same and sends nothing: what it wants is recorded.
/// </summary>
public sealed class SlotContext(StrategyId slot, RuleSetBook book, SignalOutput output, bool isShadow) : IRuleSetContext
{
    /// <summary>Set by an order that no rule set may want; whoever runs the set looks at it afterwards and stops the set.</summary>
    public RuleSetCode Fault { get; set; }

    public Timestamp Now => output.Now;

    public InstrumentTable Instruments => book.Instruments;

    public Quantity Position(InstrumentId instrument) => book.Position(slot, instrument);

    public Quantity Working(InstrumentId instrument) => book.Working(slot, instrument);

    public int OpenOrders(InstrumentId instrument) => book.OpenOrders(slot, instrument);

    public Money Cost(InstrumentId instrument) => book.Cost(slot, instrument);

    public Money Equity(Currency currency) => book.Equity(slot, currency);

    public Money PeakEquity(Currency currency) => book.PeakEquity(slot, currency);

    public Price LastPrice(InstrumentId instrument) => book.LastPrice(instrument);

    public QuoteTick LastQuote(InstrumentId instrument) => book.LastQuote(instrument);

    public RejectReason SubmitMarket(InstrumentId instrument, Side side, Quantity quantity) =>
        Submit(instrument, side, quantity, Price.Zero, OrderType.Market, TimeInForce.GoodTillCancel, out _);

    public RejectReason SubmitLimit(InstrumentId instrument, Side side, Quantity quantity, Price limit, TimeInForce timeInForce, out OrderId order) =>
        Submit(instrument, side, quantity, limit, OrderType.Limit, timeInForce, out order);

    public RejectReason Cancel(InstrumentId instrument, OrderId order)
    {
        if (!Instruments.Contains(instrument)) { return Faulty(RejectReason.UnknownInstrument); }
        return isShadow ? RejectReason.UnknownOrder : output.Cancel(slot, instrument, order);   // A shadow's orders have no ids.
    }

    public RejectReason CancelAll(InstrumentId instrument)
    {
        if (!Instruments.Contains(instrument)) { return Faulty(RejectReason.UnknownInstrument); }
        return isShadow ? RejectReason.None : output.CancelAll(slot, instrument);
    }

    private RejectReason Submit(
        InstrumentId instrument, Side side, Quantity quantity, Price limit, OrderType type, TimeInForce timeInForce, out OrderId order)
    {
        order = OrderId.None;
        if (!Instruments.Contains(instrument)) { return Faulty(RejectReason.UnknownInstrument); }
        if (side is not (Side.Buy or Side.Sell) || quantity.Raw < 0) { return Faulty(RejectReason.InvalidQuantity); }
        if (timeInForce is not (TimeInForce.GoodTillCancel or TimeInForce.ImmediateOrCancel)) { return Faulty(RejectReason.InvalidPrice); }
        if (!isShadow) { return output.Submit(slot, instrument, side, quantity, limit, type, timeInForce, out order); }

        if (quantity.IsZero) { return RejectReason.BelowOneLot; }
        if (!book.CanPay(slot, instrument, side, quantity, limit, type)) { return RejectReason.InsufficientCash; }
        OrderCommand wanted = default;
        output.Fill(ref wanted, slot, instrument, side, quantity, limit, type, timeInForce);
        return output.NoteShadow(in wanted) ? RejectReason.None : RejectReason.CommandBurst;
    }

    private RejectReason Faulty(RejectReason reason)
    {
        Fault = RuleSetCode.InvalidOrder;
        return reason;
    }
}
