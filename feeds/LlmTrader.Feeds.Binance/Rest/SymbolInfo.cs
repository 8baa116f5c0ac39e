using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Binance;

/// <summary>What the venue says of a symbol (<c>exchangeInfo</c>). Amounts are in 10^-8; 0 where it sets no limit.</summary>
public sealed record SymbolInfo
{
    /// <summary>Decimal places of the amounts: the venue never gives more.</summary>
    public const int Scale = 8;

    public required string Symbol { get; init; }

    /// <summary><c>TRADING</c>, <c>HALT</c>, <c>BREAK</c>, …</summary>
    public required string Status { get; init; }

    public required string BaseAsset { get; init; }

    public required string QuoteAsset { get; init; }

    /// <summary><c>PRICE_FILTER.tickSize</c></summary>
    public required long TickSize { get; init; }

    /// <summary><c>LOT_SIZE.stepSize</c></summary>
    public required long StepSize { get; init; }

    public long MinQuantity { get; init; }

    public long MaxQuantity { get; init; }

    /// <summary><c>MARKET_LOT_SIZE.maxQty</c></summary>
    public long MaxMarketQuantity { get; init; }

    /// <summary><c>NOTIONAL</c> or, before 2023, <c>MIN_NOTIONAL</c>.</summary>
    public long MinNotional { get; init; }

    public bool IsTrading => Status == "TRADING";

    /// <summary>
    /// Decimals that a quantity needs: the venue's books and trades hold finer ones than orders may have, as many as fit 64 bits when a
    /// level holds a thousand of the largest orders.
    /// </summary>
    public int QuantityDecimals
    {
        get
        {
            int fit = MaxQuantity <= long.MaxValue / 1_000 ? Scale : MaxQuantity / 10_000 <= long.MaxValue / 1_000 ? 4 : 0;
            return Math.Max(fit, DecimalsOf(StepSize));
        }
    }

    /// <summary>The instrument with the venue's filters, prices with as many decimals as the tick has. Fees are not public: they are given.</summary>
    /// <exception cref="ArgumentException">A code is none of a currency, or a filter is out of range.</exception>
    public Instrument ToInstrument(InstrumentId id, string venue, FeeRate maker, FeeRate taker)
    {
        if (!Currency.TryParse(BaseAsset, out Currency @base)) { throw new ArgumentException($"'{Symbol}': its asset '{BaseAsset}' is no currency code."); }
        if (!Currency.TryParse(QuoteAsset, out Currency quote)) { throw new ArgumentException($"'{Symbol}': its asset '{QuoteAsset}' is no currency code."); }
        int priceScale = DecimalsOf(TickSize);
        int quantityScale = QuantityDecimals;
        return new Instrument
        {
            Id = id, Symbol = Symbol, Venue = venue, Base = @base, Quote = quote, PriceScale = priceScale, QuantityScale = quantityScale,
            TickSize = new PriceOffset(TickSize / FixedPoint.Pow10(Scale - priceScale)),
            LotSize = Down(StepSize, quantityScale), MinQuantity = Up(MinQuantity, quantityScale),
            MaxQuantity = Down(MaxQuantity, quantityScale), MaxMarketQuantity = Down(MaxMarketQuantity, quantityScale),
            MinNotionalRaw = MinNotional, MakerFee = maker, TakerFee = taker,
        }.Validated();
    }

    /// <summary>In what a configured instrument differs from the venue's filters, a sentence each; orders by the former could be refused.</summary>
    public IReadOnlyList<string> DifferencesFrom(Instrument configured)
    {
        ArgumentNullException.ThrowIfNull(configured);
        List<string> differences = [];
        if (!IsTrading) { differences.Add($"{Symbol}: its status at the venue is {Status}"); }
        if (configured.Base.ToString() != BaseAsset) { differences.Add($"{Symbol}: base is {configured.Base}, the venue says {BaseAsset}"); }
        if (configured.Quote.ToString() != QuoteAsset) { differences.Add($"{Symbol}: quote is {configured.Quote}, the venue says {QuoteAsset}"); }
        if (configured.QuantityScale < QuantityDecimals) { differences.Add($"{Symbol}: quantities have {configured.QuantityScale} decimals, the venue's books up to {QuantityDecimals}: messages with finer ones can't be read"); }
        Compare("tick size", configured.TickSize.Raw, configured.PriceScale, TickSize);
        Compare("lot size", configured.LotSize.Raw, configured.QuantityScale, StepSize);
        Compare("smallest quantity", configured.MinQuantity.Raw, configured.QuantityScale, MinQuantity, isLeast: true);
        Compare("largest quantity", configured.MaxQuantity.Raw, configured.QuantityScale, MaxQuantity);
        Compare("largest market quantity", configured.MaxMarketQuantity.Raw, configured.QuantityScale, MaxMarketQuantity);
        Compare("smallest notional", configured.MinNotionalRaw, Scale, MinNotional);
        return differences;

        // The venue's limits need not be multiples of its step, nor have as few decimals: the strictest amount that an order can have says the same.
        void Compare(string what, long raw, int scale, long venue, bool isLeast = false)
        {
            Int128 amount = (Int128)raw * FixedPoint.Pow10(FixedPoint.MaxScale - scale);
            Int128 exact = (Int128)venue * FixedPoint.Pow10(FixedPoint.MaxScale - Scale);
            if (amount == exact || amount == Strict(exact, scale, isLeast) || amount == Strict(exact, DecimalsOf(StepSize), isLeast)) { return; }
            differences.Add($"{Symbol}: {what} is {FixedPoint.Format(raw, scale)}, the venue says {FixedPoint.Format(venue, Scale)}");
        }

        static Int128 Strict(Int128 exact, int decimals, bool isLeast)
        {
            Int128 unit = FixedPoint.Pow10(FixedPoint.MaxScale - decimals);
            return (exact + (isLeast ? unit - 1 : 0)) / unit * unit;
        }
    }

    private static int DecimalsOf(long step)
    {
        int decimals = Scale;
        while (decimals > 0 && step % 10 == 0) { (step, decimals) = (step / 10, decimals - 1); }
        return decimals;
    }

    private static Quantity Down(long amount, int scale) => new(amount / FixedPoint.Pow10(Scale - scale));

    private static Quantity Up(long amount, int scale)
    {
        long unit = FixedPoint.Pow10(Scale - scale);
        return new Quantity((amount / unit) + (amount % unit > 0 ? 1 : 0));
    }
}
