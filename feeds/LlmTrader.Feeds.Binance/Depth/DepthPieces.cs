using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Binance;

/// <summary>Cuts a depth message into the pieces that events carry: bids, then asks, three levels each. One message without levels is one empty piece.</summary>
public sealed class DepthPieces
{
    private DepthMessage? _message;
    private int _next;

    /// <summary>The message that is being cut; null when all of it was handed out.</summary>
    public DepthMessage? Message => _message;

    /// <summary>Begins with a message, which must not change until its last piece.</summary>
    public void Start(DepthMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        _message = message;
        _next = 0;
    }

    /// <summary>The next piece; false when there is none.</summary>
    public bool TryNext(out BookUpdate piece)
    {
        piece = default;
        if (_message is not { } message) { return false; }

        ReadOnlySpan<BookLevel> bids = message.Bids;
        ReadOnlySpan<BookLevel> asks = message.Asks;
        int all = bids.Length + asks.Length;
        int count = Math.Min(BookUpdate.MaxLevels, all - _next);
        piece.UpdateId = message.FinalUpdateId;
        piece.Count = (byte)count;
        piece.Flags = (message.IsSnapshot ? BookFlags.Snapshot : BookFlags.None) | (_next == 0 ? BookFlags.First : BookFlags.None);
        for (int i = 0; i < count; i++)
        {
            bool isAsk = _next >= bids.Length;
            piece.Levels[i] = isAsk ? asks[_next - bids.Length] : bids[_next];
            if (isAsk) { piece.AskLevels |= (byte)(1 << i); }
            _next++;
        }

        if (_next < all) { return true; }
        piece.Flags |= BookFlags.Last;
        _message = null;
        return true;
    }
}
