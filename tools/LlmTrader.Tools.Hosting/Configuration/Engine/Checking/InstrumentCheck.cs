using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Instruments and the universe: that they are complete, known to a feed, and named in one way.</summary>
internal static class InstrumentCheck
{
    public static void Run(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        if (configuration.Instruments.Count > 0) { Written(configuration, mistakes); }
        if (configuration.Universe is { } universe) { Check(universe, configuration, mistakes); }
        else if (configuration.Instruments.Count == 0) { Implied(configuration, mistakes); }
    }

    private static void Written(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        if (configuration.Universe is not null) { mistakes.Add("universe", "instruments are given as well; which of the two is meant can't be told.", "Remove instruments or universe."); }
        if (!configuration.Feeds.Any(feed => feed is BinanceFeedConfiguration) && configuration.Feeds.Count > 0)
        {
            mistakes.Add("instruments", $"a {configuration.Feeds[0].Kind} feed brings its own instruments.", "Remove instruments, or add the feed of a venue.");
            return;
        }

        HashSet<string> names = [];
        for (int i = 0; i < configuration.Instruments.Count; i++)
        {
            string path = $"instruments[{i}]";
            InstrumentConfiguration entry = configuration.Instruments[i];
            if (mistakes.Has(path)) { continue; }
            string venue = entry.Venue ?? EngineInstruments.VenueOf(configuration);
            string[] venues = [.. configuration.Feeds.Select(feed => feed.Venue).OfType<string>().Distinct()];
            if (!venues.Contains(venue)) { mistakes.Add($"{path}.venue", $"'{ConfigurationNode.Shortened(venue)}' is given, and no feed is of that venue.", $"Write {string.Join(" or ", venues)}, or add a feed of it."); }
            else if (!names.Add($"{entry.Symbol}.{venue}")) { mistakes.Add($"{path}.symbol", $"'{ConfigurationNode.Shortened(entry.Symbol)}' is given twice.", "Remove one of the two."); }
            else { Build(entry, venue, path, mistakes); }
        }
    }

    private static void Build(InstrumentConfiguration entry, string venue, string path, ConfigurationMistakes mistakes)
    {
        try
        {
            Instrument instrument = EngineInstruments.Written(entry, venue);
            Fee(instrument.MakerFee, entry.MakerFee, $"{path}.maker_fee", mistakes);
            Fee(instrument.TakerFee, entry.TakerFee, $"{path}.taker_fee", mistakes);
            for (int i = 0; i < instrument.FeeTiers.Count; i++)
            {
                Fee(instrument.FeeTiers[i].Maker, entry.FeeTiers![i].Maker, $"{path}.fee_tiers[{i}].maker", mistakes);
                Fee(instrument.FeeTiers[i].Taker, entry.FeeTiers[i].Taker, $"{path}.fee_tiers[{i}].taker", mistakes);
            }
        }
        catch (ArgumentException e)
        {
            // "tick is 'x'; …", "Instrument 'BTCUSDT.BINANCE': LotSize must be …" or "feeTiers.maker is …".
            string text = e.Message.Split("': ") is [_, { } behind] && e.Message.StartsWith("Instrument", StringComparison.Ordinal) ? behind : e.Message;
            string field = KeyOf(text.Split(' ')[0].Split('.')[0]);
            mistakes.Add($"{path}.{field}", Sentence(text), "Write what the venue's exchange information says, or use universe, which asks the venue.");
        }
    }

    private static void Fee(FeeRate fee, string? text, string key, ConfigurationMistakes mistakes)
    {
        if (!FeeBounds.Contain(fee)) { mistakes.Add(key, $"'{ConfigurationNode.Shortened(text!)}' is given; {FeeBounds.Least} to {FeeBounds.Most} is expected.", FeeBounds.Remedy); }
    }

    private static void Check(UniverseConfiguration universe, EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        string[] known = [.. configuration.Feeds.OfType<BinanceFeedConfiguration>().Select(feed => feed.Label)];
        if (known.Length == 0)
        {
            if (!mistakes.Has("feeds")) { mistakes.Add("universe", "no feed has a venue that could be asked.", "Add '- kind: binance' to feeds, or remove universe."); }
            return;
        }

        if (universe.Feed is { } name && !known.Contains(name))
        {
            mistakes.Add("universe.feed", $"there is no feed '{ConfigurationNode.Shortened(name)}' of a venue.", Suggestion.Nearest(name, known) is { } near ? $"Write '{near}'." : $"Choose from {string.Join(", ", known)}.");
            return;
        }

        if (universe.Feed is null && known.Length > 1 && universe.Symbols.Count > 0)
        {
            mistakes.Add("universe.feed", $"must be given: there are {known.Length} feeds of venues.", $"Write one of {string.Join(", ", known)}.");
        }

        FeedCheck.Symbols(universe.Symbols, "universe.symbols", mistakes);
        if (universe.Symbols.Count == 0) { Implied(configuration, mistakes); }
    }

    // Without instruments and universe, each venue is asked for its feed's symbols.
    private static void Implied(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        if (mistakes.Has("instruments") || mistakes.Has("universe")) { return; }
        for (int i = 0; i < configuration.Feeds.Count; i++)
        {
            string path = $"feeds[{i}].symbols";
            bool isAsked = configuration.Feeds[i] is BinanceFeedConfiguration { Symbols.Count: 0 } feed && (configuration.Universe?.Feed ?? feed.Label) == feed.Label;
            if (isAsked && !mistakes.Has($"feeds[{i}]")) { mistakes.Add(path, "must be given: nothing says what is to be traded.", "Add 'symbols: [BTCUSDT, ETHUSDT]' here, or instruments, or universe."); }
        }
    }

    private static string KeyOf(string field) => field switch
    {
        "TickSize" => "tick",
        "LotSize" => "lot",
        "MinNotionalRaw" => "min_notional",
        _ => JsonNamingPolicy.SnakeCaseLower.ConvertName(field),
    };

    // The key stands before it already.
    private static string Sentence(string text) => text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..];
}
