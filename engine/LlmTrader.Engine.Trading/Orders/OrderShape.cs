using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Whether an order's fields go together, whatever the market: risk asks this, and the venue again.</summary>
public static class OrderShape
{
    /// <summary>The most orders of one group.</summary>
    public const int MaxGroup = 8;

    /// <summary>The first thing that is wrong with a new order, in the order of <see cref="RejectReason"/>.</summary>
    public static RejectReason Check(Instrument instrument, in OrderCommand command, Timestamp now)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (command.Quantity.Raw <= 0 || command.Quantity.Raw % instrument.LotSize.Raw != 0) { return RejectReason.InvalidQuantity; }
        if (command.HasLimit && !IsPrice(instrument, command.Price)) { return RejectReason.InvalidPrice; }
        if (IsSimple(in command)) { return RejectReason.None; }   // Most orders: they have nothing else that could be wrong.
        if (command.HasTrigger ? !IsPrice(instrument, command.Trigger) : command.Trigger.Raw != 0) { return RejectReason.InvalidTrigger; }
        if (!IsValidDisplay(instrument, in command)) { return RejectReason.InvalidDisplayQuantity; }
        if (!IsValidTime(in command, now)) { return RejectReason.InvalidTimeInForce; }
        if (!IsSupported(in command)) { return RejectReason.UnsupportedOrder; }
        return command is { Contingency: Contingency.None, Group: not 0 } ? RejectReason.InvalidGroup : RejectReason.None;
    }

    /// <summary>Whether orders make a group as <see cref="IRuleSetContext.SubmitGroup"/> describes it.</summary>
    public static bool IsGroup(ReadOnlySpan<OrderRequest> requests)
    {
        if (requests.Length is < 2 or > MaxGroup) { return false; }
        ref readonly OrderRequest first = ref requests[0];
        if (first.Contingency is not (Contingency.OneCancelsOther or Contingency.Parent)) { return false; }
        bool isBracket = first.Contingency == Contingency.Parent;
        for (int i = 0; i < requests.Length; i++)
        {
            ref readonly OrderRequest order = ref requests[i];
            if (order.Instrument != first.Instrument || order.Quantity != first.Quantity) { return false; }
            if (i > 0 && order.Contingency != (isBracket ? Contingency.Child : Contingency.OneCancelsOther)) { return false; }
            if (i > 0 && isBracket && order.Side == first.Side) { return false; }
            if (!CanWait(order.Contingency, order.Type, order.TimeInForce, order.Flags)) { return false; }
        }

        return true;
    }

    // An exit waits for its entry, and orders that exclude each other for the market: none of them can be over at once.
    private static bool CanWait(Contingency part, OrderType type, TimeInForce timeInForce, OrderFlags flags) =>
        part is Contingency.None or Contingency.Parent
        || (type != OrderType.Market && timeInForce is not (TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill)
            && (part != Contingency.Child || (flags & OrderFlags.PostOnly) == 0));

    private static bool IsSimple(in OrderCommand command) =>
        command.IsPlain && command.Type is OrderType.Market or OrderType.Limit && command.TimeInForce is >= TimeInForce.GoodTillCancel and <= TimeInForce.Day;

    private static bool IsPrice(Instrument instrument, Price price) => price.Raw > 0 && price.Raw % instrument.TickSize.Raw == 0;

    private static bool IsValidDisplay(Instrument instrument, in OrderCommand command) =>
        command.DisplayQuantity.IsZero
        || (command.HasLimit && command.DisplayQuantity.Raw > 0 && command.DisplayQuantity < command.Quantity
            && command.DisplayQuantity.Raw % instrument.LotSize.Raw == 0 && !IsImmediate(in command));

    private static bool IsValidTime(in OrderCommand command, Timestamp now)
    {
        if (command.TimeInForce is < TimeInForce.GoodTillCancel or > TimeInForce.GoodTillDate) { return false; }
        if (command.TimeInForce != TimeInForce.GoodTillDate) { return command.ExpireSeconds == 0 && !(command.HasTrigger && IsImmediate(in command)); }
        return command.ExpireAt > now;
    }

    private static bool IsSupported(in OrderCommand command)
    {
        if (command.Type is < OrderType.Market or > OrderType.MarketIfTouched) { return false; }
        if (command.Flags > (OrderFlags.PostOnly | OrderFlags.ReduceOnly) || command.Contingency > Contingency.Child) { return false; }
        if (!CanWait(command.Contingency, command.Type, command.TimeInForce, command.Flags)) { return false; }
        return (command.Flags & OrderFlags.PostOnly) == 0 || (command.Type == OrderType.Limit && !IsImmediate(in command));
    }

    private static bool IsImmediate(in OrderCommand command) => command.TimeInForce is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill;
}
