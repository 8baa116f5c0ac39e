namespace LlmTrader.Engine.Core;

/// <summary>One trade on a venue. Identical rows can be separate trades: only a trade id tells a duplicate.</summary>
public struct TradeTick
{
    public Price Price;
    public Quantity Quantity;

    /// <summary>The venue's trade id, 0 when it gives none.</summary>
    public long TradeId;

    /// <summary>Who took liquidity; <see cref="Side.None"/> when the venue does not say.</summary>
    public Side Aggressor;
}

/// <summary>Best bid and ask with their sizes; a missing side has price and quantity 0.</summary>
public struct QuoteTick
{
    public Price BidPrice;
    public Quantity BidQuantity;
    public Price AskPrice;
    public Quantity AskQuantity;
}
