using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>The rules by which market data fills orders, as pure functions.</summary>
/// <remarks>
/// <para><b>Takers.</b> A market order takes until it is filled. A limit order takes from its arrival if the market is then at
/// its limit or better, or unknown; once it sees the market worse than its limit it rests, for good. Takers fill, at its
/// price and as <see cref="Liquidity.Taker"/>, from the finest data that the instrument has had: the other side of a quote (on
/// arrival the standing one, then each new one), else trades, else the open of ready-made bars.</para>
/// <para><b>Resting orders</b> fill at their limit as <see cref="Liquidity.Maker"/>: when a trade, or a bar's low or high, goes
/// through the limit (with <see cref="VenueOptions.FillOnTouch"/> also at it), or when the other side of a quote comes to it,
/// since then nobody is left in the queue there. A bar that opens beyond the limit fills them at its open.</para>
/// <para><b>Triggers.</b> Trades trigger, and quotes: the ask a buy, the bid a sell. What a trade triggers takes from the standing
/// quote or else from the next trade, never from the trade that triggered it; what a quote triggers takes what is left of it.</para>
/// <para><b>Icebergs</b> rest with one slice at a time; the next one goes behind our other orders at its price. As takers they show all.</para>
/// <para><b>Immediate-or-cancel.</b> With quotes: takes from the standing quote and the rest expires on arrival. Without, nothing
/// stands there to be hit: the order takes from the first trade, bar or quote that may fill it, and the rest expires then,
/// also when the price was worse than its limit. Fill-or-kill does the same, but fills whole or not at all.</para>
/// </remarks>
internal static class FillRules
{
    /// <summary>Whether one price is better than another for an order of this side: lower for a buy, higher for a sell.</summary>
    public static bool IsBetter(Side side, Price price, Price than) => side == Side.Buy ? price < than : price > than;

    /// <summary>The worst price there is for a side: the limit of a market order, and the price of a side without a quote.</summary>
    public static Price Worst(Side side) => new(side == Side.Buy ? long.MaxValue : long.MinValue);

    /// <summary>Our orders' share of a size, cut to whole lots. Sizes that are not positive give 0.</summary>
    public static Quantity Share(Quantity size, int percent, Quantity lot)
    {
        if (size.Raw <= 0) { return Quantity.Zero; }
        if (percent == 100) { return new Quantity(size.Raw - (size.Raw % lot.Raw)); }

        // Floor of size x percent / 100 in two parts, since the product may not fit. All terms are positive: / rounds down.
        (long hundreds, long rest) = Math.DivRem(size.Raw, 100);
        long share = (hundreds * percent) + (rest * percent / 100);
        return new Quantity(share - (share % lot.Raw));
    }

    /// <summary>A trade. Its price is both what takers get and how far the market went.</summary>
    public static MarketOffer FromTrade(in TradeTick trade, Timestamp exchangeTime, bool fillOnTouch, bool servesTakers) => new()
    {
        Price = trade.Price,
        Reach = trade.Price,
        LatestArrival = exchangeTime,
        FillsAtReach = fillOnTouch,
        IsTrade = true,
        ServesTakers = servesTakers,
    };

    /// <summary>The print of a call auction: one price for all, and orders at that price may have been left over.</summary>
    public static MarketOffer FromAuction(in TradeTick trade, Timestamp exchangeTime) => new()
    {
        Price = trade.Price,
        Reach = trade.Price,
        LatestArrival = exchangeTime,
        IsOpening = true,
        IsQuote = true,
        ServesTakers = true,
    };

    /// <summary>A quote, to orders of <paramref name="side"/>: its other side, which is as bad as can be when missing.</summary>
    public static MarketOffer FromQuote(in QuoteTick quote, Side side, Timestamp latestArrival)
    {
        Price other = side == Side.Buy ? quote.AskPrice : quote.BidPrice;
        Price price = SizeFor(quote, side).Raw > 0 ? other : Worst(side);
        return new MarketOffer
        {
            Price = price,
            Reach = price,
            LatestArrival = latestArrival,
            FillsAtReach = true,
            IsQuote = true,
            HasDepth = true,
            ServesTakers = true,
        };
    }

    /// <summary>What stands on the quote's other side; 0 when it is missing.</summary>
    public static Quantity SizeFor(in QuoteTick quote, Side side)
    {
        (Price price, Quantity size) = side == Side.Buy ? (quote.AskPrice, quote.AskQuantity) : (quote.BidPrice, quote.BidQuantity);
        return price.Raw > 0 && size.Raw > 0 ? size : Quantity.Zero;
    }

    /// <summary>
    /// A ready-made bar, to orders of <paramref name="side"/> that were there when it opened: the path inside it is unknown.
    /// Some sources print an open outside low and high; the market was there all the same.
    /// </summary>
    public static MarketOffer FromBar(in Bar bar, long number, Side side, bool fillOnTouch) => new()
    {
        Price = bar.Open,
        Reach = side == Side.Buy ? Price.Min(bar.Low, bar.Open) : Price.Max(bar.High, bar.Open),
        LatestArrival = bar.OpenTime,
        FillsAtReach = fillOnTouch,
        IsOpening = true,
        Bar = number,
        ServesTakers = true,
    };

    /// <summary>Whether anything traded in a ready-made bar, at prices that can be.</summary>
    public static bool IsUsable(in Bar bar) => Price.Min(Price.Min(bar.Open, bar.Close), Price.Min(bar.Low, bar.High)).Raw > 0 && bar.Volume.Raw > 0;

    /// <summary>To an order whose trigger the market has just reached: a price and nothing beyond it.</summary>
    public static MarketOffer AtTrigger(Price price) => new()
    {
        Price = price,
        Reach = price,
        LatestArrival = Timestamp.MaxValue,
        ServesTakers = true,
    };

    /// <summary>Whether the market at <paramref name="price"/> wakes an order up.</summary>
    public static bool Triggers(in VenueOrder order, Price price)
    {
        bool isRising = order.Side == Side.Buy == order.IsStop;   // A buy stop and a sell if touched wait above the market.
        return isRising ? price >= order.Trigger : price <= order.Trigger;
    }

    /// <summary>A trailing stop's trigger after the market was at <paramref name="price"/>: it follows and never goes back.</summary>
    public static Price Follow(in VenueOrder order, Price price) => order.Side == Side.Buy
        ? Price.Min(order.Trigger, Above(price, order.Distance))
        : Price.Max(order.Trigger, price - order.Distance);

    /// <summary>A price plus an offset, at most the end of the scale: no price is there, so it is never reached.</summary>
    public static Price Above(Price price, PriceOffset offset) => new((long)Int128.Min((Int128)price.Raw + offset.Raw, long.MaxValue));

    /// <summary>Whether the market went far enough to fill a resting order.</summary>
    public static bool Reaches(in MarketOffer offer, Side side, Price limit) =>
        IsBetter(side, offer.Reach, limit) || (offer.FillsAtReach && offer.Reach == limit);

    /// <summary>What of an offer can come to a resting order: all, nothing, or at a trade's price what the queue before it leaves.</summary>
    public static Quantity Reaching(in MarketOffer offer, in VenueOrder order, Quantity available)
    {
        if (Reaches(offer, order.Side, order.Limit)) { return available; }
        return offer.IsTrade && offer.Reach == order.Limit ? Quantity.Min(available, new Quantity(order.Queue.Executable)) : Quantity.Zero;
    }

    /// <summary>What a resting order fills at.</summary>
    public static Price RestingPrice(in MarketOffer offer, Side side, Price limit) =>
        offer.IsOpening && IsBetter(side, offer.Price, limit) ? offer.Price : limit;
}
