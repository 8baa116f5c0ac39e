using System.Runtime.CompilerServices;
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
    [MethodImpl(MethodImplOptions.NoInlining)]   // Apart from the check, which is long: within it, the numbers of both would lie on the stack.
    public static bool TryCompute(Instrument instrument, in OrderCommand command, in InstrumentRisk risk, out OrderValue value)
    {
        value = default;
        long price = risk.Last.Raw;
        if (command.Type != OrderType.Market && !TryPrice(in command, in risk, out price)) { return false; }
        long quantity = command.Quantity.Raw;
        if (command.Side == Side.Sell)
        {
            // A sell fills at its limit or better: a low limit must not make a large order look small.
            if (!TryNotional(instrument, Math.Max(price, risk.Last.Raw), quantity, out long sold)) { return false; }
            value = new OrderValue(sold, sold, 0);
            return true;
        }

        if (!TryNotional(instrument, price, quantity, out long notional)) { return false; }

        long worst = notional;
        long buffer = command.HasLimit ? 0 : risk.Buffer;
        if (buffer != 0)
        {
            Int128 dearest = Rounding.AwayFromZeroProduct(price, CollarUnit + buffer, CollarUnit);
            if ((long)dearest != dearest || !TryNotional(instrument, (long)dearest, quantity, out worst)) { return false; }
        }

        // The dearer fee, since a resting order may pay either; a rebate is not counted on before it is paid.
        Int128 reserve = worst + Rounding.AwayFromZeroProduct(worst, risk.DearestFee, FeeRate.One);
        if ((long)reserve != reserve) { return false; }
        value = new OrderValue(notional, worst, (long)reserve);
        return true;
    }

    // The limit; without one the price at which the order goes to the market: now, or at its trigger, which the market may be beyond.
    private static bool TryPrice(in OrderCommand command, in InstrumentRisk risk, out long price)
    {
        price = command.Type switch
        {
            OrderType.Stop or OrderType.MarketIfTouched => Math.Max(command.Trigger.Raw, risk.Last.Raw),
            OrderType.TrailingStop => risk.Last.Raw,
            _ => command.Price.Raw,
        };
        if (command.Type != OrderType.TrailingStop || command.Side != Side.Buy) { return true; }
        Int128 farthest = (Int128)price + command.Trigger.Raw;
        price = (long)farthest;
        return price == farthest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryNotional(Instrument instrument, long price, long quantity, out long raw)
    {
        int shift = Money.Scale - instrument.PriceScale - instrument.QuantityScale;
        return (shift >= 0 && Rounding.TryMultiply(price, quantity, out long product) && Rounding.TryMultiply(product, FixedPoint.Pow10(shift), out raw))
            || TryWideNotional(price, quantity, shift, out raw);
    }

    private static bool TryWideNotional(long price, long quantity, int shift, out long raw)
    {
        Int128 product = (Int128)price * quantity;
        if (shift < 0) { product = Rounding.AwayFromZero(product, FixedPoint.Pow10(-shift)); }
        else if (product <= long.MaxValue) { product *= FixedPoint.Pow10(shift); }   // Else it is too large already, and could wrap.

        raw = product <= long.MaxValue ? (long)product : 0;
        return product <= long.MaxValue;
    }
}
