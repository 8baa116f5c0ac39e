using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Binance;

/// <summary>How far one instrument's streams have come.</summary>
internal sealed class InstrumentStream(Instrument instrument, int index)
{
    public Instrument Instrument { get; } = instrument;

    public int Index { get; } = index;

    /// <summary>The symbol as frames write it.</summary>
    public byte[] Symbol { get; } = System.Text.Encoding.ASCII.GetBytes(instrument.Symbol.ToUpperInvariant());

    public DepthSynchroniser Depth { get; } = new(1_024);

    /// <summary>A snapshot that was asked for in an earlier generation is not of this connection's book.</summary>
    public int Generation { get; set; }

    /// <summary>The newest venue time seen, for messages without one.</summary>
    public Timestamp ExchangeTime { get; set; } = Timestamp.MinValue;

    /// <summary>−1 before the first.</summary>
    public long LastTradeId { get; set; } = -1;

    /// <summary>−1 before the first.</summary>
    public long LastQuoteId { get; set; } = -1;

    public IdDoubt TradeIds;

    public IdDoubt QuoteIds;

    /// <summary>Quotes and book changes that told something new; silence is told by a number that stays.</summary>
    public long News { get; set; }

    /// <summary>Where the next connection began: its first trade, its first quote, and the update before its first change; −1 for nothing seen.</summary>
    public long NextTradeId { get; set; } = -1;

    public long NextQuoteId { get; set; } = -1;

    public long NextUpdateId { get; set; } = -1;
}

/// <summary>Whether ids that run far ahead are real: they are when some have followed each other.</summary>
internal struct IdDoubt
{
    private const int Enough = 3;

    private long _last;
    private int _count;

    /// <summary>Judges an id that comes after the last one that was believed.</summary>
    public bool Believes(long believed, long id)
    {
        if (believed < 0 || id - believed <= MarketStreams.FarAhead)
        {
            Clear();
            return true;
        }

        bool follows = _count > 0 && id > _last && id - _last <= MarketStreams.FarAhead;
        (_last, _count) = (id, follows ? _count + 1 : 1);
        if (_count < Enough) { return false; }
        Clear();
        return true;
    }

    /// <summary>An id followed the last one: the far ones were none.</summary>
    public void Clear() => _count = 0;
}
