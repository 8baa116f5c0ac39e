using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Lets orders fill from the levels of a book: takers walk them, resting orders fill when the other side comes to them.</summary>
internal sealed class BookMatcher(InstrumentTable instruments, VenueOptions options, VenueOrders orders, VenueMarket[] markets, VenueBook book, OfferMatcher matcher)
{
    private readonly BookOffers _offers = new(instruments, options);

    /// <summary>A message of the book is complete: what it offers to our orders of both sides that were there.</summary>
    public void Match(InstrumentId instrument, InstrumentBook levels, Timestamp exchangeTime, Timestamp time)
    {
        Match(ref markets[instrument.Value].Buys, levels, exchangeTime, time);
        Match(ref markets[instrument.Value].Sells, levels, exchangeTime, time);
    }

    /// <summary>
    /// An order takes from the book, level by level, each a fill. While no more than one more report of it may be on its way
    /// (<see cref="ReportCredit"/>), the rest is one fill at the mean price, rounded against us to the tick. An immediate order's
    /// rest expires; a limit order that has nothing within its limit left rests.
    /// </summary>
    public void Take(int slot, InstrumentBook levels, Timestamp time)
    {
        ref VenueOrder order = ref orders[slot];
        Side side = order.Side;
        _offers.Find(levels, in markets[order.Instrument.Value], order.Instrument, side, order.Limit, order.Leaves);
        bool isEnough = order.TimeInForce != TimeInForce.FillOrKill || _offers.Total >= order.Leaves;
        for (int i = 0; isEnough && i < _offers.Count && !order.Id.IsNone;)
        {
            bool isLast = order.InFlight >= ReportCredit.MaxInFlightBeforeFill;
            Quantity wanted = isLast ? Rest(i) : _offers[i].Quantity;
            Price price = isLast ? _offers.MeanPrice(side, i, order.Instrument) : _offers[i].Price;
            Quantity filled = matcher.Fill(slot, price, wanted, Liquidity.Taker, time);
            if (filled.IsZero) { break; }
            _offers.Take(levels, side, i, filled);
            i = isLast ? _offers.Count : i + 1;
        }

        if (order.Id.IsNone) { return; }   // Done.
        if (order.IsImmediate) { matcher.End(slot, ReportKind.Expired, RejectReason.None, time); }
        else if (order.HasLimit && !IsWithin(levels, in order)) { book.StopTaking(slot); }
    }

    private void Match(ref SideQueue queue, InstrumentBook levels, Timestamp exchangeTime, Timestamp time)
    {
        for (int slot = queue.Head; slot != VenueOrders.None;)
        {
            ref VenueOrder order = ref orders[slot];
            int next = order.Next;
            if (order.IsTaking && order.Arrival <= exchangeTime) { Take(slot, levels, time); }
            else if (!order.IsTaking && !IsWithin(levels, in order))
            {
                if (queue.TakerCount == 0) { return; }   // Behind a limit out of reach all are out of reach.
            }
            else if (!order.IsTaking && order.Arrival <= exchangeTime) { Rest(slot, levels, time); }

            slot = next;
        }
    }

    // The other side has come to the limit: nobody is left in the queue there.
    private void Rest(int slot, InstrumentBook levels, Timestamp time)
    {
        ref VenueOrder order = ref orders[slot];
        Side side = order.Side;
        Quantity wanted = order.Display.IsZero ? order.Leaves : order.Shown;
        _offers.Find(levels, in markets[order.Instrument.Value], order.Instrument, side, order.Limit, wanted);
        if (_offers.Count == 0) { return; }
        Quantity filled = matcher.FillResting(slot, order.Limit, _offers.Total, time);
        _offers.Take(levels, side, 0, filled);
    }

    private Quantity Rest(int first)
    {
        Quantity rest = Quantity.Zero;
        for (int i = first; i < _offers.Count; i++) { rest += _offers[i].Quantity; }
        return rest;
    }

    private static bool IsWithin(InstrumentBook levels, in VenueOrder order)
    {
        BookLevel best = order.Side == Side.Buy ? levels.Levels.BestAsk : levels.Levels.BestBid;
        return !best.Quantity.IsZero && !FillRules.IsBetter(order.Side, order.Limit, best.Price);
    }
}
