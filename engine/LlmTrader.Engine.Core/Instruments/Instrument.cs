using System.Runtime.CompilerServices;

namespace LlmTrader.Engine.Core;

/// <summary>A dense index into the <see cref="InstrumentTable"/>; −1 is none. At most 65,535 instruments.</summary>
public readonly record struct InstrumentId(int Value)
{
    public static InstrumentId None => new(-1);

    public bool IsNone => Value < 0;
}

/// <summary>What a position in an instrument is. The numbers are journaled.</summary>
public enum InstrumentKind : byte
{
    /// <summary>The thing itself against cash: a coin, a share.</summary>
    Spot = 0,

    /// <summary>A swap without an end, margined and settled in the quote currency.</summary>
    LinearPerpetual = 1,
}

/// <summary>Margin that a venue asks for positions up to a size. Rates are in 10^-8 of the position's value at the mark price.</summary>
/// <param name="NotionalCapRaw">The largest position value of the tier, in 10^-8 of the quote currency.</param>
/// <param name="InitialRate">To open: one over the tier's largest leverage.</param>
/// <param name="MaintenanceRate">To keep; below it the position is liquidated.</param>
/// <param name="DeductionRaw">Taken off the maintenance margin, so that it does not jump between tiers ("maintenance amount").</param>
public sealed record MarginTier(long NotionalCapRaw, int InitialRate, int MaintenanceRate, long DeductionRaw)
{
    /// <summary>Decimal places of the rates.</summary>
    public const int RateScale = 8;
}

/// <summary>Fees from a traded value on.</summary>
/// <param name="VolumeRaw">Notional traded by the account in the 30 UTC days before, in 10^-8 of the quote currency.</param>
/// <param name="Maker">Of fills that rested.</param>
/// <param name="Taker">Of fills that took.</param>
public sealed record FeeTier(long VolumeRaw, FeeRate Maker, FeeRate Taker);

/// <summary>What is traded, with the scales that give raw numbers their meaning.</summary>
public sealed record Instrument
{
    private readonly long _unitRaw;   // What a raw price times a raw quantity of 1 is in 10^-8; 0 of less than that.

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
    public required int PriceScale
    {
        get;
        init
        {
            field = value;
            _unitRaw = UnitRaw;
        }
    }

    /// <summary>Decimal places of a raw quantity, 0 to 12.</summary>
    public required int QuantityScale
    {
        get;
        init
        {
            field = value;
            _unitRaw = UnitRaw;
        }
    }

    /// <summary>The smallest price step, in raw price units; order prices are multiples of it.</summary>
    public required PriceOffset TickSize { get; init; }

    /// <summary>The smallest quantity step, in raw quantity units; order quantities are multiples of it.</summary>
    public required Quantity LotSize { get; init; }

    public FeeRate MakerFee { get; init; }

    public FeeRate TakerFee { get; init; }

    public InstrumentKind Kind { get; init; }

    /// <summary>The smallest order; 0 when one lot is enough.</summary>
    public Quantity MinQuantity { get; init; }

    /// <summary>The largest limit order; 0 for none.</summary>
    public Quantity MaxQuantity { get; init; }

    /// <summary>The largest market order; 0 for as much as a limit order.</summary>
    public Quantity MaxMarketQuantity { get; init; }

    /// <summary>The smallest order by value, in 10^-8 of the quote currency; 0 for none.</summary>
    public long MinNotionalRaw { get; init; }

    /// <summary>By rising cap; what lies above the last cap is not taken. A perpetual has one at least, spot none.</summary>
    public IReadOnlyList<MarginTier> MarginTiers { get; init; } = [];

    /// <summary>By rising volume, in place of <see cref="MakerFee"/> and <see cref="TakerFee"/>, which hold below the first. Most often none.</summary>
    public IReadOnlyList<FeeTier> FeeTiers { get; init; } = [];

    /// <summary>What the venue takes of the value of a position that it liquidates.</summary>
    public FeeRate LiquidationFee { get; init; }

