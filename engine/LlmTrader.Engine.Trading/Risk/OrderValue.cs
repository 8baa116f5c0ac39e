using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What an order may be worth and may cost, in 10^-8 of the quote currency; always rounded up, never too small.</summary>
internal readonly struct OrderValue
{
    /// <summary>A price collar and a buffer count in these parts of the last price.</summary>
    public const long CollarUnit = 10_000;

    private OrderValue(long notionalRaw, long worstRaw, long reserveRaw)
    {
        NotionalRaw = notionalRaw;
        WorstRaw = worstRaw;
        ReserveRaw = reserveRaw;
    }

    public long NotionalRaw { get; }

    /// <summary>The most that it can trade for.</summary>
    public long WorstRaw { get; }

    /// <summary>Cash that a buy takes at its worst price, fee included; zero for a sell.</summary>
    public long ReserveRaw { get; }

    /// <summary>False when an amount does not fit in 64 bits. A market order and a trailing stop need a last price.</summary>
    public static bool TryCompute(Instrument instrument, in OrderCommand command, in InstrumentRisk risk, out OrderValue value)
    {
        value = default;
        if (!TryPrice(in command, in risk, out Price price)) { return false; }
        if (command.Side == Side.Sell)
        {
            // A sell fills at its limit or better: a low limit must not make a large order look small.
            if (!TryNotional(instrument, Price.Max(price, risk.Last), command.Quantity, out long sold)) { return false; }
            value = new OrderValue(sold, sold, 0);
            return true;
        }

        if (!TryNotional(instrument, price, command.Quantity, out long notional)) { return false; }

        long worst = notional;
        if (!command.HasLimit && risk.Buffer != 0)
        {
            Int128 dearest = Rounding.AwayFromZeroProduct(price.Raw, CollarUnit + risk.Buffer, CollarUnit);
            if (dearest > long.MaxValue || !TryNotional(instrument, new Price((long)dearest), command.Quantity, out worst)) { return false; }
        }

        // The dearer fee, since a resting order may pay either; a rebate is not counted on before it is paid.
        Int128 reserve = worst + Rounding.AwayFromZeroProduct(worst, risk.DearestFee, FeeRate.One);
        if (reserve > long.MaxValue) { return false; }
        value = new OrderValue(notional, worst, (long)reserve);
        return true;
    }

    // The limit; without one the price at which the order goes to the market: now, or at its trigger, which the market may be beyond.
    private static bool TryPrice(in OrderCommand command, in InstrumentRisk risk, out Price price)
    {
        Int128 raw = command.Type switch
        {
            OrderType.Market => risk.Last.Raw,
            OrderType.Stop or OrderType.MarketIfTouched => Math.Max(command.Trigger.Raw, risk.Last.Raw),
            OrderType.TrailingStop => (Int128)risk.Last.Raw + (command.Side == Side.Buy ? command.Trigger.Raw : 0),
            _ => command.Price.Raw,
        };
        price = raw <= long.MaxValue ? new Price((long)raw) : default;
        return raw <= long.MaxValue;
    }

    private static bool TryNotional(Instrument instrument, Price price, Quantity quantity, out long raw)
    {
        int shift = Money.Scale - instrument.PriceScale - instrument.QuantityScale;
        if (shift >= 0 && Rounding.TryMultiply(price.Raw, quantity.Raw, out raw) && Rounding.TryMultiply(raw, FixedPoint.Pow10(shift), out raw)) { return true; }
        Int128 product = (Int128)price.Raw * quantity.Raw;
        if (shift < 0) { product = Rounding.AwayFromZero(product, FixedPoint.Pow10(-shift)); }
        else if (product <= long.MaxValue) { product *= FixedPoint.Pow10(shift); }   // Else it is too large already, and could wrap.

        raw = product <= long.MaxValue ? (long)product : 0;
        return product <= long.MaxValue;
    }
}
