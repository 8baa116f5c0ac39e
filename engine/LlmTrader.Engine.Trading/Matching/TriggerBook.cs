using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Wakes up stops, trailing stops and market-if-touched orders when the market reaches their trigger.</summary>
internal sealed class TriggerBook(VenueOrders orders, VenueMarket[] markets, VenueBook book, OrderGroups groups, BookEntry entry, SelfTradeGuard selfTrade, SessionGate sessions, VenueReports reports)
{
    /// <summary>Begins to wait; wakes up at once when the market is beyond the trigger already.</summary>
    /// <param name="slot">An order with a trigger.</param>
    /// <param name="reference">Where the market is for it; 0 when nobody knows.</param>
    /// <param name="time">When it begins.</param>
    public void Start(int slot, Price reference, Timestamp time)
    {
        ref VenueOrder order = ref orders[slot];
        book.Wait(slot);
        if (order.Type == OrderType.TrailingStop && order.Trigger.Raw == 0) { order.Trigger = FillRules.Worst(order.Side); }
        if (reference.Raw <= 0 || !sessions.Trades(order.Instrument, time)) { return; }
        if (order.Type == OrderType.TrailingStop) { order.Trigger = FillRules.Follow(in order, reference); }
        if (FillRules.Triggers(in order, reference)) { Wake(slot, time); }
    }

    /// <summary>Where the market is for an order that arrives: what would trigger it next.</summary>
    public Price ReferenceFor(in VenueOrder order)
    {
        ref VenueMarket market = ref markets[order.Instrument.Value];
        return market.TryPriceFor(order.Side, out Price price) ? price : Price.Zero;
    }

    /// <summary>A trade, to both sides.</summary>
    public void OnTrade(ref VenueMarket market, Price price, Timestamp exchangeTime, Timestamp time)
    {
        for (int slot = market.Triggers.Head; slot != VenueOrders.None;)
        {
            int next = orders[slot].Next;
            See(slot, price, exchangeTime, time);
            slot = next;
        }
    }

    /// <summary>A quote: each order sees the side at which it would trade, when there is one.</summary>
    public void OnQuote(ref VenueMarket market, Timestamp exchangeTime, Timestamp time)
    {
        for (int slot = market.Triggers.Head; slot != VenueOrders.None;)
        {
            int next = orders[slot].Next;
            Side side = orders[slot].Side;
            if (!FillRules.SizeFor(market.Quote, side).IsZero) { See(slot, side == Side.Buy ? market.Quote.AskPrice : market.Quote.BidPrice, exchangeTime, time); }
            slot = next;
        }
    }

    /// <summary>From here on it is a market or a limit order, and takes from the standing quote.</summary>
    public void Wake(int slot, Timestamp time)
    {
        Report(slot, time, time);
        selfTrade.Clear(in orders[slot], time);
        entry.Enter(slot, time);
    }

    /// <summary>As <see cref="Wake"/>, into the queue as a taker of data from <paramref name="from"/> on, also of a bar that is being looked at.</summary>
    public void WakeInBar(int slot, Timestamp from, Timestamp time)
    {
        Report(slot, from, time);
        selfTrade.Clear(in orders[slot], time);
        ref VenueOrder order = ref orders[slot];
        if (!order.Display.IsZero) { order.Shown = Quantity.Min(order.Display, order.Leaves); }
        order.IsTaking = true;
        book.Work(slot);
    }

    private void Report(int slot, Timestamp from, Timestamp time)
    {
        ref VenueOrder order = ref orders[slot];
        book.Hold(slot);
        groups.OnTrigger(in order);
        reports.Triggered(ref order, time);
        order.Type = order.Type == OrderType.StopLimit ? OrderType.Limit : OrderType.Market;
        order.Arrival = from;
    }

    private void See(int slot, Price price, Timestamp exchangeTime, Timestamp time)
    {
        ref VenueOrder order = ref orders[slot];
        if (order.Arrival > exchangeTime || order.Leaves.IsZero) { return; }
        if (FillRules.Triggers(in order, price)) { Wake(slot, time); }
        else if (order.Type == OrderType.TrailingStop) { order.Trigger = FillRules.Follow(in order, price); }
    }
}
