using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Does what the groups' fills and ends have made necessary: releases exits, holds them back, cancels what is left over.</summary>
internal sealed class GroupSettlement(VenueOrders orders, OrderGroups groups, VenueBook book, OfferMatcher matcher, BookEntry entry, TriggerBook triggers)
{
    /// <summary>Until nothing is left to do: what is released may fill at once.</summary>
    /// <param name="time">When the venue acts.</param>
    /// <param name="bar">The bar that is being looked at; 0 for none. What is released inside a bar has only its end before it.</param>
    public void Settle(Timestamp time, long bar = 0)
    {
        while (groups.TryTakeChanged(out int place))
        {
            for (int slot = groups[place].Head; slot != VenueOrders.None;)
            {
                int next = orders[slot].NextOfGroup;
                Settle(slot, ref groups[place], time, bar);
                slot = next;
            }

            groups.FreeIfOver(place);
        }
    }

    private void Settle(int slot, ref OrderGroup group, Timestamp time, long bar)
    {
        ref VenueOrder order = ref orders[slot];
        if (group.IsBroken && (order.Contingency != Contingency.Child || group.Entered.IsZero))
        {
            matcher.End(slot, ReportKind.Canceled, RejectReason.InvalidGroup, time);
            return;
        }

        if (order.Contingency == Contingency.Parent)
        {
            if (group.IsStopped) { matcher.End(slot, ReportKind.Canceled, RejectReason.None, time); }
            return;
        }

        if (group.Potential.IsZero) { matcher.End(slot, ReportKind.Canceled, RejectReason.None, time); }
        else if (order.Contingency == Contingency.Child && group.Active.IsZero) { book.Hold(slot); }
        else if (order.Stage == OrderStage.Held) { Release(slot, in group, time, bar); }
    }

    private void Release(int slot, in OrderGroup group, Timestamp time, long bar)
    {
        ref VenueOrder order = ref orders[slot];
        order.Leaves = group.Active;
        order.Arrival = time;
        order.ReleasedInBar = bar;
        if (!order.HasTrigger) { entry.Enter(slot, time); }
        else if (bar == 0) { triggers.Start(slot, triggers.ReferenceFor(in order), time); }
        else { WaitInBar(slot, group.EntryPrice); }
    }

    // Whether the rest of the bar reaches it is for the bar to say.
    private void WaitInBar(int slot, Price entryPrice)
    {
        ref VenueOrder order = ref orders[slot];
        book.Wait(slot);
        if (order.Type != OrderType.TrailingStop) { return; }
        if (order.Trigger.Raw == 0) { order.Trigger = FillRules.Worst(order.Side); }
        order.Trigger = FillRules.Follow(in order, entryPrice);
    }
}
