using System.Diagnostics;

namespace LlmTrader.Feeds.Binance;

/// <summary>Sees silence from counters that stay the same: messages of the connection, news of each instrument's quotes and book.</summary>
internal sealed class SilentStreams
{
    /// <summary>Nothing is silent.</summary>
    public const int None = -1;

    /// <summary>The connection is, or an instrument that was subscribed again already.</summary>
    public const int Connection = -2;

    private readonly BinanceFeedOptions _options;
    private readonly MarketStreams _streams;
    private readonly (long News, long Ticks, bool IsRetried)[] _seen;
    private long _messages;
    private long _messageTicks;

    public SilentStreams(BinanceFeedOptions options, MarketStreams streams)
    {
        (_options, _streams) = (options, streams);
        _seen = new (long, long, bool)[options.Instruments.Count];
    }

    /// <summary>A connection begins.</summary>
    public void Begin()
    {
        _messages = -1;
        Array.Fill(_seen, (-1, 0, false));
    }

    /// <summary>What has been silent for too long: an instrument's place, <see cref="Connection"/>, or <see cref="None"/>. Each silence is told once.</summary>
    public int Look(long messages)
    {
        long now = Stopwatch.GetTimestamp();
        if (messages != _messages) { (_messages, _messageTicks) = (messages, now); }
        else if (Stopwatch.GetElapsedTime(_messageTicks, now) >= _options.SilentConnection)
        {
            _messageTicks = now;
            return Connection;
        }

        if (_options.SilentStream <= TimeSpan.Zero || (_options.Streams & (BinanceStreams.Quotes | BinanceStreams.Depth)) == 0) { return None; }
        for (int i = 0; i < _seen.Length; i++)
        {
            ref (long News, long Ticks, bool IsRetried) seen = ref _seen[i];
            long news = _streams.Instruments[i].News;
            if (news != seen.News) { seen = (news, now, false); }
            else if (Stopwatch.GetElapsedTime(seen.Ticks, now) >= _options.SilentStream)
            {
                bool isRetried = seen.IsRetried;
                (seen.Ticks, seen.IsRetried) = (now, true);
                return isRetried ? Connection : i;
            }
        }

        return None;
    }
}
