using System.Diagnostics.CodeAnalysis;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Our open orders on one side of one instrument, in price-time priority.</summary>
internal struct SideQueue
{
    /// <summary>Slot of the first order.</summary>
    public int Head;

    /// <summary>How many of them take; without any, a walk ends at the first limit out of reach.</summary>
    public int TakerCount;
}

/// <summary>What kinds of market data an instrument has had. The finest one decides what fills a taker.</summary>
[Flags]
internal enum MarketDataKinds : byte
{
    None = 0,
    Bars = 1,
    Trades = 2,
    Quotes = 4,
}

/// <summary>What the venue knows of one instrument.</summary>
internal struct VenueMarket
{
    public SideQueue Buys;
    public SideQueue Sells;

    /// <summary>Of the last trade, or close of the last bar; 0 before the first.</summary>
    public Price LastPrice;

    /// <summary>The standing quote.</summary>
    public QuoteTick Quote;

    /// <summary>What our orders have taken from the standing quote's sides.</summary>
    public Quantity BidTaken;
    public Quantity AskTaken;

    /// <summary>Of the first ready-made bar: bars of another one show the same trades again.</summary>
    public BarSpecId BarSpec;

    public MarketDataKinds Seen;

    public readonly bool HasOrders => (Buys.Head & Sells.Head) >= 0;   // None is −1, all bits set.

    public readonly bool HasQuote => (Seen & MarketDataKinds.Quotes) != 0;

    /// <summary>Whether the last price is known and beyond a limit, so that the order has nothing to take.</summary>
    public readonly bool IsBeyond(Side side, Price limit) => LastPrice != Price.Zero && FillRules.IsBetter(side, limit, LastPrice);

    /// <summary>The queue of the orders of a side.</summary>
    [UnscopedRef]
    public ref SideQueue QueueOf(Side side) => ref side == Side.Buy ? ref Buys : ref Sells;

    /// <summary>What orders of a side have taken from the standing quote's other side.</summary>
    [UnscopedRef]
    public ref Quantity TakenBy(Side side) => ref side == Side.Buy ? ref AskTaken : ref BidTaken;
}
