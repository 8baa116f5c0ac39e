using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Binance;

/// <summary>How far one instrument's streams have come.</summary>
internal sealed class InstrumentStream(Instrument instrument, int index)
{
    public Instrument Instrument { get; } = instrument;

    public int Index { get; } = index;

    public DepthSynchroniser Depth { get; } = new(1_024);

    /// <summary>A snapshot that was asked for in an earlier generation is not of this connection's book.</summary>
    public int Generation { get; set; }

    /// <summary>The newest venue time seen, for messages without one.</summary>
    public Timestamp ExchangeTime { get; set; } = Timestamp.MinValue;

    /// <summary>−1 before the first.</summary>
    public long LastTradeId { get; set; } = -1;

    /// <summary>−1 before the first.</summary>
    public long LastQuoteId { get; set; } = -1;

    /// <summary>Trades in a row whose ids lie absurdly far from the last one.</summary>
    public int AbsurdTrades { get; set; }

    /// <summary>Quotes and book changes that told something new; silence is told by a number that stays.</summary>
    public long News { get; set; }

    /// <summary>Where the next connection began: its first trade, and the update before its first change; −1 for nothing seen.</summary>
    public long NextTradeId { get; set; } = -1;

    public long NextUpdateId { get; set; } = -1;
}
