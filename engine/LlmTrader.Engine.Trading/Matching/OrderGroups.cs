using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Orders that depend on each other.</summary>
internal struct OrderGroup : IPooledSlot<OrderGroup>
{
    public OrderId Id;

    /// <summary>The first of its open orders, in order of arrival, and how many there are.</summary>
    public int Head;
    public int Tail;
    public int Count;

    /// <summary>What each of its orders orders.</summary>
    public Quantity Quantity;

    /// <summary>Of a bracket: what the parent has filled, and at what price last.</summary>
    public Quantity Entered;
    public Price EntryPrice;

    /// <summary>What the children, or the orders that cancel each other, have filled together.</summary>
    public Quantity Exited;

    /// <summary>The bar in which a stop of the group is hit: its other orders do not fill inside that bar.</summary>
    public long LossInBar;

    public InstrumentId Instrument;

    /// <summary>Of its first order.</summary>
    public Side Side;

    public bool IsBracket;

    /// <summary>Its first order has been taken.</summary>
    public bool HasFirst;
    public bool IsParentDone;

    /// <summary>A stop among the exits has been triggered: the parent's rest is not to open any more.</summary>
    public bool IsStopped;

    /// <summary>An order of it was refused: what has filled nothing is taken back.</summary>
    public bool IsBroken;
    public bool IsChanged;
    public int NextFree;

    /// <summary>What one of its exits may still come to fill.</summary>
    public readonly Quantity Potential => (IsBracket && (IsParentDone || IsStopped) ? Entered : Quantity) - Exited;

    /// <summary>What one of its exits may fill now.</summary>
    public readonly Quantity Active => (IsBracket ? Entered : Quantity) - Exited;

    readonly int IPooledSlot<OrderGroup>.NextFree => NextFree;

    static OrderGroup IPooledSlot<OrderGroup>.Free(int nextFree) => new() { NextFree = nextFree };
}

/// <summary>
/// Keeps account of the groups. A fill shrinks the other orders at once, so that they can never fill together beyond what the group
/// has; who has to be released, held or cancelled is noted, and done by <see cref="GroupSettlement"/> after the market data.
/// </summary>
internal sealed class OrderGroups : ISnapshotState
{
    private readonly VenueOrders _orders;
    private readonly OrderMap<int> _places;
    private OrderGroup[] _groups = [];   // As many as the index has room for.
    private int[] _changed = [];         // Places, round robin; each at most once.
    private int _firstChanged;
    private int _changedCount;
    private int _free = VenueOrders.None;
    private int _current = VenueOrders.None;

    /// <param name="orders">The venue's.</param>
    /// <param name="maxOpenOrders">Of people and strategies: of each at least one is open.</param>
    /// <param name="startsSmall">There is room for few at first, which grows; references to groups are then stale after <see cref="Arrive"/>.</param>
    public OrderGroups(VenueOrders orders, int maxOpenOrders, bool startsSmall = false)
    {
        _orders = orders;
        _places = new OrderMap<int>(maxOpenOrders + 2, startsSmall);   // An open order each, and the one that is arriving.
        TakeRoom();
    }

    public ref OrderGroup this[int place] => ref _groups[place];

    /// <summary>
    /// Where the group of an order that arrives is. The orders of a group arrive one right after the other, so that the group is
    /// kept, also when nothing of it is open, until an order of another one comes.
    /// </summary>
    public int Arrive(in OrderCommand command)
    {
        OrderId id = command.GroupId;
        if (_current != VenueOrders.None && _groups[_current].Id != id)
        {
            int before = _current;
            _current = VenueOrders.None;
            FreeIfOver(before);
        }

        ref int known = ref _places.Find(id);
        if (!Unsafe.IsNullRef(ref known)) { return _current = known; }

        ref int place = ref _places.Add(id);
        if (_groups.Length < _places.Room) { TakeRoom(); }
        place = _free;
        ref OrderGroup group = ref _groups[place];
        _free = group.NextFree;
        group = new OrderGroup
        {
            Id = id,
            Head = VenueOrders.None,
            Tail = VenueOrders.None,
            Quantity = command.Quantity,
            Instrument = command.Instrument,
            Side = command.Side,
            IsBracket = command.Contingency is Contingency.Parent or Contingency.Child,
        };
        return _current = place;
    }

    /// <summary>Whether an order fits the group that it names.</summary>
    public bool Accepts(int place, in OrderCommand command)
    {
        ref OrderGroup group = ref _groups[place];
        bool isFirst = command.OrderId == group.Id;
        if (group.IsBroken || group.Instrument != command.Instrument || group.Quantity != command.Quantity || isFirst == group.HasFirst) { return false; }
        if (!group.IsBracket) { return command.Contingency == Contingency.OneCancelsOther; }
        if (isFirst) { return command.Contingency == Contingency.Parent; }
        return command.Contingency == Contingency.Child && command.Side != group.Side && !(group.IsParentDone && group.Entered.IsZero);
    }

