using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What one holder has of one instrument, with its part in the holder's sums.</summary>
internal struct RiskHolding
{
    /// <summary>Raw, signed.</summary>
    public long Position;

    /// <summary>What working orders may still buy and sell, raw.</summary>
    public long Buys;
    public long Sells;

    /// <summary>Realised profit and funding less fees after the last fill, and before the first fill of the trade that is open.</summary>
    public long ResultRaw;
    public long TradeStartRaw;

    /// <summary>In the sums as they are.</summary>
    public ExposureValue Value;

    public readonly bool IsOfInterest => Position != 0 || Buys != 0 || Sells != 0;

    /// <summary>The position if everything on one side filled, and <paramref name="more"/> with it.</summary>
    public readonly Int128 Up(long more = 0) => (Int128)Position + Buys + more;

    public readonly Int128 Down(long more = 0) => (Int128)Position - Sells - more;
}

/// <summary>Exposure in money, 10^-8 of the quote currency.</summary>
/// <param name="Gross">Of the worse side, not negative.</param>
/// <param name="Up">Net, if everything that buys filled.</param>
/// <param name="Down">Net, if everything that sells filled.</param>
internal readonly record struct ExposureValue(Int128 Gross, Int128 Up, Int128 Down)
{
    // More than any limit, and still small enough to be summed over all instruments: 2^72 times at most 10^8 is below it.
    private static readonly Int128 Most = (Int128)1 << 100;
    private static readonly Int128 MostProduct = (Int128)1 << 72;

    /// <summary>At a price: ties to even where the scales together exceed 8 decimals.</summary>
    public static ExposureValue At(Instrument instrument, Price price, Int128 up, Int128 down)
    {
        Int128 high = ValueOf(instrument, price, up);
        Int128 low = up == down ? high : ValueOf(instrument, price, down);
        return Of(high, low);
    }

    /// <summary>The same price, and another quantity if everything on one side filled.</summary>
    public ExposureValue With(Instrument instrument, Price price, Side side, Int128 quantity)
    {
        Int128 value = ValueOf(instrument, price, quantity);
        return side == Side.Buy ? Of(value, Down) : Of(Up, value);
    }

    public static ExposureValue operator +(ExposureValue left, ExposureValue right) =>
        new(left.Gross + right.Gross, left.Up + right.Up, left.Down + right.Down);

    public static ExposureValue operator -(ExposureValue left, ExposureValue right) =>
        new(left.Gross - right.Gross, left.Up - right.Up, left.Down - right.Down);

    /// <summary>The most that it can come to, long against short.</summary>
    public Int128 Net => Int128.Max(Int128.Max(Up, -Down), 0);

    private static ExposureValue Of(Int128 up, Int128 down) => new(Int128.Max(Int128.Abs(up), Int128.Abs(down)), up, down);

    private static Int128 ValueOf(Instrument instrument, Price price, Int128 quantity)
    {
        if (quantity == 0) { return 0; }
        int shift = Money.Scale - instrument.PriceScale - instrument.QuantityScale;
        if (shift >= 0 && quantity == (long)quantity && TryShort(price.Raw, (long)quantity, FixedPoint.Pow10(shift), out long value)) { return value; }

        Int128 product = price.Raw * quantity;   // Below 2^127: a quantity is below 2^64 and a price below 2^63.
        if (shift < 0) { return Rounding.HalfEven(product, FixedPoint.Pow10(-shift)); }
        return Int128.Abs(product) > MostProduct ? (product > 0 ? Most : -Most) : product * FixedPoint.Pow10(shift);
    }

    // Most values fit in 64 bits.
    private static bool TryShort(long price, long quantity, long unit, out long value)
    {
        bool fits = Math.BigMul(price, quantity, out long product) == product >> 63;
        fits &= Math.BigMul(product, unit, out value) == value >> 63;
        return fits;
    }
}
