using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Binance;

/// <summary>What happened since the start. Written behind the feed's gate or by one task alone; read by any thread without a lock.</summary>
internal sealed class FeedCounters
{
    public long Messages;
    public long Bytes;
    public long Trades;
    public long Quotes;
    public long BookMessages;
    public long Gaps;
    public long MissedTrades;
    public long Dropped;
    public long Duplicates;
    public long Resyncs;
    public long Reconnects;
    public long Rotations;
    public long Stale;
    public long ParseErrors;
    public long UnknownMessages;
    public long RateLimited;
    public long NegativeLatency;
    public long LastReceived;       // ns since 1970; 0 before the first message.
    public long ConnectedSince;     // As above; 0 without a connection.
    public int BooksInSync;
    public string? LastProblem;

    private int _state;

    public FeedState State
    {
        get => (FeedState)Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, (int)value);
    }

    public LatencyWindow Latencies { get; } = new();

    public FeedStatus Snapshot(string name, int books)
    {
        long last = Volatile.Read(ref LastReceived);
        long since = Volatile.Read(ref ConnectedSince);
        return new FeedStatus
        {
            Name = name,
            State = State,
            ConnectedSince = since == 0 ? null : new Timestamp(since),
            LastMessage = last == 0 ? null : new Timestamp(last),
            LastMessageAge = last == 0 ? null : FeedClock.Now - new Timestamp(last),
            Messages = Volatile.Read(ref Messages),
            Bytes = Volatile.Read(ref Bytes),
            Trades = Volatile.Read(ref Trades),
            Quotes = Volatile.Read(ref Quotes),
            BookMessages = Volatile.Read(ref BookMessages),
            Gaps = Volatile.Read(ref Gaps),
            MissedTrades = Volatile.Read(ref MissedTrades),
            Dropped = Volatile.Read(ref Dropped),
            Duplicates = Volatile.Read(ref Duplicates),
            Resyncs = Volatile.Read(ref Resyncs),
            Reconnects = Volatile.Read(ref Reconnects),
            Rotations = Volatile.Read(ref Rotations),
            Stale = Volatile.Read(ref Stale),
            ParseErrors = Volatile.Read(ref ParseErrors),
            UnknownMessages = Volatile.Read(ref UnknownMessages),
            RateLimited = Volatile.Read(ref RateLimited),
            NegativeLatency = Volatile.Read(ref NegativeLatency),
            Latency = Latencies.Summarise(),
            BooksInSync = Volatile.Read(ref BooksInSync),
            Books = books,
            LastProblem = Volatile.Read(ref LastProblem),
        };
    }
}

/// <summary>The machine's clock, in the engine's unit.</summary>
internal static class FeedClock
{
    public static Timestamp Now => new((DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) * 100);
}
