namespace LlmTrader.Feeds.Binance;

/// <summary>Takes what a connection receives.</summary>
internal interface IFrameSink
{
    /// <summary>A whole message; its bytes are valid until this returns. Called by one thread of the connection at a time.</summary>
    void OnFrame(StreamConnection connection, ReadOnlySpan<byte> frame);
}
