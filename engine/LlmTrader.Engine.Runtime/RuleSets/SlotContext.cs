using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

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

    public SlotHolding Holding(InstrumentId instrument) => book.SlotHolding(slot, instrument);

    public bool TryGetHistory(InstrumentId instrument, BarSpecId spec, out PositionHistory history)
    {
        history = book.Histories.Of(slot, instrument, spec);
        return true;
    }

    public void Remember(InstrumentId instrument, string setId, ReadOnlySpan<long> numbers)
    {
        if (!isShadow) { book.Histories.Remember(slot, instrument, setId, numbers); }
    }

    public ReadOnlySpan<long> Remembered(InstrumentId instrument, string setId) => isShadow ? default : book.Histories.Remembered(slot, instrument, setId);

    public bool TryRecall(InstrumentId instrument, string setId, Span<long> numbers) => book.Histories.TryRecall(slot, instrument, setId, numbers);

    public Money Cost(InstrumentId instrument) => book.Cost(slot, instrument);

    public Money Equity(Currency currency) => book.SharedEquity(slot, currency);

    public Money PeakEquity(Currency currency) => book.SharedPeakEquity(slot, currency);

    public Price LastPrice(InstrumentId instrument) => book.LastPrice(instrument);

    public QuoteTick LastQuote(InstrumentId instrument) => book.LastQuote(instrument);

    public RejectReason SubmitMarket(InstrumentId instrument, Side side, Quantity quantity) =>
        Submit(new OrderRequest { Instrument = instrument, Side = side, Type = OrderType.Market, Quantity = quantity }, out _);

    public RejectReason SubmitLimit(InstrumentId instrument, Side side, Quantity quantity, Price limit, TimeInForce timeInForce, out OrderId order) =>
        Submit(new OrderRequest { Instrument = instrument, Side = side, Type = OrderType.Limit, Quantity = quantity, Price = limit, TimeInForce = timeInForce }, out order);

    public RejectReason Submit(in OrderRequest request, out OrderId order)
    {
        order = OrderId.None;
        RejectReason nonsense = Check(in request);
        if (nonsense != RejectReason.None) { return Faulty(nonsense); }
        if (request.Contingency != Contingency.None) { return Faulty(RejectReason.InvalidGroup); }
        return isShadow ? Note(request) : output.Submit(slot, in request, out order);
    }

    public RejectReason SubmitGroup(ReadOnlySpan<OrderRequest> requests, Span<OrderId> orders)
    {
        for (int i = 0; i < requests.Length; i++)
        {
            RejectReason nonsense = Check(in requests[i]);
            if (nonsense != RejectReason.None) { return Faulty(nonsense); }
        }

        if (!isShadow) { return output.SubmitGroup(slot, requests, orders); }
        RejectReason answer = OrderShape.IsGroup(requests) ? RejectReason.None : RejectReason.InvalidGroup;
        for (int i = 0; i < requests.Length && answer == RejectReason.None; i++) { answer = Note(requests[i]); }
        return answer;
    }

    public RejectReason Amend(OrderId order, Price price, Quantity quantity, Price trigger)
    {
        if (price.Raw < 0 || quantity.Raw < 0 || trigger.Raw < 0) { return Faulty(quantity.Raw < 0 ? RejectReason.InvalidQuantity : RejectReason.InvalidPrice); }
        return isShadow ? RejectReason.UnknownOrder : output.Amend(slot, order, price, quantity, trigger);
    }

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

    // What no rule set may want, whatever the market: what is merely refused is for risk to say.
    private RejectReason Check(in OrderRequest request)
    {
        if (!Instruments.Contains(request.Instrument)) { return RejectReason.UnknownInstrument; }
        if (request.Side is not (Side.Buy or Side.Sell) || request.Quantity.Raw < 0) { return RejectReason.InvalidQuantity; }
        if (request.TimeInForce is < TimeInForce.GoodTillCancel or > TimeInForce.GoodTillDate) { return RejectReason.InvalidPrice; }
        bool isKnown = request.Type is >= OrderType.Market and <= OrderType.MarketIfTouched
            && request.Flags <= (OrderFlags.PostOnly | OrderFlags.ReduceOnly) && request.Contingency <= Contingency.Child;
        return isKnown ? RejectReason.None : RejectReason.UnsupportedOrder;
    }

    // Takes a copy, because its address leaves: the fields of a request that a set has just made can then stay in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private RejectReason Note(OrderRequest request)
    {
        if (request.Quantity.IsZero) { return RejectReason.BelowOneLot; }
        if (!book.CanPay(slot, new ReadOnlySpan<OrderRequest>(in request))) { return RejectReason.InsufficientCash; }
        if (!book.IsWithinShare(slot, new ReadOnlySpan<OrderRequest>(in request))) { return RejectReason.CapitalShare; }
        OrderCommand wanted = default;
        output.Fill(ref wanted, slot, in request);
        return output.NoteShadow(in wanted) ? RejectReason.None : RejectReason.CommandBurst;
    }

    private RejectReason Faulty(RejectReason reason)
    {
        Fault = RuleSetCode.InvalidOrder;
        return reason;
    }
}
