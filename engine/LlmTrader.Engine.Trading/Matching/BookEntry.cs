using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Brings an order into the queue of its side: as it arrives, wakes up, is released or loses its place.</summary>
internal sealed class BookEntry(InstrumentTable instruments, VenueOptions options, VenueOrders orders, VenueMarket[] markets, VenueBook book, OfferMatcher matcher, SessionGate sessions,
    VenueBooks books, BookMatcher bookMatcher, RestingQueues queues)
{
    /// <summary>It takes from the standing quote what that has; without quotes it takes from the next data, unless its limit is known to be behind the market.</summary>
    public void Enter(int slot, Timestamp time)
    {
        ref VenueOrder order = ref orders[slot];
        ref VenueMarket market = ref markets[order.Instrument.Value];
        if (!order.Display.IsZero) { order.Shown = Quantity.Min(order.Display, order.Leaves); }
        order.IsTaking = !order.IsPostOnly;
        book.Work(slot);
        if (order.IsPostOnly) { queues.Join(slot); }
        else if (books.ConsistentOf(order.Instrument) is { } levels) { TakeFromBook(slot, levels, time); }
        else if (market.HasQuote) { TakeStandingQuote(slot, time); }
        else if (!order.IsImmediate && market.IsBeyond(order.Side, order.Limit)) { book.StopTaking(slot); }
    }

    /// <summary>Our orders' share of a size.</summary>
    public Quantity ShareOf(InstrumentId instrument, Quantity size) =>
        FillRules.Share(size, options.ParticipationPercent, instruments[instrument].LotSize);

    /// <summary>What the standing quote still offers to orders of a side.</summary>
    public Quantity LeftOf(ref VenueMarket market, InstrumentId instrument, Side side) =>
        Quantity.Max(ShareOf(instrument, FillRules.SizeFor(market.Quote, side)) - market.TakenBy(side), Quantity.Zero);

    private void TakeFromBook(int slot, InstrumentBook levels, Timestamp time)
    {
        if (sessions.Trades(orders[slot].Instrument, time)) { bookMatcher.Take(slot, levels, time); }   // Else from the first message of the session.
    }

    private void TakeStandingQuote(int slot, Timestamp time)
    {
        ref VenueOrder order = ref orders[slot];
        ref VenueMarket market = ref markets[order.Instrument.Value];
        if (!sessions.Trades(order.Instrument, time)) { return; }   // It takes from the first quote of the session.
        Side side = order.Side;
        Quantity available = LeftOf(ref market, order.Instrument, side);
        market.TakenBy(side) += matcher.Take(slot, FillRules.FromQuote(market.Quote, side, time), available, time);
    }
}
