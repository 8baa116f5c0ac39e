using System.ComponentModel;
using System.Text.Json.Serialization;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Where market data comes from. A venue to come is one more derived record.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SimulatedFeedConfiguration), "simulated")]
[JsonDerivedType(typeof(BinanceFeedConfiguration), "binance")]
[JsonDerivedType(typeof(JournalFeedConfiguration), "journal")]
public abstract record FeedConfiguration
{
    [Name]
    [Description("What ctl, logs and metrics call the feed; its kind when left out.")]
    public string? Name { get; init; }

    /// <summary>The word of the kind, as files write it.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary><see cref="Name"/>, or else the kind.</summary>
    [JsonIgnore]
    public string Label => Name ?? Kind;

    /// <summary>The venue's name in instruments, such as <c>BINANCE</c>; null when the feed brings instruments of any.</summary>
    [JsonIgnore]
    public virtual string? Venue => null;
}

/// <summary>A seeded market, for demonstrations and tests: equal seeds give equal prices.</summary>
public sealed record SimulatedFeedConfiguration : FeedConfiguration
{
    [Description("The random sequence that prices follow.")]
    public ulong Seed { get; init; } = 1;

    [Within("1", "10000000")]
    [Description("Market events per second of real time, of all instruments together.")]
    public int Rate { get; init; } = 1_000;

    [Pinned]
    [Description("Which instruments trade: demo is BTCUSDT, ETHUSDT, SOLUSDT and ACME of the venue SIM.")]
    public SimulatedPreset Preset { get; init; }

    [Pinned]
    [Description("Some of the preset's symbols; all when left out.")]
    public IReadOnlyList<string> Symbols { get; init; } = [];

    [JsonIgnore]
    public override string Kind => "simulated";

    [JsonIgnore]
    public override string? Venue => "SIM";
}

/// <summary>Instruments that a simulated market comes with.</summary>
public enum SimulatedPreset
{
    Demo,
}

/// <summary>Binance spot, by WebSocket for the streams and by REST for snapshots and exchange information.</summary>
public sealed record BinanceFeedConfiguration : FeedConfiguration
{
    [Description("WebSocket address of the streams, wss:// or ws://.")]
    public string BaseUrl { get; init; } = "wss://stream.binance.com:9443";

    [Description("REST address of snapshots and exchange information, https:// or http://.")]
    public string RestUrl { get; init; } = "https://api.binance.com";

    [Description("HTTP proxy for both, such as http://127.0.0.1:7890; none when left out.")]
    public string? Proxy { get; init; }

    [Description("What to subscribe to.")]
    public IReadOnlyList<FeedTopic> Streams { get; init; } = [FeedTopic.Trade, FeedTopic.Quote, FeedTopic.Depth];

    [Pinned]
    [Description("The venue's symbols; all of this venue's instruments when left out.")]
    public IReadOnlyList<string> Symbols { get; init; } = [];

    [Within("1s", "10m")]
    [Description("A stream without any message for so long is taken for dead and opened again.")]
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromSeconds(10);

    [Within("4KiB", "64MiB")]
    [Description("The largest message that is read; a larger one closes the connection.")]
    public ByteSize MaxMessage { get; init; } = ByteSize.MiB(4);

    [JsonIgnore]
    public override string Kind => "binance";

    [JsonIgnore]
    public override string? Venue => "BINANCE";
}

/// <summary>A stream of a venue.</summary>
public enum FeedTopic
{
    /// <summary>Each trade.</summary>
    Trade,

    /// <summary>Best bid and ask.</summary>
    Quote,

    /// <summary>The level-2 book, by snapshot and deltas.</summary>
    Depth,
}

/// <summary>The market data of a journal again, in real time or a multiple of it.</summary>
public sealed record JournalFeedConfiguration : FeedConfiguration
{
    [Description("The journal whose market data is played.")]
    public required string Directory { get; init; }

    [Within("0.001", "100000")]
    [Description("Times real time.")]
    public decimal Speed { get; init; } = 1;

    [JsonIgnore]
    public override string Kind => "journal";
}
