using System.Diagnostics.CodeAnalysis;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Our open orders on one side of one instrument, in price-time priority.</summary>
internal struct SideQueue
{
    /// <summary>Slot of the first order.</summary>
    public int Head;

    public readonly bool IsEmpty => Head < 0;

    /// <summary>How many of them take; without any, a walk ends at the first limit out of reach.</summary>
    public int TakerCount;
}

/// <summary>Our orders of one instrument that wait for their trigger, in order of arrival.</summary>
internal struct TriggerQueue
{
    public int Head;
    public int Tail;
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
    public TriggerQueue Triggers;

    /// <summary>Of the last trade, or close of the last bar; 0 before the first.</summary>
    public Price LastPrice;

    /// <summary>The standing quote.</summary>
    public QuoteTick Quote;

    /// <summary>The quote came after the book's last message.</summary>
    public bool IsQuoteNewer;

    /// <summary>The quote is the best of the book, of an instrument that has no quotes of its own.</summary>
    public bool IsQuoteFromBook;

    /// <summary>What our orders have taken from the standing quote's sides.</summary>
    public Quantity BidTaken;
    public Quantity AskTaken;

    /// <summary>What others have traded at its prices since then: when the quote is shown again, that much of it is new.</summary>
    public Quantity BidTraded;
    public Quantity AskTraded;

    /// <summary>The shortest ready-made bars that the instrument has now: bars of another length show the same trades again.</summary>
    public BarSpecId BarSpec;

    /// <summary>Open of the last bar that orders met.</summary>
    public Timestamp BarOpen;

    public MarketDataKinds Seen;

    /// <summary>As the last status event says.</summary>
    public InstrumentStatus Status;

    /// <summary>The last price of the trading day before <see cref="Day"/>; 0 when it is not known.</summary>
    public Price PreviousClose;
    public long Day;

    public readonly bool HasOrders => (Buys.Head & Sells.Head & Triggers.Head) >= 0;   // None is −1, all bits set.

    public readonly bool HasQuote => (Seen & MarketDataKinds.Quotes) != 0;

    /// <summary>Whether the last price is known and beyond a limit, so that the order has nothing to take.</summary>
    public readonly bool IsBeyond(Side side, Price limit) => LastPrice != Price.Zero && FillRules.IsBetter(side, limit, LastPrice);

    /// <summary>Whether an order of a side with this limit has something to take: false when nobody knows.</summary>
    public readonly bool Offers(Side side, Price limit) => TryPriceFor(side, out Price price) && !FillRules.IsBetter(side, limit, price);

    /// <summary>What an order of a side would trade at: the other side of the standing quote, without quotes the last price.</summary>
    public readonly bool TryPriceFor(Side side, out Price price)
    {
        bool isQuoted = HasQuote && FillRules.SizeFor(Quote, side).Raw > 0;
        price = !isQuoted ? LastPrice : side == Side.Buy ? Quote.AskPrice : Quote.BidPrice;
        return isQuoted || (!HasQuote && LastPrice.Raw > 0);
    }

    /// <summary>Something of the standing quote is taken or traded away: the next one and the next trade are compared with it.</summary>
    public readonly bool HasTaken => (BidTaken.Raw | AskTaken.Raw | BidTraded.Raw | AskTraded.Raw) != 0;

    /// <summary>A new quote of the instrument's own. A side whose price and size it only repeats offers what it did before, without what we took.</summary>
    public void Show(in QuoteTick quote)
    {
        if (HasTaken) { Renew(in quote); }
        Replace(in quote);
    }

    /// <summary>As <see cref="Show"/>, where not <see cref="HasTaken"/>.</summary>
    public void Replace(in QuoteTick quote)
    {
        Quote = quote;
        Seen |= MarketDataKinds.Quotes;
        IsQuoteNewer = true;
        IsQuoteFromBook = false;
    }

    /// <summary>The best of the book in place of a quote; whether it is newer than the book's last message is the caller's to say.</summary>
    public void ShowBest(in QuoteTick best)
    {
        if (HasTaken) { Renew(in best); }
        Quote = best;
        Seen |= MarketDataKinds.Quotes;
        IsQuoteFromBook = true;
    }

    /// <summary>A trade of others.</summary>
    public void See(in TradeTick trade)
    {
        Note(in trade);
        if (trade.Price == Quote.BidPrice && !BidTaken.IsZero) { BidTraded += trade.Quantity; }
        if (trade.Price == Quote.AskPrice && !AskTaken.IsZero) { AskTraded += trade.Quantity; }
    }

    /// <summary>As <see cref="See"/>, where not <see cref="HasTaken"/>.</summary>
    public void Note(in TradeTick trade)
    {
        LastPrice = trade.Price;
        Seen |= MarketDataKinds.Trades;
    }

    /// <summary>The queue of the orders of a side.</summary>
    [UnscopedRef]
    public ref SideQueue QueueOf(Side side) => ref side == Side.Buy ? ref Buys : ref Sells;

    /// <summary>What orders of a side have taken from the standing quote's other side.</summary>
    [UnscopedRef]
    public ref Quantity TakenBy(Side side) => ref side == Side.Buy ? ref AskTaken : ref BidTaken;

    private void Renew(in QuoteTick quote)
    {
        Renew(ref BidTaken, ref BidTraded, quote.BidPrice == Quote.BidPrice && quote.BidQuantity == Quote.BidQuantity);
        Renew(ref AskTaken, ref AskTraded, quote.AskPrice == Quote.AskPrice && quote.AskQuantity == Quote.AskQuantity);
    }

    private static void Renew(ref Quantity taken, ref Quantity traded, bool isRepeated)
    {
        taken = isRepeated ? Quantity.Max(taken - traded, Quantity.Zero) : Quantity.Zero;
        traded = Quantity.Zero;
    }
}
