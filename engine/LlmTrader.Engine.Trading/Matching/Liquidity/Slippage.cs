using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What a slippage is measured in.</summary>
public enum SlippageUnit : byte
{
    None = 0,

    /// <summary>The instrument's price steps.</summary>
    Ticks = 1,

    /// <summary>1/10,000 of the price, rounded up to a whole tick.</summary>
    BasisPoints = 2,
}

/// <summary>How much worse than the market data says an order fills.</summary>
/// <param name="Unit">What <paramref name="Amount"/> counts.</param>
/// <param name="Amount">1 to <see cref="MaxAmount"/>; 0 without a unit.</param>
public readonly record struct Slippage(SlippageUnit Unit, int Amount)
{
    /// <summary>Half of the price in basis points.</summary>
    public const int MaxAmount = 5_000;

    public static Slippage None => default;

    public bool IsNone => Unit == SlippageUnit.None;

    public bool IsValid => Unit == SlippageUnit.None ? Amount == 0 : Unit <= SlippageUnit.BasisPoints && Amount is >= 1 and <= MaxAmount;

    /// <summary>One step against a taker at a price, on the tick; <paramref name="price"/> is above 0.</summary>
    public PriceOffset StepAt(Price price, Instrument instrument)
    {
        long tick = instrument.TickSize.Raw;
        if (Unit == SlippageUnit.Ticks) { return new PriceOffset(Amount * tick); }
        long ticks = (long)Rounding.AwayFromZero((Int128)price.Raw * Amount, (Int128)10_000 * tick);
        return new PriceOffset(Unit == SlippageUnit.None ? 0 : ticks * tick);
    }

    /// <summary>What a taker gets instead of <paramref name="price"/>: worse by a step, but not beyond its limit and never 0 or less.</summary>
    public Price Worsen(Side side, Price price, Price limit, Instrument instrument)
    {
        if (IsNone) { return price; }
        PriceOffset step = StepAt(price, instrument);
        return side == Side.Buy
            ? Price.Min(price + step, Price.Max(limit, price))
            : Price.Max(Price.Max(price - step, new Price(Math.Min(instrument.TickSize.Raw, price.Raw))), Price.Min(limit, price));
    }

    public override string ToString() => Unit switch
    {
        SlippageUnit.Ticks => $"{Amount} tick{(Amount == 1 ? "" : "s")}",
        SlippageUnit.BasisPoints => $"{Amount} basis point{(Amount == 1 ? "" : "s")}",
        _ => "none",
    };
}
