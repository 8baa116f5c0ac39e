namespace LlmTrader.Engine.Core;

/// <summary>
/// A venue's market data as it happens. It connects by itself, again and again, and writes what it receives into an
/// <see cref="IMarketDataPort"/>. Every member may be called by any thread and returns at once, but for those that give a task.
/// </summary>
public interface ILiveFeed : IAsyncDisposable
{
    /// <summary>As the configuration names it, e.g. <c>binance</c>.</summary>
    string Name { get; }

    /// <summary>How it stands at this moment. Asking costs the feed nothing.</summary>
    FeedStatus Status { get; }

    /// <summary>Begins to connect. Only the first call does something.</summary>
    void Start();

    /// <summary>Closes every connection. When the task has ended, nothing is written any more.</summary>
    Task StopAsync();

    /// <summary>Asks the venue for the instrument's data anew, its book included. False when it is none of this feed's.</summary>
    bool Resubscribe(InstrumentId instrument);

    /// <summary>An operator's wish: closes the connection and stays away until <see cref="Reconnect"/>.</summary>
    void Disconnect();

    /// <summary>Connects at once: after <see cref="Disconnect"/>, out of a waiting time, or in place of the connection that stands.</summary>
    void Reconnect();
}
