using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Binance;

/// <summary>What a frame tells.</summary>
public enum BinanceMessageKind
{
    /// <summary>None of those below: an answer, a stream that is not read here.</summary>
    Other,

    /// <summary><c>depthUpdate</c>: changed levels of the book.</summary>
    DepthUpdate,

    /// <summary>The answer to <c>GET …/depth</c>: the best levels of each side.</summary>
    DepthSnapshot,

    /// <summary><c>bookTicker</c>: best bid and ask.</summary>
    BookTicker,

    /// <summary><c>trade</c>.</summary>
    Trade,
}

/// <summary>One parsed frame; used again for the next one.</summary>
public sealed class BinanceMessage(int levels = DepthMessage.FirstLevels)
{
    private readonly byte[] _symbol = new byte[64];
    private int _symbolLength;

    public BinanceMessageKind Kind { get; internal set; }

    /// <summary>When the matching engine acted (<c>T</c>), else when the frame was made (<c>E</c>), else <see cref="Timestamp.MinValue"/>.</summary>
    public Timestamp Time => TransactionTime > Timestamp.MinValue ? TransactionTime : EventTime;

    /// <summary><c>E</c>, or <see cref="Timestamp.MinValue"/>: the spot market's bookTicker and snapshot have none.</summary>
    public Timestamp EventTime { get; internal set; }

    /// <summary><c>T</c>, or <see cref="Timestamp.MinValue"/>.</summary>
    public Timestamp TransactionTime { get; internal set; }

    /// <summary>In capitals; empty where the frame names none (most snapshots).</summary>
    public ReadOnlySpan<byte> Symbol => _symbol.AsSpan(0, _symbolLength);

    /// <summary>Of a depth message.</summary>
    public DepthMessage Depth { get; } = new(levels);

    /// <summary>Of a trade. Price and quantity 0: the venue sends such for what was no trade on the market.</summary>
    public TradeTick Trade { get; internal set; }

    /// <summary>Of a bookTicker.</summary>
    public QuoteTick Quote { get; internal set; }

    /// <summary>The book's update of which the bookTicker is the top (<c>u</c>).</summary>
    public long QuoteUpdateId { get; internal set; }

    internal void Clear()
    {
        Kind = BinanceMessageKind.Other;
        EventTime = TransactionTime = Timestamp.MinValue;
        _symbolLength = 0;
        Depth.Clear();
        Trade = default;
        Quote = default;
        QuoteUpdateId = 0;
    }

    internal bool TrySetSymbol(ReadOnlySpan<byte> symbol)
    {
        if (symbol.Length > _symbol.Length) { return false; }
        symbol.CopyTo(_symbol);
        _symbolLength = symbol.Length;
        return true;
    }
}
