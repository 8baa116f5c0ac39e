using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Feeds: their names, addresses and symbols.</summary>
internal static class FeedCheck
{
    public static void Run(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        IReadOnlyList<FeedConfiguration> feeds = configuration.Feeds;
        if (feeds.Count == 0 && !mistakes.Has("feeds")) { mistakes.Add("feeds", "the list is empty; one feed at least is expected.", "Add '- kind: simulated', or '- kind: binance' with its symbols."); }
        for (int i = 0; i < feeds.Count; i++)
        {
            string path = $"feeds[{i}]";
            string label = feeds[i].Label;
            if (feeds.Take(i).Any(before => before.Label == label))
            {
                mistakes.Add($"{path}.name", $"two feeds are called '{label}'.", feeds[i].Name is null ? "Add 'name: …' to one of them." : "Give one of them another name.");
            }

            switch (feeds[i])
            {
                case BinanceFeedConfiguration binance: Check(binance, path, mistakes); break;
                case SimulatedFeedConfiguration simulated: Check(simulated, path, mistakes); break;
                case JournalFeedConfiguration when feeds.Count > 1:
                    mistakes.Add(path, "a journal is played beside other feeds; its instruments and theirs can't be numbered together.", "Play it alone, or remove it.");
                    break;
            }
        }
    }

    private static void Check(BinanceFeedConfiguration feed, string path, ConfigurationMistakes mistakes)
    {
        AddressCheck.Run(feed.BaseUrl, $"{path}.base_url", "wss://stream.binance.com:9443", mistakes, "wss", "ws");
        AddressCheck.Run(feed.RestUrl, $"{path}.rest_url", "https://api.binance.com", mistakes, "https", "http");
        AddressCheck.Run(feed.Proxy, $"{path}.proxy", "http://127.0.0.1:7890", mistakes, "http", "https", "socks5");
        if (feed.Streams.Count == 0 && !mistakes.Has($"{path}.streams")) { mistakes.Add($"{path}.streams", "the list is empty; the feed would bring nothing.", "Write some of [trade, quote, depth], or remove the line for all."); }
        Symbols(feed.Symbols, $"{path}.symbols", mistakes);
    }

    private static void Check(SimulatedFeedConfiguration feed, string path, ConfigurationMistakes mistakes)
    {
        IReadOnlyList<string> known = EngineInstruments.SymbolsOf(feed.Preset);
        for (int i = 0; i < feed.Symbols.Count; i++)
        {
            if (known.Contains(feed.Symbols[i])) { continue; }
            mistakes.Add($"{path}.symbols[{i}]", $"'{ConfigurationNode.Shortened(feed.Symbols[i])}' is no instrument of this preset.", Suggestion.Nearest(feed.Symbols[i], known) is { } near ? $"Write '{near}'." : $"Choose from {string.Join(", ", known)}.");
        }
    }

    /// <summary>A venue's symbols.</summary>
    public static void Symbols(IReadOnlyList<string> symbols, string path, ConfigurationMistakes mistakes)
    {
        for (int i = 0; i < symbols.Count; i++)
        {
            string symbol = symbols[i];
            bool isSymbol = symbol.Length is >= 2 and <= 32 && symbol.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
            if (!isSymbol)
            {
                mistakes.Add($"{path}[{i}]", $"'{ConfigurationNode.Shortened(symbol)}' is given; a symbol of 2 to 32 capitals and digits is expected.", $"Write it as the venue does, such as {Capitals(symbol)}.");
            }
            else if (symbols.Take(i).Contains(symbol))
            {
                mistakes.Add($"{path}[{i}]", $"'{symbol}' is given twice.", "Remove one of the two.");
            }
        }
    }

    private static string Capitals(string symbol)
    {
        string plain = string.Concat(symbol.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return plain.Length is >= 2 and <= 32 ? plain : "BTCUSDT";
    }
}
