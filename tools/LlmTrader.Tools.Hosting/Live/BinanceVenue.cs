using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Binance;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>A configured feed of Binance's, and what its venue says of symbols.</summary>
internal static class BinanceVenue
{
    /// <summary>The feed, over those of the engine's instruments that are this venue's.</summary>
    /// <param name="feed">As configured.</param>
    /// <param name="instruments">The engine's.</param>
    /// <param name="port">The way into the engine.</param>
    /// <param name="notice">Hears what an operator may want to read.</param>
    public static BinanceFeed Create(BinanceFeedConfiguration feed, InstrumentTable instruments, IMarketDataPort port, Action<string> notice)
    {
        IEnumerable<Instrument> followed = instruments.All.ToArray()
            .Where(one => one.Venue == feed.Venue && (feed.Symbols.Count == 0 || feed.Symbols.Contains(one.Symbol, StringComparer.OrdinalIgnoreCase)));
        return new BinanceFeed(OptionsOf(feed, [.. followed]) with { Notice = notice }, port);
    }

    /// <summary>Asks the venue for symbols. Throws <see cref="VenueUnavailableException"/> that says why it could not.</summary>
    public static IReadOnlyList<Instrument> Ask(BinanceFeedConfiguration feed, IReadOnlyList<string> symbols)
    {
        using BinanceRest rest = new(OptionsOf(feed, []));
        try
        {
            IReadOnlyList<SymbolInfo> infos = ExchangeInfo.FetchAsync(rest, symbols, CancellationToken.None).GetAwaiter().GetResult();
            return [.. symbols.Select(symbol => infos.First(info => info.Symbol.Equals(symbol, StringComparison.OrdinalIgnoreCase)))
                .Select(info => info.ToInstrument(new InstrumentId(0), feed.Venue!, default, default))];
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException)
        {
            throw new VenueUnavailableException(
                $"The venue of feed '{feed.Label}' could not be asked for {string.Join(", ", symbols)}: {error.Message} Write the instruments out in 'instruments' to start without asking, or see to rest_url and proxy.", error);
        }
    }

    private static BinanceFeedOptions OptionsOf(BinanceFeedConfiguration feed, IReadOnlyList<Instrument> instruments) => new()
    {
        Name = feed.Label,
        StreamUrl = new Uri(feed.BaseUrl),
        RestUrl = new Uri(feed.RestUrl),
        Proxy = feed.Proxy is { } proxy ? new Uri(proxy) : null,
        Instruments = instruments,
        Streams = feed.Streams.Aggregate(BinanceStreams.None, (all, one) => all | StreamOf(one)),
        MaxMessageBytes = (int)feed.MaxMessage.Bytes,
        SilentConnection = feed.StaleAfter,
    };

    private static BinanceStreams StreamOf(FeedTopic stream) => stream switch
    {
        FeedTopic.Trade => BinanceStreams.Trades,
        FeedTopic.Quote => BinanceStreams.Quotes,
        _ => BinanceStreams.Depth,
    };
}

/// <summary>A venue could not be asked for what a start needs. It may well answer in a minute: whoever supervises tries again.</summary>
public sealed class VenueUnavailableException(string message, Exception inner) : IOException(message, inner);
