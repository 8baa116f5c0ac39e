namespace LlmTrader.Engine.Core;

/// <summary>A dense index into the <see cref="InstrumentTable"/>; −1 is none. At most 65,535 instruments.</summary>
public readonly record struct InstrumentId(int Value)
{
    public static InstrumentId None => new(-1);

    public bool IsNone => Value < 0;
}

/// <summary>What is traded, with the scales that give raw numbers their meaning.</summary>
public sealed record Instrument
{
    public required InstrumentId Id { get; init; }

    /// <summary>The venue's own symbol, e.g. <c>BTCUSDT</c>.</summary>
    public required string Symbol { get; init; }

    /// <summary>The venue in capitals, e.g. <c>BINANCE</c>.</summary>
    public required string Venue { get; init; }

    /// <summary>What a quantity counts, e.g. BTC, or the share itself.</summary>
    public required Currency Base { get; init; }

    /// <summary>What a price is paid in; notional, fees and profit are in it.</summary>
    public required Currency Quote { get; init; }

    /// <summary>Decimal places of a raw price, 0 to 12.</summary>
    public required int PriceScale { get; init; }

    /// <summary>Decimal places of a raw quantity, 0 to 12.</summary>
    public required int QuantityScale { get; init; }

    /// <summary>The smallest price step, in raw price units; order prices are multiples of it.</summary>
    public required PriceOffset TickSize { get; init; }

    /// <summary>The smallest quantity step, in raw quantity units; order quantities are multiples of it.</summary>
    public required Quantity LotSize { get; init; }

    public FeeRate MakerFee { get; init; }

    public FeeRate TakerFee { get; init; }

    /// <summary>Symbol and venue, unique in a table: <c>BTCUSDT.BINANCE</c>.</summary>
    public string FullName => $"{Symbol}.{Venue}";

    /// <summary>
    /// Price times quantity in the quote currency, ties to even where the scales together exceed 8 decimals.
    /// Throws <see cref="OverflowException"/> above 92 billion units.
    /// </summary>
    public Money Notional(Price price, Quantity quantity)
    {
        Int128 product = (Int128)price.Raw * quantity.Raw;
        int shift = Money.Scale - PriceScale - QuantityScale;
        Int128 raw = shift >= 0 ? checked(product * FixedPoint.Pow10(shift)) : Rounding.HalfEven(product, FixedPoint.Pow10(-shift));
        return new Money(checked((long)raw), Quote);
    }

    /// <summary>Throws <see cref="ArgumentException"/> that names the field when a value can't be used.</summary>
    public Instrument Validated()
    {
        Require(Symbol.Length is > 0 and <= 64, nameof(Symbol), "1 to 64 characters");
        Require(Venue.Length is > 0 and <= 32, nameof(Venue), "1 to 32 characters");
        Require(!Quote.IsNone, nameof(Quote), "a currency code");
        Require(PriceScale is >= 0 and <= FixedPoint.MaxScale, nameof(PriceScale), "0 to 12");
        Require(QuantityScale is >= 0 and <= FixedPoint.MaxScale, nameof(QuantityScale), "0 to 12");
        Require(PriceScale + QuantityScale <= Money.Scale + 18, nameof(QuantityScale), "at most 26 with the price scale");
        Require(TickSize.Raw > 0, nameof(TickSize), "a positive step");
        Require(LotSize.Raw > 0, nameof(LotSize), "a positive step");
        return this;
    }

    private void Require(bool condition, string field, string expected)
    {
        if (!condition) { throw new ArgumentException($"Instrument '{Symbol}.{Venue}': {field} must be {expected}."); }
    }
}
