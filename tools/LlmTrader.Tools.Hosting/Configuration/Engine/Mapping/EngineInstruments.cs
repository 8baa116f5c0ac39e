using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>What a configured engine trades: written out, or as a feed or its venue tells.</summary>
public static class EngineInstruments
{
    /// <summary>Whether the venue must be asked, so that nobody knows the instruments before the start.</summary>
    public static bool NeedVenue(EngineConfiguration configuration) => UniverseOf(configuration).Count > 0;

    /// <summary>Whom to ask for what: a feed, and its venue's symbols. Empty when the instruments are written out or the feeds bring them.</summary>
    public static IReadOnlyList<(BinanceFeedConfiguration Feed, IReadOnlyList<string> Symbols)> UniverseOf(EngineConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.Instruments.Count > 0) { return []; }
        UniverseConfiguration universe = configuration.Universe ?? new UniverseConfiguration();
        return [.. configuration.Feeds.OfType<BinanceFeedConfiguration>()
            .Where(feed => universe.Feed is null || universe.Feed == feed.Label)
            .Select(feed => (feed, universe.Symbols.Count > 0 ? universe.Symbols : feed.Symbols))];
    }

    /// <summary>The instruments in the order of the file, numbered from 0. Throws <see cref="ArgumentException"/> that names what can't be used.</summary>
    /// <param name="configuration">Checked.</param>
    /// <param name="ask">The instruments of a venue's symbols, their numbers of no matter; only called when <see cref="NeedVenue"/>.</param>
    public static InstrumentTable Build(EngineConfiguration configuration, Func<BinanceFeedConfiguration, IReadOnlyList<string>, IReadOnlyList<Instrument>> ask)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(ask);
        List<Instrument> instruments = [];
        foreach (InstrumentConfiguration entry in configuration.Instruments) { instruments.Add(Written(entry, VenueOf(configuration))); }
        foreach (FeedConfiguration feed in configuration.Feeds)
        {
            if (feed is SimulatedFeedConfiguration simulated) { instruments.AddRange(Chosen(simulated).Select(one => one.Instrument)); }
            if (feed is JournalFeedConfiguration journal) { instruments.AddRange(OfJournal(journal, configuration.BaseDirectory)); }
        }

        foreach ((BinanceFeedConfiguration feed, IReadOnlyList<string> symbols) in UniverseOf(configuration))
        {
            UniverseConfiguration universe = configuration.Universe ?? new UniverseConfiguration();
            instruments.AddRange(ask(feed, symbols).Select(one => one with { MakerFee = universe.MakerFee, TakerFee = universe.TakerFee }));
        }

        return new InstrumentTable([.. instruments.Select((one, index) => one with { Id = new InstrumentId(index) })]);
    }

    /// <summary>The instruments; null when the venue must be asked. Throws <see cref="ArgumentException"/> that names what can't be used.</summary>
    public static InstrumentTable? Known(EngineConfiguration configuration) =>
        NeedVenue(configuration) ? null : Build(configuration, (_, _) => throw new InvalidOperationException("No venue is asked."));

    /// <summary>What a simulated feed plays, numbered as in the engine's table, at the configured rate in real time.</summary>
    public static IReadOnlyList<SimulatedInstrument> Simulated(SimulatedFeedConfiguration feed, InstrumentTable instruments)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(instruments);
        IReadOnlyList<SimulatedInstrument> chosen = Chosen(feed);
        double faster = feed.Rate / chosen.Sum(one => one.EventsPerSecond);
        return [.. chosen.Select(one => one with
        {
            Instrument = instruments.TryFind(one.Instrument.FullName, out Instrument? found) ? found : throw new ArgumentException($"'{one.Instrument.FullName}' is no instrument of this engine."),
            EventsPerSecond = one.EventsPerSecond * faster,
        })];
    }

    /// <summary>The symbols of a preset.</summary>
    public static IReadOnlyList<string> SymbolsOf(SimulatedPreset preset) =>
        preset == SimulatedPreset.Demo ? [.. SimulatedMarket.DemoInstruments().Select(one => one.Instrument.Symbol)] : throw new ArgumentOutOfRangeException(nameof(preset), preset, null);

    /// <summary>An instrument as it is written out. Throws <see cref="ArgumentException"/> that names the field.</summary>
    /// <param name="entry">With quote, tick and lot.</param>
    /// <param name="venue">Of entries that name none.</param>
    public static Instrument Written(InstrumentConfiguration entry, string venue)
    {
        ArgumentNullException.ThrowIfNull(entry);
        string quote = entry.Quote ?? throw new ArgumentException("quote must be given: what prices are in, such as USDT.");
        string tick = entry.Tick ?? throw new ArgumentException("tick must be given: the smallest price step of orders, such as 0.01.");
        string lot = entry.Lot ?? throw new ArgumentException("lot must be given: the smallest quantity step of orders, such as 0.00001.");
        RequirePlain(tick, "tick", "0.01");
        RequirePlain(lot, "lot", "0.00001");
        string asset = entry.Base ?? (entry.Symbol.Length > quote.Length && entry.Symbol.EndsWith(quote, StringComparison.Ordinal) ? entry.Symbol[..^quote.Length] : entry.Symbol);
        int priceScale = entry.PriceScale ?? RateText.DecimalsOf(tick);
        int quantityScale = entry.QuantityScale ?? RateText.DecimalsOf(lot);
        if (priceScale is < 0 or > FixedPoint.MaxScale) { throw new ArgumentException($"priceScale is {priceScale}; 0 to {FixedPoint.MaxScale} is expected."); }
        if (quantityScale is < 0 or > FixedPoint.MaxScale) { throw new ArgumentException($"quantityScale is {quantityScale}; 0 to {FixedPoint.MaxScale} is expected."); }
        return entry.Complete(new Instrument
        {
            Id = new InstrumentId(0),
            Symbol = entry.Symbol,
            Venue = entry.Venue ?? venue,
            Base = CurrencyOf(asset, "base"),
            Quote = CurrencyOf(quote, "quote"),
            PriceScale = priceScale,
            QuantityScale = quantityScale,
            TickSize = new PriceOffset(InstrumentConfiguration.Fixed(tick, priceScale, "tick")),
            LotSize = new Quantity(InstrumentConfiguration.Fixed(lot, quantityScale, "lot")),
            MakerFee = new FeeRate(entry.MakerFee is null ? 0 : InstrumentConfiguration.RateOf(entry.MakerFee, "makerFee")),
            TakerFee = new FeeRate(entry.TakerFee is null ? 0 : InstrumentConfiguration.RateOf(entry.TakerFee, "takerFee")),
        }).Validated();
    }

    /// <summary>The venue of instruments that name none: that of the first feed that has one.</summary>
    public static string VenueOf(EngineConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Feeds.Select(feed => feed.Venue).FirstOrDefault(venue => venue is not null) ?? "";
    }

    private static IReadOnlyList<SimulatedInstrument> Chosen(SimulatedFeedConfiguration feed) =>
        [.. SimulatedMarket.DemoInstruments().Where(one => feed.Symbols.Count == 0 || feed.Symbols.Contains(one.Instrument.Symbol))];

    private static Instrument[] OfJournal(JournalFeedConfiguration feed, string baseDirectory) =>
        JournalDirectory.Open(Path.GetFullPath(feed.Directory, baseDirectory)).Manifest.Instruments.All.ToArray();

    // Its decimals are counted.
    private static void RequirePlain(string text, string field, string example)
    {
        if (text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c == '.')) { return; }
        throw new ArgumentException($"{field} is '{ConfigurationNode.Shortened(text)}'; a step written out, such as {example}, is expected.");
    }

    private static Currency CurrencyOf(string code, string field) =>
        Currency.TryParse(code, out Currency currency) ? currency : throw new ArgumentException($"{field} is '{code}'; a currency of 1 to {Currency.MaxLength} characters A–Z and 0–9 is expected.");
}
