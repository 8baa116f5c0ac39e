using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Lets open orders fill from what the market offers, in price-time priority, never using a size twice.</summary>
internal sealed class OfferMatcher(InstrumentTable instruments, VenueOptions options, RestingQueues queues, VenueOrders orders, VenueBook book, OrderGroups groups, VenuePositions positions, SessionGate sessions, VenueReports reports) : ISnapshotState
{
    /// <summary>Fills sent.</summary>
    public long Fills { get; private set; }

    /// <summary>Fills that did not happen because too many reports of the order were on their way.</summary>
    public long DeferredFills { get; private set; }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("fills at the venue");
        (long fills, long deferred) = (Fills, DeferredFills);
        transfer.Value(ref fills);
        transfer.Value(ref deferred);
        (Fills, DeferredFills) = (fills, deferred);
    }

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
                if (order.IsTaking) { left -= Take(slot, offer, left, time); }
                else if (CanEnd(queue, offer, order, left)) { break; }
                else { left -= Rest(slot, offer, left, time, ref next); }
            }

            slot = next;
        }

        return available - left;
    }

    /// <summary>Offers up to <paramref name="available"/> to one order that takes; returns how much it took.</summary>
    public Quantity Take(int slot, in MarketOffer offer, Quantity available, Timestamp time)
    {
        if (!offer.ServesTakers) { return Quantity.Zero; }

        ref VenueOrder order = ref orders[slot];
        bool isImmediate = order.IsImmediate;
        bool isWithinLimit = !FillRules.IsBetter(order.Side, order.Limit, offer.Price);
        if (!isWithinLimit && !isImmediate)
        {
            book.StopTaking(slot);
            int next = VenueOrders.None;
            return Rest(slot, offer, available, time, ref next);   // A bar can open beyond the limit and still reach it.
        }

        (Quantity behind, Price priceBehind) = isWithinLimit && available < order.Leaves ? Behind(in order, offer, available) : default;
        bool isEnough = order.TimeInForce != TimeInForce.FillOrKill || available + behind >= order.Leaves;
        Price price = offer.IsQuote ? offer.Price : options.Slippage.Worsen(order.Side, offer.Price, order.Limit, instruments[order.Instrument]);
        Quantity filled = isWithinLimit && isEnough ? Fill(slot, price, available, Liquidity.Taker, time) : Quantity.Zero;
        if (!order.Id.IsNone && filled == available && !behind.IsZero) { Fill(slot, priceBehind, behind, Liquidity.Taker, time); }
        if (order.Id.IsNone) { return filled; }   // Done.
        if (isImmediate) { End(slot, ReportKind.Expired, RejectReason.None, time); }
        return filled;
    }

    /// <summary>Reports the end of an order that still works, and forgets it.</summary>
    public void End(int slot, ReportKind kind, RejectReason reason, Timestamp time)
    {
        reports.Ended(ref orders[slot], kind, reason, time);
        book.Remove(slot);
    }

    // Behind a limit out of reach all limits are out of reach, and nobody fills from nothing; but takers see every offer,
    // since one of them may have to stop taking or expire.
    private static bool CanEnd(in SideQueue queue, in MarketOffer offer, in VenueOrder order, Quantity left) =>
        (queue.TakerCount == 0 || !offer.ServesTakers) && (left.IsZero || FillRules.IsBetter(order.Side, order.Limit, offer.Reach));

    // What a model says lies behind a quote's size. Without a size of our own in it nothing is reckoned.
    private (Quantity Quantity, Price Price) Behind(in VenueOrder order, in MarketOffer offer, Quantity displayed) =>
        options.DepthSlippage.IsNone || !offer.HasDepth || displayed.Raw <= 0
            ? default
            : DepthSlippage.Behind(order.Side, offer.Price, displayed, order.Leaves - displayed, order.Limit, options.DepthSlippage, instruments[order.Instrument]);

    private Quantity Rest(int slot, in MarketOffer offer, Quantity available, Timestamp time, ref int next)
    {
        ref VenueOrder order = ref orders[slot];
        Quantity reaching = FillRules.Reaching(offer, in order, available);
        if (reaching.IsZero) { return Quantity.Zero; }

        Price price = FillRules.RestingPrice(offer, order.Side, order.Limit);
        bool isAtOpen = offer.IsOpening && !FillRules.IsBetter(order.Side, order.Limit, offer.Price);
        if (!isAtOpen && offer.Bar != 0 && order.IsGrouped && groups[order.Group].LossInBar == offer.Bar) { return Quantity.Zero; }

        Quantity filled = Fill(slot, price, reaching, Liquidity.Maker, time);
        if (!filled.IsZero && !order.Id.IsNone && !order.Display.IsZero && order.Shown.IsZero) { next = Refresh(slot, next); }
        return filled;
    }

    // The next slice goes behind our other orders at its price, and meets what is left of the offer when its turn comes.
    private int Refresh(int slot, int next)
    {
        ref VenueOrder order = ref orders[slot];
        order.Shown = Quantity.Min(order.Display, order.Leaves);
        if (order.Shown.IsZero || order.Stage != OrderStage.Working) { return next; }
        queues.Join(slot);
        if (next == VenueOrders.None || orders[next].Limit != order.Limit) { return slot; }   // It is alone, or the last.
        book.Work(slot);
        return next;
    }

    /// <summary>A resting order fills at a price; returns how much of <paramref name="available"/> it took.</summary>
    public Quantity FillResting(int slot, Price price, Quantity available, Timestamp time)
    {
        int next = orders[slot].Next;
        Quantity filled = Fill(slot, price, available, Liquidity.Maker, time);
        ref VenueOrder order = ref orders[slot];
        if (!filled.IsZero && !order.Id.IsNone && !order.Display.IsZero && order.Shown.IsZero) { Refresh(slot, next); }
        return filled;
    }

    /// <summary>An order fills up to <paramref name="available"/>; returns how much, 0 while too many reports of it are on their way.</summary>
    public Quantity Fill(int slot, Price price, Quantity available, Liquidity liquidity, Timestamp time)
    {
        ref VenueOrder order = ref orders[slot];
        Quantity quantity = Quantity.Min(order.Leaves, available);
        if (liquidity == Liquidity.Maker && !order.Display.IsZero) { quantity = Quantity.Min(quantity, order.Shown); }
        if (quantity.IsZero) { return Quantity.Zero; }
        if (order.IsReduceOnly && !TryCut(slot, ref quantity, time)) { return Quantity.Zero; }
        if (order.InFlight > ReportCredit.MaxInFlightBeforeFill)
        {
            DeferredFills++;
            return Quantity.Zero;
        }

        order.Leaves -= quantity;
        order.Cumulative += quantity;
        if (liquidity == Liquidity.Maker) { order.Queue.Front = 0; }   // It was its turn.
        if (!order.Display.IsZero) { order.Shown = Quantity.Min(liquidity == Liquidity.Maker ? order.Shown - quantity : order.Display, order.Leaves); }
        Fills++;
        positions.OnFill(order.Account, order.Instrument, order.Side, quantity, sessions.DayOf(order.Instrument, time));
        groups.OnFill(slot, quantity, price);
        reports.Fill(ref order, price, quantity, liquidity, time);
        if (order.Leaves.IsZero) { Done(slot); }
        return quantity;
    }

    // The exit of a bracket is not done as long as its entry may fill more.
    private void Done(int slot)
    {
        if (groups.LeavesOf(orders[slot]).IsZero) { book.Remove(slot); }
        else { book.Hold(slot); }
    }

    // The position may have shrunk since the order came.
    private bool TryCut(int slot, ref Quantity quantity, Timestamp time)
    {
        ref VenueOrder order = ref orders[slot];
        Quantity reducible = positions.Reducible(order.Account, order.Instrument, order.Side);
        if (reducible.IsZero)
        {
            End(slot, ReportKind.Canceled, RejectReason.NothingToReduce, time);
            return false;
        }

        if (!order.IsGrouped) { order.Leaves = Quantity.Min(order.Leaves, reducible); }
        quantity = Quantity.Min(quantity, reducible);
        return true;
    }
}
