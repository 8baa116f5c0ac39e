namespace LlmTrader.Engine.Core;

/// <summary>What a live feed is doing.</summary>
public enum FeedState : byte
{
    /// <summary>Not started yet, or stopped for good.</summary>
    Stopped = 0,

    Connecting = 1,

    Connected = 2,

    /// <summary>An attempt failed; the next one comes after a while.</summary>
    Waiting = 3,

    /// <summary>An operator took it off.</summary>
    Disconnected = 4,

    /// <summary>It met with a fault of its own and does nothing any more.</summary>
    Failed = 5,
}

/// <summary>How a live feed stands: counters since its start, all of one moment, each a little older or newer than the next.</summary>
public sealed record FeedStatus
{
    public required string Name { get; init; }

    public FeedState State { get; init; }

    /// <summary>Since when the present connection stands; null without one.</summary>
    public Timestamp? ConnectedSince { get; init; }

    /// <summary>When the last message came, by our clock; null before the first.</summary>
    public Timestamp? LastMessage { get; init; }

    /// <summary>How long ago that was.</summary>
    public Duration? LastMessageAge { get; init; }

    /// <summary>Frames received, whatever they held.</summary>
    public long Messages { get; init; }

    public long Bytes { get; init; }

    public long Trades { get; init; }

    public long Quotes { get; init; }

    /// <summary>Snapshots and changes of books that were passed on.</summary>
    public long BookMessages { get; init; }

    /// <summary>Holes in a stream, each told to the engine as a gap event.</summary>
    public long Gaps { get; init; }

    /// <summary>Trades that are missing in those holes, by their ids.</summary>
    public long MissedTrades { get; init; }

    /// <summary>Events that the engine had no room for; it was told so by gap events.</summary>
    public long Dropped { get; init; }

    /// <summary>Trades, quotes and book changes that told nothing new and were left out.</summary>
    public long Duplicates { get; init; }

    /// <summary>Book snapshots that were asked for.</summary>
    public long Resyncs { get; init; }

    /// <summary>Connections that were lost or given up, and replaced.</summary>
    public long Reconnects { get; init; }

    /// <summary>Connections that were replaced in time by an overlapping one.</summary>
    public long Rotations { get; init; }

    /// <summary>Times that a stream or a connection had been silent for too long.</summary>
    public long Stale { get; init; }

    /// <summary>Messages that could not be read.</summary>
    public long ParseErrors { get; init; }

    /// <summary>Messages of kinds, streams or instruments that nobody asked for.</summary>
    public long UnknownMessages { get; init; }

    /// <summary>Requests that the venue refused for their rate.</summary>
    public long RateLimited { get; init; }

    /// <summary>Messages that were received before the venue sent them: its clock or ours is wrong.</summary>
    public long NegativeLatency { get; init; }

    /// <summary>From the venue's time to our receiving it, of the last messages that bear one; null before the first.</summary>
    public FeedLatency? Latency { get; init; }

    /// <summary>Books that are complete and current, of <see cref="Books"/>.</summary>
    public int BooksInSync { get; init; }

    /// <summary>Books that are followed.</summary>
    public int Books { get; init; }

    /// <summary>The last thing that went wrong, for people; null when nothing has.</summary>
    public string? LastProblem { get; init; }
}

/// <summary>Negative values are real: two clocks that differ.</summary>
public sealed record FeedLatency(Duration Min, Duration P50, Duration P99);
