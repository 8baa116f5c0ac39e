using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// The venue's open orders, preallocated: found by id through an <see cref="OrderMap{TOrder}"/>, and walked in price-time
/// priority through links inside the entries.
/// </summary>
internal sealed class VenueOrders : ISnapshotState
{
    /// <summary>No slot: the end of a queue.</summary>
    public const int None = -1;

    private readonly OrderMap<int> _slots;
    private readonly int _maxOpenOrders;
    private VenueOrder[] _orders = [];   // As many as the index has room for.
    private int _free = None;

    /// <param name="maxOpenOrders">Of people and strategies; the engine's own have places beside them.</param>
    /// <param name="startsSmall">There is room for few at first, which grows; references to orders are then stale after <see cref="Add"/>.</param>
    public VenueOrders(int maxOpenOrders, bool startsSmall = false)
    {
        _maxOpenOrders = maxOpenOrders;
        _slots = new OrderMap<int>(maxOpenOrders + EngineOrders.MaxUnderWay, startsSmall);
        PooledSlots.Lengthen(ref _orders, ref _free, _slots.Room);
    }

    public int Count => _slots.Count;

    /// <summary>Whether there is no place for an order of this strategy.</summary>
    public bool IsFullFor(StrategyId strategy) => strategy.IsEngine ? _slots.IsFull : _slots.Count >= _maxOpenOrders;

    public ref VenueOrder this[int slot] => ref _orders[slot];

    /// <summary>The order's slot, or <see cref="None"/> when it is not open.</summary>
    public int Find(OrderId id)
    {
        ref int slot = ref _slots.Find(id);
        return System.Runtime.CompilerServices.Unsafe.IsNullRef(ref slot) ? None : slot;
    }

    /// <summary>Gives an order its slot, in no queue. The id must be new and the table not full.</summary>
    public int Add(in VenueOrder order)
    {
        ref int slot = ref _slots.Add(order.Id);
        if (_orders.Length < _slots.Room) { PooledSlots.Lengthen(ref _orders, ref _free, _slots.Room); }
        slot = _free;
        _free = _orders[slot].Next;
        _orders[slot] = order;
        return slot;
    }

    /// <summary>Forgets an order that is in no queue.</summary>
    public void Remove(int slot)
    {
        ref VenueOrder order = ref _orders[slot];
        bool removed = _slots.Remove(order.Id);
        Invariant.Holds(removed);
        order = default;
        order.Next = _free;
        _free = slot;
    }

    // Behind the orders with a more willing limit (a price that is not better for their holder), and the earlier ones at its own.
    // A walk, not a tree: one side of one instrument holds few of our own orders, and the best ones, which matter, lie first.
    public void Link(int slot, ref SideQueue queue)
    {
        ref VenueOrder order = ref _orders[slot];
        int before = None;
        int after = queue.Head;
        while (after != None && !FillRules.IsBetter(order.Side, _orders[after].Limit, order.Limit))
        {
            before = after;
            after = _orders[after].Next;
        }

        order.Previous = before;
        order.Next = after;
        if (before == None) { queue.Head = slot; } else { _orders[before].Next = slot; }
        if (after != None) { _orders[after].Previous = slot; }
        if (order.IsTaking) { queue.TakerCount++; }
    }

    public void Unlink(int slot, ref SideQueue queue)
    {
        ref VenueOrder order = ref _orders[slot];
        if (order.IsTaking) { queue.TakerCount--; }
        UnlinkFrom(ref queue.Head, in order);
    }

    /// <summary>Puts an order behind all others of a list.</summary>
    public void LinkLast(int slot, ref TriggerQueue queue)
    {
        ref VenueOrder order = ref _orders[slot];
        order.Previous = queue.Tail;
        order.Next = None;
        if (queue.Tail == None) { queue.Head = slot; } else { _orders[queue.Tail].Next = slot; }
        queue.Tail = slot;
    }

    public void Unlink(int slot, ref TriggerQueue queue)
    {
        ref VenueOrder order = ref _orders[slot];
        if (queue.Tail == slot) { queue.Tail = order.Previous; }
        UnlinkFrom(ref queue.Head, in order);
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("orders at the venue");
        transfer.Part(_slots);
        if (_orders.Length < _slots.Room) { PooledSlots.Lengthen(ref _orders, ref _free, _slots.Room); }
        int count = transfer.Pooled(_orders, ref _free);
        Invariant.Holds(count == Count);
    }

    private void UnlinkFrom(ref int head, in VenueOrder order)
    {
        if (order.Previous == None) { head = order.Next; } else { _orders[order.Previous].Next = order.Next; }
        if (order.Next != None) { _orders[order.Next].Previous = order.Previous; }
    }
}
