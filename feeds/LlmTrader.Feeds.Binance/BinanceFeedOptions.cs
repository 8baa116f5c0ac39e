using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Binance;

/// <summary>Which of an instrument's streams are followed.</summary>
[Flags]
public enum BinanceStreams
{
    None = 0,

    /// <summary><c>@trade</c></summary>
    Trades = 1,

    /// <summary><c>@bookTicker</c></summary>
    Quotes = 2,

    /// <summary><c>@depth@100ms</c>, with a snapshot of the book by REST.</summary>
    Depth = 4,

    All = Trades | Quotes | Depth,
}

/// <summary>How Binance's spot market is followed. The defaults are the venue's limits with room to spare.</summary>
public sealed record BinanceFeedOptions
{
    /// <summary>Streams that the venue serves on one connection.</summary>
    public const int MaxStreams = 1_024;

    public string Name { get; init; } = "binance";

    /// <summary>Where the streams are; <c>/stream</c> is added.</summary>
    public Uri StreamUrl { get; init; } = new("wss://stream.binance.com:9443");

    /// <summary>Where snapshots and exchange information are; <c>/api/v3/…</c> is added.</summary>
    public Uri RestUrl { get; init; } = new("https://api.binance.com");

    /// <summary>An HTTP proxy for both; null connects directly, whatever the environment says.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>What is followed, by the venue's symbols; prices and quantities get their scales.</summary>
    public required IReadOnlyList<Instrument> Instruments { get; init; }

    public BinanceStreams Streams { get; init; } = BinanceStreams.All;

    /// <summary>Levels a side of a snapshot: 5,000 is the most, and costs 250 of the 6,000 weight units a minute.</summary>
    public int SnapshotLevels { get; init; } = 5_000;

    /// <summary>A longer message ends the connection. The longest recorded is 60 KB.</summary>
    public int MaxMessageBytes { get; init; } = 1 << 20;

    /// <summary>A longer answer to a request is refused. 5,000 levels a side are 400 KB, all symbols 15 MB.</summary>
    public int MaxAnswerBytes { get; init; } = 32 << 20;

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often we ping; the venue's own pings, every 20 s, are answered by the socket.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A ping unanswered for so long means that the connection is open on our side only.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection without any message for so long is given up.</summary>
    public TimeSpan SilentConnection { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A book or quote stream that tells nothing new for so long is subscribed again, once; then the connection is given up. Zero never; trades may be rare.</summary>
    public TimeSpan SilentStream { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Waiting time after the first failure; doubled with each further one, and half of it drawn.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What has held for so long counts as healthy: the next failure is a first one again.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The venue ends a connection after 24 hours; an overlapping one takes over before.</summary>
    public TimeSpan RotateAfter { get; init; } = TimeSpan.FromHours(23);

    /// <summary>Both connections are read for at least so long.</summary>
    public TimeSpan OverlapAtLeast { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>And for no longer than this, also when the old one has not come to where the new one began.</summary>
    public TimeSpan OverlapAtMost { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A book is asked for so long after connecting when no change of it has come.</summary>
    public TimeSpan SnapshotAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Our share of the venue's weight units a minute.</summary>
    public int WeightPerMinute { get; init; } = 3_000;

    /// <summary>The venue's minute, over which weight is counted.</summary>
    public TimeSpan WeightPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long requests rest when the venue refuses one for its rate and does not say.</summary>
    public TimeSpan RestAfterRefusal { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Messages that we send in a second, of 5 that the venue takes; pongs count too.</summary>
    public int SentPerSecond { get; init; } = 3;

    /// <summary>How often silence, age and what the engine had no room for are looked at.</summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Of the drawn part of waiting times.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Hears, on the feed's threads, what an operator may want to read: a line each, never one per message.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Throws <see cref="ArgumentException"/> that names the first option that can't be used.</summary>
    public BinanceFeedOptions Validated()
    {
        Require(Name.Length is > 0 and <= 32, nameof(Name), "1 to 32 characters");
        Require(StreamUrl.IsAbsoluteUri && StreamUrl.Scheme is "ws" or "wss", nameof(StreamUrl), "a ws:// or wss:// address");
        Require(RestUrl.IsAbsoluteUri && RestUrl.Scheme is "http" or "https", nameof(RestUrl), "an http:// or https:// address");
        Require(Proxy is null or { IsAbsoluteUri: true, Scheme: "http" }, nameof(Proxy), "an http:// address, or absent");
        Require(Instruments.Count > 0, nameof(Instruments), "at least one");
        Require(Instruments.All(instrument => instrument.Symbol.All(char.IsAsciiLetterOrDigit)), nameof(Instruments), "symbols of letters and digits");
        Require(Instruments.DistinctBy(instrument => instrument.Symbol.ToUpperInvariant()).Count() == Instruments.Count, nameof(Instruments), "a symbol once each");
        Require(Streams is > BinanceStreams.None and <= BinanceStreams.All, nameof(Streams), "at least one stream");
        Require(Instruments.Count * StreamsEach <= MaxStreams, nameof(Instruments), $"at most {MaxStreams} streams in all");
        Require(SnapshotLevels is > 0 and <= 5_000, nameof(SnapshotLevels), "1 to 5,000");
        Require(MaxMessageBytes is >= 1 << 10 and <= 64 << 20, nameof(MaxMessageBytes), "1 KiB to 64 MiB");
        Require(MaxAnswerBytes is >= 1 << 10 and <= 256 << 20, nameof(MaxAnswerBytes), "1 KiB to 256 MiB");
        Require(WeightPerMinute >= BinanceRest.SnapshotWeight(SnapshotLevels), nameof(WeightPerMinute), "enough for one snapshot");
        Require(SentPerSecond is >= 1 and <= 5, nameof(SentPerSecond), "1 to 5");
        RequirePositive(ConnectTimeout, nameof(ConnectTimeout));
        RequirePositive(RequestTimeout, nameof(RequestTimeout));
        RequirePositive(PingInterval, nameof(PingInterval));
        RequirePositive(PingTimeout, nameof(PingTimeout));
        RequirePositive(SilentConnection, nameof(SilentConnection));
        RequirePositive(FirstRetry, nameof(FirstRetry));
        RequirePositive(RotateAfter, nameof(RotateAfter));
        RequirePositive(WatchInterval, nameof(WatchInterval));
        RequirePositive(WeightPeriod, nameof(WeightPeriod));
        Require(LongestRetry >= FirstRetry, nameof(LongestRetry), $"at least {nameof(FirstRetry)}");
        Require(OverlapAtMost >= OverlapAtLeast && OverlapAtLeast >= TimeSpan.Zero, nameof(OverlapAtMost), $"at least {nameof(OverlapAtLeast)}");
        return this;
    }

    private int StreamsEach => System.Numerics.BitOperations.PopCount((uint)Streams);

    private static void RequirePositive(TimeSpan value, string field) => Require(value > TimeSpan.Zero, field, "above zero");

    private static void Require(bool condition, string field, string expected)
    {
        if (!condition) { throw new ArgumentException($"Binance feed: {field} must be {expected}."); }
    }
}
