using System.ComponentModel;
using System.Text.Json.Serialization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>An instrument as people write it: what is left out comes from the data, or is off.</summary>
public sealed record InstrumentConfiguration
{
    [Description("The venue's symbol, such as BTCUSDT.")]
    public required string Symbol { get; init; }

    [Description("In capitals, such as BINANCE; wherever it trades when left out.")]
    public string? Venue { get; init; }

    [Description("spot or linear_perpetual.")]
    public InstrumentKind Kind { get; init; }

    [Description("What a quantity counts; the symbol without the quote currency when left out.")]
    public string? Base { get; init; }

    [Description("What prices are in, such as USDT.")]
    public string? Quote { get; init; }

    [Description("Decimals of prices, 0 to 12; those of tick when left out.")]
    public int? PriceScale { get; init; }

    [Description("Decimals of quantities, 0 to 12; those of lot when left out.")]
    public int? QuantityScale { get; init; }

    [Description("Smallest price step of orders.")]
    public string? Tick { get; init; }

    [Description("Smallest quantity step of orders.")]
    public string? Lot { get; init; }

    [Description("The smallest order.")]
    public string? MinQuantity { get; init; }

    [Description("The largest limit order.")]
    public string? MaxQuantity { get; init; }

    [Description("The largest market order.")]
    public string? MaxMarketQuantity { get; init; }

    [Description("An amount of the quote currency.")]
    public string? MinNotional { get; init; }

    [Description("A share, 0.0002 or 0.02%; negative is a rebate.")]
    public string? MakerFee { get; init; }

    [Description("Of a fill that took liquidity, a share.")]
    public string? TakerFee { get; init; }

    [Description("What the venue takes of the value of a position that it liquidates.")]
    public string? LiquidationFee { get; init; }

    [Description("By rising volume of the 30 days before.")]
    public IReadOnlyList<FeeTierConfiguration>? FeeTiers { get; init; }

    [Description("By rising size of the position; a perpetual has one at least.")]
    public IReadOnlyList<MarginTierConfiguration>? MarginTiers { get; init; }

    /// <summary>The instrument with what this says and flags do not: kind, filters, tiers. Throws <see cref="ArgumentException"/> that names the field.</summary>
    /// <param name="instrument">With its scales.</param>
    public Instrument Complete(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return instrument with
        {
            Kind = Kind,
            MinQuantity = QuantityOf(MinQuantity, instrument, nameof(MinQuantity)),
            MaxQuantity = QuantityOf(MaxQuantity, instrument, nameof(MaxQuantity)),
            MaxMarketQuantity = QuantityOf(MaxMarketQuantity, instrument, nameof(MaxMarketQuantity)),
            MinNotionalRaw = MinNotional is null ? 0 : Fixed(MinNotional, Money.Scale, nameof(MinNotional)),
            LiquidationFee = new FeeRate(LiquidationFee is null ? 0 : RateOf(LiquidationFee, nameof(LiquidationFee))),
            FeeTiers = [.. (FeeTiers ?? []).Select(tier => tier.ToTier())],
            MarginTiers = MarginTierConfiguration.ToTiers(MarginTiers ?? []),
        };
    }

    internal static long Fixed(string text, int scale, string field)
    {
        try { return FixedPoint.Parse(text, scale); }
        catch (Exception e) when (e is FormatException or OverflowException) { throw new ArgumentException($"{Name(field)} is '{text}'; a number with at most {scale} decimals is expected.", e); }
    }

    internal static int RateOf(string text, string field)
    {
        try { return RateText.Parse(text); }
        catch (Exception e) when (e is FormatException or OverflowException) { throw new ArgumentException($"{Name(field)} is '{text}'; a share such as 0.0005 or 0.05% is expected.", e); }
    }

    private static Quantity QuantityOf(string? text, Instrument instrument, string field) => text is null ? Quantity.Zero : new Quantity(Fixed(text, instrument.QuantityScale, field));

    private static string Name(string field) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(field);
}

/// <summary>Fees from a traded value on.</summary>
public sealed record FeeTierConfiguration
{
    [Description("Traded in the 30 UTC days before, in the quote currency.")]
    public required string Volume { get; init; }

    [Description("Of a fill that rested, a share.")]
    public required string Maker { get; init; }

    [Description("Of a fill that took, a share.")]
    public required string Taker { get; init; }

    internal FeeTier ToTier() => new(
        InstrumentConfiguration.Fixed(Volume, Money.Scale, "feeTiers.volume"),
        new FeeRate(InstrumentConfiguration.RateOf(Maker, "feeTiers.maker")),
        new FeeRate(InstrumentConfiguration.RateOf(Taker, "feeTiers.taker")));
}

/// <summary>Margin of positions up to a size.</summary>
public sealed record MarginTierConfiguration
{
    [Description("The largest position value of the tier, in the quote currency.")]
    public required string Notional { get; init; }

    [Description("The tier's largest leverage; this or initial.")]
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public int? Leverage { get; init; }

    [Description("A share of the position's value.")]
    public string? Initial { get; init; }

    [Description("A share of the position's value.")]
    public required string Maintenance { get; init; }

    [Description("Taken off the maintenance margin; when left out, what keeps it from jumping where the tier begins.")]
    public string? Deduction { get; init; }

    internal static IReadOnlyList<MarginTier> ToTiers(IReadOnlyList<MarginTierConfiguration> written)
    {
        List<MarginTier> tiers = [];
        foreach (MarginTierConfiguration one in written) { tiers.Add(one.ToTier(tiers.LastOrDefault())); }
        return tiers;
    }

    private MarginTier ToTier(MarginTier? before)
    {
        int maintenance = InstrumentConfiguration.RateOf(Maintenance, "marginTiers.maintenance");
        if (Leverage is null == Initial is null || Leverage < 1) { throw new ArgumentException("marginTiers must each name leverage (1 or more) or initial, one of them."); }
        int unit = (int)FixedPoint.Pow10(MarginTier.RateScale);

        // Rounded up, so that a leverage of 3 needs a third at least.
        int initial = Leverage is { } leverage ? (unit + leverage - 1) / leverage : InstrumentConfiguration.RateOf(Initial!, "marginTiers.initial");
        long deduction = Deduction is not null ? InstrumentConfiguration.Fixed(Deduction, Money.Scale, "marginTiers.deduction")
            : before is null ? 0 : checked(before.DeductionRaw + (long)Rounding.Floor((Int128)before.NotionalCapRaw * (maintenance - before.MaintenanceRate), unit));
        return new MarginTier(InstrumentConfiguration.Fixed(Notional, Money.Scale, "marginTiers.notional"), initial, maintenance, deduction);
    }
}