    /// <summary>An order of the group was refused.</summary>
    public void Break(int place)
    {
        _groups[place].IsBroken = true;
        Change(place);
    }

    public void Join(int slot, int place)
    {
        ref OrderGroup group = ref _groups[place];
        ref VenueOrder order = ref _orders[slot];
        order.Group = place;
        order.NextOfGroup = VenueOrders.None;
        if (group.Tail == VenueOrders.None) { group.Head = slot; } else { _orders[group.Tail].NextOfGroup = slot; }
        group.Tail = slot;
        group.Count++;
        group.HasFirst = true;
        if (order.Contingency != Contingency.Parent) { order.Leaves = group.Active; }
        Change(place);
    }

    /// <summary>Shrinks, or lets grow, what the other orders of the group may fill. The order's own quantities include the fill.</summary>
    public void OnFill(int slot, Quantity filled, Price price)
    {
        ref VenueOrder order = ref _orders[slot];
        if (!order.IsGrouped) { return; }
        ref OrderGroup group = ref _groups[order.Group];
        if (order.Contingency == Contingency.Parent)
        {
            group.Entered += filled;
            group.EntryPrice = price;
        }
        else { group.Exited += filled; }

        for (int at = group.Head; at != VenueOrders.None; at = _orders[at].NextOfGroup)
        {
            ref VenueOrder other = ref _orders[at];
            if (other.Contingency == Contingency.Parent) { continue; }
            other.Leaves = group.Active;
        }

        Change(order.Group);
    }

    /// <summary>An order is about to report that it was triggered.</summary>
    public void OnTrigger(in VenueOrder order)
    {
        if (order.Contingency != Contingency.Child || !order.IsStop) { return; }
        _groups[order.Group].IsStopped = true;
        Change(order.Group);
    }

    /// <summary>What a report calls the order's leaves: also what an exit may come to fill later.</summary>
    public Quantity LeavesOf(in VenueOrder order) =>
        order.Contingency == Contingency.Child ? _groups[order.Group].Potential : order.Leaves;

    /// <summary>An order is about to be forgotten.</summary>
    public void OnEnd(int slot)
    {
        ref VenueOrder order = ref _orders[slot];
        if (!order.IsGrouped) { return; }
        ref OrderGroup group = ref _groups[order.Group];
        int before = VenueOrders.None;
        for (int at = group.Head; at != slot; at = _orders[at].NextOfGroup) { before = at; }
        if (before == VenueOrders.None) { group.Head = order.NextOfGroup; } else { _orders[before].NextOfGroup = order.NextOfGroup; }
        if (group.Tail == slot) { group.Tail = before; }
        group.Count--;
        if (order.Contingency == Contingency.Parent) { group.IsParentDone = true; }
        Change(order.Group);
    }

    /// <summary>The next group that has changed, in the order of the changes.</summary>
    public bool TryTakeChanged(out int place)
    {
        place = VenueOrders.None;
        if (_changedCount == 0) { return false; }
        place = _changed[_firstChanged];
        if (++_firstChanged == _changed.Length) { _firstChanged = 0; }
        _changedCount--;
        _groups[place].IsChanged = false;
        return true;
    }

    /// <summary>Forgets a group of which nothing is open.</summary>
    public void FreeIfOver(int place)
    {
        ref OrderGroup group = ref _groups[place];
        if (group.Count > 0 || group.IsChanged || place == _current) { return; }
        _places.Remove(group.Id);
        group = new OrderGroup { NextFree = _free };
        _free = place;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("order groups");
        transfer.Part(_places);
        if (_groups.Length < _places.Room) { TakeRoom(); }
        int count = transfer.Pooled(_groups, ref _free);
        Invariant.Holds(count == _places.Count);
        Invariant.Holds(_changedCount == 0);   // An event ends when all that it changed is settled.
        transfer.Value(ref _firstChanged);
        transfer.Value(ref _current);
    }

    private void TakeRoom()
    {
        Invariant.Holds(_changedCount == 0);   // An order arrives when all that those before it changed is settled.
        PooledSlots.Lengthen(ref _groups, ref _free, _places.Room);
        Array.Resize(ref _changed, _places.Room);
    }

    private void Change(int place)
    {
        if (_groups[place].IsChanged) { return; }
        _groups[place].IsChanged = true;
        int at = _firstChanged + _changedCount++;
        _changed[at < _changed.Length ? at : at - _changed.Length] = place;
    }
}
