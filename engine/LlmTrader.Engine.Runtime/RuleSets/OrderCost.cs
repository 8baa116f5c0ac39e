using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// What an order may trade for at worst, before anybody has answered it: at its limit; without one at the last price, or at its
/// trigger, plus a margin. Amounts are 10^-8 of the quote currency and rounded up; the largest amount stands for any that does not fit in 64 bits.
/// </summary>
internal static class OrderCost
{
    /// <summary>Zero or below when there is no price at all, which the risk gate refuses.</summary>
    /// <param name="type">Of the order.</param>
    /// <param name="limit">Of those that have one.</param>
    /// <param name="trigger">Likewise; of a trailing stop its distance.</param>
    /// <param name="last">The instrument's last price.</param>
    /// <param name="margin">Parts of <see cref="RuleSetOptions.MarginUnit"/> of the price that the market may move before the fill.</param>
    public static Int128 WorstPrice(OrderType type, Price limit, Price trigger, Price last, int margin) => type is OrderType.Limit or OrderType.StopLimit
        ? limit.Raw
        : Rounding.AwayFromZero(MarketAt(type, trigger, last) * (RuleSetOptions.MarginUnit + margin), RuleSetOptions.MarginUnit);

    /// <summary>Zero without a price.</summary>
    public static long NotionalRaw(Instrument instrument, Int128 price, Quantity quantity)
    {
        if (price <= 0) { return 0; }
        if (price > long.MaxValue) { return long.MaxValue; }
        int shift = Money.Scale - instrument.PriceScale - instrument.QuantityScale;
        Int128 notional = price * quantity.Raw;
        if (shift < 0) { notional = Rounding.AwayFromZero(notional, FixedPoint.Pow10(-shift)); }
        else if (notional <= long.MaxValue) { notional *= FixedPoint.Pow10(shift); }   // Else it is too large already, and could wrap.
        return (long)Int128.Min(notional, long.MaxValue);
    }

    /// <summary>The dearest fee that a fill of this amount may cost.</summary>
    public static Int128 FeeRaw(Instrument instrument, long notionalRaw) =>
        Rounding.AwayFromZero((Int128)notionalRaw * instrument.DearestFee.Raw, FixedPoint.Pow10(FeeRate.Scale));

    // Where an order without a limit goes to the market: now, or where its trigger lies, which the market may be beyond.
    private static Int128 MarketAt(OrderType type, Price trigger, Price last) => type switch
    {
        OrderType.Market => Math.Max(0, last.Raw),
        OrderType.TrailingStop => (Int128)Math.Max(0, last.Raw) + trigger.Raw,
        _ => Math.Max(trigger.Raw, last.Raw),
    };
}
