using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Lets orders fill inside a ready-made bar, of which only four prices are known: nothing fills that the order could not have
/// known, and where several paths through the bar are possible, the worse one for us is taken.
/// </summary>
/// <remarks>
/// <para><b>The open</b> is the first price: what its gap triggers takes at the open, and a limit that it jumps over fills there.</para>
/// <para><b>Inside</b>, a trigger between low and high is reached and fills at its trigger. A group whose stop is reached takes that
/// loss: its other exits do not fill in this bar, except at the open. A stop-limit whose limit lies beyond its trigger waits.</para>
/// <para><b>The bar of the entry</b>: an exit that limits a loss is hit when the bar reaches its trigger at all, as if that came after
/// the entry; an exit that takes a profit stands only from the next bar on.</para>
/// <para><b>A trailing stop</b> is hit by the trigger that it had at the open. The bar's best price moves it afterwards, and when the
/// close lies beyond the moved trigger, the stop must have been hit on the way: it fills at the close.</para>
/// </remarks>
internal sealed class BarMatcher(VenueOptions options, VenueOrders orders, OrderGroups groups, OfferMatcher matcher, BookEntry entry, TriggerBook triggers, GroupSettlement settlement) : ISnapshotState
{
    private long _bar;

    /// <summary>A usable bar; <paramref name="time"/> is its close.</summary>
    public void Match(ref VenueMarket market, InstrumentId instrument, in Bar bar, Timestamp time)
    {
        _bar++;
        if (market.Triggers.Head != VenueOrders.None)
        {
            WakeAtOpen(ref market, in bar, time);
            settlement.Settle(time, _bar);   // The entry of a bracket that is stopped out here must not fill.
            MarkLosses(ref market, in bar);
        }

        Quantity left = entry.ShareOf(instrument, bar.Volume);
        if (market.Buys.Head != VenueOrders.None) { left -= matcher.Match(ref market.Buys, FillRules.FromBar(bar, _bar, Side.Buy, options.FillOnTouch), left, time); }
        if (market.Sells.Head != VenueOrders.None) { left -= matcher.Match(ref market.Sells, FillRules.FromBar(bar, _bar, Side.Sell, options.FillOnTouch), left, time); }
        settlement.Settle(time, _bar);
        if (market.Triggers.Head == VenueOrders.None) { return; }

        Wake(ref market, in bar, isStop: true, ref left, time);
        Wake(ref market, in bar, isStop: false, ref left, time);
        Trail(ref market, in bar, ref left, time);
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer) => transfer.Value(ref _bar);

    private void WakeAtOpen(ref VenueMarket market, in Bar bar, Timestamp time)
    {
        for (int slot = market.Triggers.Head; slot != VenueOrders.None;)
        {
            ref VenueOrder order = ref orders[slot];
            int next = order.Next;
            if (order.Arrival <= bar.OpenTime && !order.Leaves.IsZero)
            {
                if (FillRules.Triggers(in order, bar.Open)) { triggers.WakeInBar(slot, bar.OpenTime, time); }
                else if (order.Type == OrderType.TrailingStop) { order.Trigger = FillRules.Follow(in order, bar.Open); }
            }

            slot = next;
        }
    }

    private void MarkLosses(ref VenueMarket market, in Bar bar)
    {
        for (int slot = market.Triggers.Head; slot != VenueOrders.None; slot = orders[slot].Next)
        {
            ref VenueOrder order = ref orders[slot];
            if (order is { IsStop: true, IsGrouped: true } && order.Arrival <= bar.OpenTime && IsReached(in order, in bar)) { groups[order.Group].LossInBar = _bar; }
        }
    }

    // Stops first, the entries among them before the exits that they release.
    private void Wake(ref VenueMarket market, in Bar bar, bool isStop, ref Quantity left, Timestamp time)
    {
        for (int slot = market.Triggers.Head; slot != VenueOrders.None;)
        {
            ref VenueOrder order = ref orders[slot];
            bool isThere = order.Arrival <= bar.OpenTime || (isStop && order.ReleasedInBar == _bar);
            if (order.IsStop != isStop || !isThere || order.Leaves.IsZero || !IsReached(in order, in bar) || IsExcluded(in order, isStop)) { slot = order.Next; continue; }

            if (order.IsGrouped && isStop) { groups[order.Group].LossInBar = _bar; }
            Fill(slot, PriceOf(in order), bar.OpenTime, ref left, time);
            settlement.Settle(time, _bar);
            slot = market.Triggers.Head;   // The settlement may have changed what waits. Each round takes one out of it.
        }
    }

    private void Trail(ref VenueMarket market, in Bar bar, ref Quantity left, Timestamp time)
    {
        for (int slot = market.Triggers.Head; slot != VenueOrders.None;)
        {
            ref VenueOrder order = ref orders[slot];
            int next = order.Next;
            if (order.Type == OrderType.TrailingStop && !order.Leaves.IsZero)
            {
                // Of one that came inside the bar nobody knows what it has seen, except the close.
                Price best = order.Arrival > bar.OpenTime ? bar.Close : order.Side == Side.Buy ? bar.Low : bar.High;
                order.Trigger = FillRules.Follow(in order, best);
                if (order.Arrival <= bar.OpenTime && FillRules.Triggers(in order, bar.Close)) { Fill(slot, bar.Close, bar.OpenTime, ref left, time); }
            }

            slot = next;
        }

        settlement.Settle(time, _bar);
    }

    private void Fill(int slot, Price price, Timestamp from, ref Quantity left, Timestamp time)
    {
        triggers.WakeInBar(slot, from, time);
        left -= matcher.Take(slot, FillRules.AtTrigger(price), left, time);
    }

    private bool IsExcluded(in VenueOrder order, bool isStop) => !isStop && order.IsGrouped && groups[order.Group].LossInBar == _bar;

    // An entry inside the bar may lie beyond the exit's trigger: then the exit is hit there.
    private Price PriceOf(in VenueOrder order)
    {
        if (order.ReleasedInBar != _bar || order.Contingency != Contingency.Child) { return order.Trigger; }
        Price at = groups[order.Group].EntryPrice;
        return FillRules.IsBetter(order.Side, at, order.Trigger) ? order.Trigger : at;
    }

    private static bool IsReached(in VenueOrder order, in Bar bar) =>
        FillRules.Triggers(in order, Price.Min(bar.Low, bar.Open)) || FillRules.Triggers(in order, Price.Max(bar.High, bar.Open));
}
