using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Lets open orders fill from what the market offers, in price-time priority, never using a size twice.</summary>
internal sealed class OfferMatcher(VenueOrders orders, VenueReports reports)
{
    /// <summary>Fills sent.</summary>
    public long Fills { get; private set; }

    /// <summary>Fills that did not happen because too many reports of the order were on their way.</summary>
    public long DeferredFills { get; private set; }

    /// <summary>Offers up to <paramref name="available"/> to the orders of a queue; returns how much they took.</summary>
    public Quantity Match(ref SideQueue queue, in MarketOffer offer, Quantity available, Timestamp time)
    {
        Quantity left = available;
        int slot = queue.Head;
        while (slot != VenueOrders.None)
        {
            ref VenueOrder order = ref orders[slot];
            int next = order.Next;
            if (order.Arrival <= offer.LatestArrival)
            {
                if (order.IsTaking) { left -= Take(slot, ref queue, offer, left, time); }
                else if (CanEnd(queue, offer, order, left)) { break; }
                else { left -= Rest(slot, ref queue, offer, left, time); }
            }

            slot = next;
        }

        return available - left;
    }

    /// <summary>Offers up to <paramref name="available"/> to one order that takes; returns how much it took.</summary>
    public Quantity Take(int slot, ref SideQueue queue, in MarketOffer offer, Quantity available, Timestamp time)
    {
        if (!offer.ServesTakers) { return Quantity.Zero; }

        ref VenueOrder order = ref orders[slot];
        bool isImmediate = order.TimeInForce == TimeInForce.ImmediateOrCancel;
        bool isWithinLimit = !FillRules.IsBetter(order.Side, order.Limit, offer.Price);
        if (!isWithinLimit && !isImmediate)
        {
            StopTaking(slot, ref queue);
            return Rest(slot, ref queue, offer, available, time);   // A bar can open beyond the limit and still reach it.
        }

        Quantity filled = isWithinLimit ? Fill(ref order, offer.Price, available, Liquidity.Taker, time) : Quantity.Zero;
        if (isImmediate && !order.Leaves.IsZero) { End(slot, ref queue, ReportKind.Expired, time); }
        else if (order.Leaves.IsZero) { orders.Remove(slot, ref queue); }
        return filled;
    }

    /// <summary>From here on the order waits for the market to come to its limit.</summary>
    public void StopTaking(int slot, ref SideQueue queue)
    {
        orders[slot].IsTaking = false;
        queue.TakerCount--;
    }

    /// <summary>Reports the end of an order that still works, and forgets it.</summary>
    public void End(int slot, ref SideQueue queue, ReportKind kind, Timestamp time)
    {
        reports.Ended(ref orders[slot], kind, time);
        orders.Remove(slot, ref queue);
    }

    // Behind a limit out of reach all limits are out of reach, and nobody fills from nothing; but takers see every offer,
    // since one of them may have to stop taking or expire.
    private static bool CanEnd(in SideQueue queue, in MarketOffer offer, in VenueOrder order, Quantity left) =>
        (queue.TakerCount == 0 || !offer.ServesTakers) && (left.IsZero || !FillRules.Reaches(offer, order.Side, order.Limit));

    private Quantity Rest(int slot, ref SideQueue queue, in MarketOffer offer, Quantity available, Timestamp time)
    {
        ref VenueOrder order = ref orders[slot];
        if (!FillRules.Reaches(offer, order.Side, order.Limit)) { return Quantity.Zero; }

        Price price = FillRules.RestingPrice(offer, order.Side, order.Limit);
        Quantity filled = Fill(ref order, price, available, Liquidity.Maker, time);
        if (order.Leaves.IsZero) { orders.Remove(slot, ref queue); }
        return filled;
    }

    private Quantity Fill(ref VenueOrder order, Price price, Quantity available, Liquidity liquidity, Timestamp time)
    {
        Quantity quantity = Quantity.Min(order.Leaves, available);
        if (quantity.IsZero) { return Quantity.Zero; }
        if (order.InFlight > ReportCredit.MaxInFlightBeforeFill)
        {
            DeferredFills++;
            return Quantity.Zero;
        }

        order.Leaves -= quantity;
        order.Cumulative += quantity;
        Fills++;
        reports.Fill(ref order, price, quantity, liquidity, time);
        return quantity;
    }
}
