using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>The instruments of a configuration while it is checked.</summary>
internal static class KnownInstruments
{
    // What no check looks at; the venue tells it.
    private static readonly Currency Unknown = Currency.Parse("X");

    /// <summary>Null when the venue must be asked, and when a mistake keeps them from being known.</summary>
    public static InstrumentTable? Of(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        if (mistakes.Has("feeds") || mistakes.Has("instruments") || mistakes.Has("universe")) { return null; }
        if (configuration.Feeds is [JournalFeedConfiguration feed] && !File.Exists(Path.Combine(Path.GetFullPath(feed.Directory, configuration.BaseDirectory), JournalDirectory.ManifestName)))
        {
            mistakes.Add("feeds[0].directory", $"'{ConfigurationNode.Shortened(feed.Directory)}' holds no journal.", $"Name a directory with a {JournalDirectory.ManifestName} in it; paths stand against the directory of the configuration.");
            return null;
        }

        try
        {
            return EngineInstruments.Known(configuration);
        }
        catch (Exception e) when (e is ArgumentException or JournalIOException or JournalFormatException or IOException or UnauthorizedAccessException)
        {
            bool isJournal = configuration.Feeds is [JournalFeedConfiguration];
            mistakes.Add(isJournal ? "feeds[0].directory" : "instruments", Sentence(e.Message), isJournal ? "`llmtrader journal verify` says more." : "Mend the definition.");
            return null;
        }
    }

    /// <summary>
    /// By symbol those that the venue will be asked for, with as many decimals as any has, so that what is said about them can be checked before
    /// it answers; null when a mistake keeps them from being known, or nobody needs to ask.
    /// </summary>
    public static InstrumentTable? Expected(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        if (mistakes.Has("feeds") || mistakes.Has("instruments") || mistakes.Has("universe")) { return null; }
        if (configuration.Feeds.Any(feed => feed is not BinanceFeedConfiguration)) { return null; }   // It brings others besides.
        Instrument[] expected = [.. EngineInstruments.UniverseOf(configuration)
            .SelectMany(asked => asked.Symbols.Select(symbol => $"{symbol}.{asked.Feed.Venue}")).Distinct()
            .Select((name, index) => Expected(new InstrumentId(index), name))];
        return expected.Length == 0 ? null : new InstrumentTable(expected);
    }

    private static Instrument Expected(InstrumentId id, string name) => new()
    {
        Id = id,
        Symbol = name[..name.LastIndexOf('.')],
        Venue = name[(name.LastIndexOf('.') + 1)..],
        Base = Unknown,
        Quote = Unknown,
        PriceScale = Money.Scale,
        QuantityScale = Money.Scale,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1),
    };

    private static string Sentence(string message)
    {
        string line = message.ReplaceLineEndings(" ").TrimEnd('.');
        return $"{char.ToLowerInvariant(line[0])}{line[1..]}.";
    }
}
