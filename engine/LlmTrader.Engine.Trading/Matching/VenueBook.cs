using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Moves open orders between their stages and forgets them when they are done: one place knows all the lists that an order is in.</summary>
internal sealed class VenueBook(VenueOrders orders, VenueMarket[] markets, ExpiryQueue expiries, OrderGroups groups, RestingQueues queues)
{
    public ref VenueMarket MarketOf(int slot) => ref markets[orders[slot].Instrument.Value];

    public ref SideQueue QueueOf(int slot) => ref MarketOf(slot).QueueOf(orders[slot].Side);

    /// <summary>Into the queue of its side, behind those with the same or a better limit.</summary>
    public void Work(int slot)
    {
        Leave(slot);
        orders[slot].Stage = OrderStage.Working;
        orders.Link(slot, ref QueueOf(slot));
    }

    /// <summary>Among those that wait for a trigger.</summary>
    public void Wait(int slot)
    {
        Leave(slot);
        orders[slot].Stage = OrderStage.Waiting;
        orders.LinkLast(slot, ref MarketOf(slot).Triggers);
    }

    /// <summary>Out of all queues: it has nothing to fill.</summary>
    public void Hold(int slot) => Leave(slot);

    /// <summary>From here on a working order waits for the market to come to its limit.</summary>
    public void StopTaking(int slot)
    {
        if (!orders[slot].IsTaking) { return; }
        orders[slot].IsTaking = false;
        QueueOf(slot).TakerCount--;
        queues.Join(slot);
    }

    /// <summary>The order is done.</summary>
    public void Remove(int slot)
    {
        Leave(slot);
        expiries.Remove(slot);
        groups.OnEnd(slot);
        orders.Remove(slot);
    }

    private void Leave(int slot)
    {
        ref VenueOrder order = ref orders[slot];
        if (order.Stage == OrderStage.Working) { orders.Unlink(slot, ref QueueOf(slot)); }
        else if (order.Stage == OrderStage.Waiting) { orders.Unlink(slot, ref MarketOf(slot).Triggers); }
        order.Stage = OrderStage.Held;
    }
}
