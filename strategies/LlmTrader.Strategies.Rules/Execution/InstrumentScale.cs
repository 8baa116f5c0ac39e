using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>
/// Where one instrument's exact numbers become doubles, and where doubles come back: <see cref="FloorToLots"/> for
/// quantities and <see cref="TryToTick"/> for prices are the only ways.
/// </summary>
internal sealed class InstrumentScale
{
    // A decimal such as 0.29 times 100 is a few 2^-53 beside 29: that much is the number's own form, not a part of a step.
    private const double Nearly = 1.0 / (1L << 40);

    private readonly Instrument _instrument;
    private readonly double _priceUnit;
    private readonly double _quantityUnit;

    public InstrumentScale(Instrument instrument)
    {
        _instrument = instrument;
        _priceUnit = FixedPoint.Pow10(instrument.PriceScale);
        _quantityUnit = FixedPoint.Pow10(instrument.QuantityScale);
    }

    /// <summary>The double nearest to the decimal price (exactly so below 2^53 raw units).</summary>
    public double ToDouble(Price price) => price.Raw / _priceUnit;

    /// <summary>In whole units of the base asset.</summary>
    public double ToDouble(Quantity quantity) => quantity.Raw / _quantityUnit;

    public static double ToDouble(Money money) => money.Raw / (double)Money.One;

    /// <summary>
    /// The most whole lots that a size of at least 0 in units of the base asset holds; zero below one lot. False above what
    /// a quantity can carry.
    /// </summary>
    public bool FloorToLots(double size, out Quantity quantity)
    {
        double lots = Snapped(size * _quantityUnit / _instrument.LotSize.Raw, up: false);
        double raw = lots * _instrument.LotSize.Raw;
        bool fits = raw <= long.MaxValue / 4;   // Room for a turn: twice the size and what is held.
        quantity = fits ? new Quantity((long)lots * _instrument.LotSize.Raw) : Quantity.Zero;
        return fits;
    }

    /// <summary>The tick at a price or beside it, never worse for the side that trades there. False when no positive tick is left.</summary>
    public bool TryToTick(double price, Side side, out Price tick)
    {
        double ticks = Snapped(price * _priceUnit / _instrument.TickSize.Raw, up: side == Side.Sell);
        bool fits = ticks >= 1 && ticks * _instrument.TickSize.Raw <= long.MaxValue / 4;
        tick = fits ? new Price((long)ticks * _instrument.TickSize.Raw) : Price.Zero;
        return fits;
    }

    private static double Snapped(double steps, bool up)
    {
        double nearest = Math.Round(steps, MidpointRounding.ToEven);
        if (Math.Abs(steps - nearest) <= Math.Abs(nearest) * Nearly) { return nearest; }
        return up ? Math.Ceiling(steps) : Math.Floor(steps);
    }
}