    /// <summary>The largest rate that an ordinary fill may cost, 0 when all are rebates: reserves count with it.</summary>
    public FeeRate DearestFee
    {
        get
        {
            int dearest = Math.Max(0, Math.Max(TakerFee.Raw, MakerFee.Raw));
            for (int i = 0; i < FeeTiers.Count; i++) { dearest = Math.Max(dearest, Math.Max(FeeTiers[i].Maker.Raw, FeeTiers[i].Taker.Raw)); }
            return new FeeRate(dearest);
        }
    }

    public bool IsPerpetual => Kind == InstrumentKind.LinearPerpetual;

    /// <summary>Symbol and venue, unique in a table: <c>BTCUSDT.BINANCE</c>.</summary>
    public string FullName => $"{Symbol}.{Venue}";

    /// <summary>Whether both are specified alike, whatever their ids: tier by tier, where <c>==</c> asks whether it is the same list.</summary>
    public bool IsSpecifiedAs(Instrument other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this == other with { Id = Id, MarginTiers = MarginTiers, FeeTiers = FeeTiers } && MarginTiers.SequenceEqual(other.MarginTiers) && FeeTiers.SequenceEqual(other.FeeTiers);
    }

    /// <summary>
    /// Price times quantity in the quote currency, ties to even where the scales together exceed 8 decimals.
    /// Throws <see cref="OverflowException"/> above 92 billion units.
    /// </summary>
    public Money Notional(Price price, Quantity quantity)
    {
        bool isNarrow = (int)price.Raw == price.Raw && (int)quantity.Raw == quantity.Raw;   // The product of two of 32 bits fits in 64.
        return isNarrow && _unitRaw > 0 ? new Money(checked(price.Raw * quantity.Raw * _unitRaw), Quote) : WideNotional(price, quantity);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Money WideNotional(Price price, Quantity quantity)
    {
        if (_unitRaw > 0 && Rounding.TryMultiply(price.Raw, quantity.Raw, out long narrow)) { return new Money(checked(narrow * _unitRaw), Quote); }
        int shift = UnitScale;
        Int128 product = (Int128)price.Raw * quantity.Raw;
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
        Require(Kind is InstrumentKind.Spot or InstrumentKind.LinearPerpetual, nameof(Kind), "spot or linear perpetual");
        Require(MinQuantity.Raw >= 0, nameof(MinQuantity), "0 or more");
        Require(MaxQuantity.Raw >= 0 && (MaxQuantity.IsZero || MaxQuantity >= MinQuantity), nameof(MaxQuantity), "0, or at least the smallest quantity");
        Require(MaxMarketQuantity.Raw >= 0, nameof(MaxMarketQuantity), "0 or more");
        Require(MinNotionalRaw >= 0, nameof(MinNotionalRaw), "0 or more");
        Require(IsPerpetual == MarginTiers.Count > 0, nameof(MarginTiers), IsPerpetual ? "given for a perpetual" : "empty for spot");
        for (int i = 0; i < MarginTiers.Count; i++) { Require(IsValid(MarginTiers[i], i > 0 ? MarginTiers[i - 1] : null), nameof(MarginTiers), $"rising, with 0 < maintenance <= initial <= 100 % (tier {i + 1})"); }
        for (int i = 0; i < FeeTiers.Count; i++) { Require(FeeTiers[i].VolumeRaw > (i > 0 ? FeeTiers[i - 1].VolumeRaw : 0), nameof(FeeTiers), $"of rising volume above 0 (tier {i + 1})"); }
        return this;
    }

    private int UnitScale => Money.Scale - PriceScale - QuantityScale;

    private long UnitRaw => UnitScale is >= 0 and <= Money.Scale ? FixedPoint.Pow10(UnitScale) : 0;

    private static bool IsValid(MarginTier tier, MarginTier? before) =>
        tier.NotionalCapRaw > (before?.NotionalCapRaw ?? 0) && tier.MaintenanceRate > 0 && tier.InitialRate >= tier.MaintenanceRate
        && tier.InitialRate <= FixedPoint.Pow10(MarginTier.RateScale) && tier.DeductionRaw >= (before?.DeductionRaw ?? 0);

    private void Require(bool condition, string field, string expected)
    {
        if (!condition) { throw new ArgumentException($"Instrument '{Symbol}.{Venue}': {field} must be {expected}."); }
    }
}
