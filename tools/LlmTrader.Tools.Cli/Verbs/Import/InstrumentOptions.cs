using System.CommandLine;
using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Configuration;

namespace LlmTrader.Tools.Cli.Verbs.Import;

/// <summary>The options that describe an instrument, and what they are when left out.</summary>
internal sealed class InstrumentOptions
{
    private const string DefaultVenue = "FILE";

    // Longest first, so that BTCFDUSD is BTC in FDUSD and not BTCFD in USD.
    private static readonly string[] QuoteSuffixes = ["FDUSD", "USDT", "USDC", "USD", "EUR", "BTC", "ETH", "BNB"];

    // XBTUSD is XBT in USD, ADATUSD is ADA in TUSD: nobody can tell by the letters, and a wrong currency is wrong money.
    private static readonly string[] AmbiguousSuffixes = ["TUSD", "BUSD"];

    private readonly Option<string?> _symbol = OptionOf.Text("--symbol", "SYMBOL", "The venue's symbol, such as BTCUSDT; that of the file's symbol column when left out.");
    private readonly Option<string?> _venue = OptionOf.Text("--venue", "VENUE", $"The venue in capitals; when left out, BINANCE and the like by the layout's name, else {DefaultVenue}.");
    private readonly Option<string?> _base = OptionOf.Text("--base", "CURRENCY", "What a quantity counts; when left out, the symbol without the quote currency at its end.");
    private readonly Option<string?> _quote = OptionOf.Text("--quote", "CURRENCY", $"What prices are in; when left out, the currency at the symbol's end ({string.Join(", ", QuoteSuffixes)}).");
    private readonly Option<long?> _priceScale = OptionOf.OptionalNumber("--price-scale", "N", "Decimals of prices, 0 to 12; as many as the files need when left out.", FixedPoint.MaxScale);
    private readonly Option<long?> _quantityScale = OptionOf.OptionalNumber("--quantity-scale", "N", "Decimals of quantities, 0 to 12; as many as the files need when left out.", FixedPoint.MaxScale);
    private readonly Option<string?> _tick = OptionOf.Text("--tick", "PRICE", "Smallest price step of orders; one unit of the last decimal when left out.");
    private readonly Option<string?> _lot = OptionOf.Text("--lot", "QUANTITY", "Smallest quantity step of orders; one unit of the last decimal when left out.");
    private readonly Option<string?> _makerFee = OptionOf.Text("--maker-fee", "SHARE", "Fee of a fill that rested in the book, 0.001 or 0.1%; zero when left out, negative is a rebate.");
    private readonly Option<string?> _takerFee = OptionOf.Text("--taker-fee", "SHARE", "Fee of a fill that took liquidity, 0.001 or 0.1%; zero when left out.");

    private readonly Option<string?> _instruments = OptionOf.Text("--instruments", "FILE", "Instruments in YAML or JSON, a list: symbol, venue, kind (spot or linear_perpetual), base, quote, tick, lot, minNotional, minQuantity, maxQuantity, maxMarketQuantity, makerFee, takerFee, liquidationFee, feeTiers (volume, maker, taker) and marginTiers (notional, leverage or initial, maintenance, deduction). The entry of the symbol holds, but for what the options above say.");

    public IReadOnlyList<Option> All => [_symbol, _venue, _base, _quote, _priceScale, _quantityScale, _tick, _lot, _makerFee, _takerFee, _instruments];

    /// <summary>The instrument. Throws <see cref="UsageException"/>, <see cref="ArgumentException"/> or <see cref="FormatException"/> that say what can't be used.</summary>
    public Instrument Describe(ParseResult arguments, ProbedFiles files)
    {
        InstrumentFile? file = arguments.GetValue(_instruments) is { } path ? InstrumentFile.Read(path) : null;
        string symbol = arguments.GetValue(_symbol) ?? files.Symbol ?? file?.OnlySymbol ?? throw new UsageException("The files don't name their instrument; give --symbol.");
        InstrumentConfiguration? entry = file?.Find(symbol, arguments.GetValue(_venue));
        string quote = arguments.GetValue(_quote) ?? entry?.Quote ?? QuoteOf(symbol) ?? throw new UsageException($"The symbol '{symbol}' does not tell what its prices are in; give --quote, such as --quote USD.");
        (string? tick, string? lot) = (arguments.GetValue(_tick) ?? entry?.Tick, arguments.GetValue(_lot) ?? entry?.Lot);
        int priceScale = (int?)arguments.GetValue(_priceScale) ?? entry?.PriceScale ?? Math.Max(files.PriceScale, RateText.DecimalsOf(tick ?? ""));
        int quantityScale = (int?)arguments.GetValue(_quantityScale) ?? entry?.QuantityScale ?? Math.Max(files.QuantityScale, RateText.DecimalsOf(lot ?? ""));
        Instrument instrument = new()
        {
            Id = new InstrumentId(0),
            Symbol = symbol,
            Venue = arguments.GetValue(_venue) ?? entry?.Venue ?? VenueOf(files.Layout.Name),
            Base = Currency.Parse(arguments.GetValue(_base) ?? entry?.Base ?? BaseOf(symbol, quote)),
            Quote = Currency.Parse(quote),
            PriceScale = priceScale,
            QuantityScale = quantityScale,
            TickSize = new PriceOffset(tick is null ? 1 : FixedPoint.Parse(tick, priceScale)),
            LotSize = new Quantity(lot is null ? 1 : FixedPoint.Parse(lot, quantityScale)),
            MakerFee = new FeeRate((arguments.GetValue(_makerFee) ?? entry?.MakerFee) is { } maker ? RateText.Parse(maker) : 0),
            TakerFee = new FeeRate((arguments.GetValue(_takerFee) ?? entry?.TakerFee) is { } taker ? RateText.Parse(taker) : 0),
        };
        return entry is null ? instrument.Validated() : file!.Complete(entry, instrument);
    }

    private static string? QuoteOf(string symbol) =>
        AmbiguousSuffixes.Any(suffix => symbol.EndsWith(suffix, StringComparison.Ordinal)) ? null : QuoteSuffixes.FirstOrDefault(suffix => symbol.Length > suffix.Length && symbol.EndsWith(suffix, StringComparison.Ordinal));

    private static string BaseOf(string symbol, string quote) =>
        symbol.Length > quote.Length && symbol.EndsWith(quote, StringComparison.Ordinal) ? symbol[..^quote.Length] : symbol;

    private static string VenueOf(string layout)
    {
        string[] venues = ["binance", "bybit", "bitmex"];
        return venues.FirstOrDefault(venue => layout.StartsWith(venue, StringComparison.Ordinal))?.ToUpperInvariant() ?? DefaultVenue;
    }
}
