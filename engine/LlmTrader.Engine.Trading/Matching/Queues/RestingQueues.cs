using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Follows the place of our resting orders in the market's queues. With a consistent book the displayed quantities are its
/// levels'; without one they are the quote's, and an order behind the best price has a place only from when that comes to it.
/// </summary>
/// <remarks>
/// An order whose place is not known fills as without a model: when the market trades through its limit. Data from before its arrival
/// does not move it: it then stands behind what is displayed after them. A level beyond the worst that the book has shown is not
/// known until a message names it.
/// </remarks>
internal sealed class RestingQueues(InstrumentTable instruments, VenueOptions options, VenueOrders orders, VenueMarket[] markets, VenueBooks books)
{
    private readonly QueueModel _model = options.Queue;

    public bool IsOn => _model.Kind != QueueModelKind.None;

    /// <summary>An order begins to rest, behind all that is there.</summary>
    public void Join(int slot)
    {
        if (!IsOn) { return; }
        ref VenueOrder order = ref orders[slot];
        order.Queue = default;
        InstrumentBook? book = books.ConsistentOf(order.Instrument);
        if (book is not null ? TryShown(book.Levels, order.Side, order.Limit, out long displayed) : TryQuoted(in markets[order.Instrument.Value], order.Side, order.Limit, out displayed))
        {
            order.Queue.Join(displayed);
        }
    }

    /// <summary>A piece of a message names levels; what they now show counts from when the message is complete.</summary>
    public void Touch(ref VenueMarket market, in BookUpdate piece)
    {
        if (!IsOn) { return; }
        for (int i = 0; i < piece.Count; i++)
        {
            for (int slot = market.QueueOf(piece.SideOf(i)).Head; slot != VenueOrders.None; slot = orders[slot].Next)
            {
                if (orders[slot].Limit == piece.Levels[i].Price) { orders[slot].Queue.IsTouched = true; }
            }
        }
    }

    /// <summary>The message is complete. A snapshot says nothing of what happened before it.</summary>
    public void OnBook(ref VenueMarket market, LevelBook book, bool isSnapshot, Timestamp exchangeTime)
    {
        if (!IsOn) { return; }
        OnBook(market.Buys.Head, book, isSnapshot, exchangeTime);
        OnBook(market.Sells.Head, book, isSnapshot, exchangeTime);
    }

    /// <summary>A quote of an instrument without a consistent book.</summary>
    public void OnQuote(ref VenueMarket market, Timestamp exchangeTime)
    {
        if (!IsOn) { return; }
        OnQuote(in market, market.Buys.Head, exchangeTime);
        OnQuote(in market, market.Sells.Head, exchangeTime);
    }

    /// <summary>
    /// A trade takes from the queues at its price, and empties those before it. What it leaves for our orders is noted in them;
    /// an earlier order of ours stands before a later one at its price.
    /// </summary>
    public void OnTrade(ref VenueMarket market, in TradeTick trade, Timestamp exchangeTime)
    {
        if (!IsOn) { return; }
        OnTrade(market.Buys.Head, trade, isServed: trade.Aggressor != Side.Buy, exchangeTime);   // A buyer takes from the sellers' queue.
        OnTrade(market.Sells.Head, trade, isServed: trade.Aggressor != Side.Sell, exchangeTime);
    }

    private void OnTrade(int head, in TradeTick trade, bool isServed, Timestamp exchangeTime)
    {
        long ours = 0;
        for (int slot = head; slot != VenueOrders.None; slot = orders[slot].Next)
        {
            ref VenueOrder order = ref orders[slot];
            if (FillRules.IsBetter(order.Side, order.Limit, trade.Price)) { return; }   // Out of reach, as all behind it.
            order.Queue.Executable = 0;
            if (!isServed || order.IsTaking || order.Arrival > exchangeTime || !order.Queue.IsKnown) { continue; }
            if (order.Limit != trade.Price)
            {
                order.Queue.Front = 0;
                continue;
            }

            long over = order.Queue.OnTrade(trade.Quantity.Raw);
            long quantity = order.Display.IsZero ? order.Leaves.Raw : order.Shown.Raw;
            order.Queue.Executable = Math.Clamp(over - ours, 0, quantity);
            ours += order.Queue.Executable;
        }
    }

    private void OnBook(int head, LevelBook book, bool isSnapshot, Timestamp exchangeTime)
    {
        for (int slot = head; slot != VenueOrders.None; slot = orders[slot].Next)
        {
            ref VenueOrder order = ref orders[slot];
            if (order.IsTaking || !(isSnapshot || order.Queue.IsTouched)) { continue; }
            bool isShown = TryShown(book, order.Side, order.Limit, out long displayed);
            if (!isSnapshot) { See(ref order, displayed, exchangeTime); }
            else if (isShown && order.Queue.IsKnown) { order.Queue.Forget(displayed); }
            else if (isShown) { order.Queue.Join(displayed); }
        }
    }

    private void OnQuote(in VenueMarket market, int head, Timestamp exchangeTime)
    {
        for (int slot = head; slot != VenueOrders.None; slot = orders[slot].Next)
        {
            ref VenueOrder order = ref orders[slot];
            if (!order.IsTaking && TryQuoted(in market, order.Side, order.Limit, out long displayed)) { See(ref order, displayed, exchangeTime); }
        }
    }

    private void See(ref VenueOrder order, long displayed, Timestamp exchangeTime)
    {
        if (!order.Queue.IsKnown || exchangeTime < order.Arrival) { order.Queue.Join(displayed); }
        else { order.Queue.OnDepth(_model, displayed, FixedPoint.Pow10(instruments[order.Instrument].QuantityScale)); }
    }

    // An empty level between others is empty; beyond the last nobody knows.
    private static bool TryShown(LevelBook book, Side side, Price price, out long displayed)
    {
        displayed = book.QuantityAt(side, price).Raw;
        if (displayed > 0) { return true; }
        BookLevel worst = book.Worst(side);
        return !worst.Quantity.IsZero && !FillRules.IsBetter(side, price, worst.Price);
    }

    // A limit better than the best quote of its side is alone; behind the best nobody knows.
    private static bool TryQuoted(in VenueMarket market, Side side, Price limit, out long displayed)
    {
        (Price price, Quantity size) = side == Side.Buy ? (market.Quote.BidPrice, market.Quote.BidQuantity) : (market.Quote.AskPrice, market.Quote.AskQuantity);
        displayed = 0;
        if (!market.HasQuote || size.Raw <= 0) { return false; }
        if (price == limit) { displayed = size.Raw; }
        return !FillRules.IsBetter(side, limit, price);
    }
}
