using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Orders of one instrument by price and time, preallocated: the storage that matching and order-by-order books share. It
/// knows no rules: an order goes to the end of its price's queue, and everything else is asked of it.
/// </summary>
internal sealed class RestingBook : ISnapshotState
{
    /// <summary>Prices of up to ± 2^60 ticks, so that no difference of two overflows.</summary>
    private const long MaxTicks = 1L << 60;

    private readonly AlignedArray<RestingOrder> _orders;
    private readonly AlignedArray<HiddenQuantity> _icebergs;
    private readonly OrderSlotIndex _index;
    private readonly LevelPool _levels;
    private readonly long _tick;
    private int _free;

    public RestingBook(BookLimits limits, bool withIcebergs)
    {
        ArgumentNullException.ThrowIfNull(limits);
        limits.Validate();
        Limits = limits;
        _tick = limits.Tick.Raw;
        _orders = new AlignedArray<RestingOrder>(limits.MaxOrders + 1);
        _icebergs = new AlignedArray<HiddenQuantity>(withIcebergs ? limits.MaxOrders + 1 : 0);
        _index = new OrderSlotIndex(limits.MaxOrders, _orders);
        _levels = new LevelPool(limits.MaxLevels);
        Bids = new RestingSide(_levels, limits.LadderTicks);
        Asks = new RestingSide(_levels, limits.LadderTicks);
        FreeAll();
    }

    public BookLimits Limits { get; }

    public RestingSide Bids { get; }

    public RestingSide Asks { get; }

    public int OrderCount { get; private set; }

    public int LevelCount => _levels.Count;

    public bool IsFull => _free == 0;

    /// <summary>There is no slot for another order or no level for another price.</summary>
    public bool IsNearLimit => _free == 0 | _levels.IsFull;

    /// <summary>A bid is at or above an ask, which only a book without matching can show.</summary>
    public bool IsCrossed => Bids.Best != 0 && Asks.Best != 0 && -Bids.BestRank >= Asks.BestRank;

    public ref RestingOrder this[int slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _orders[slot];
    }

    public ref HiddenQuantity Iceberg(int slot) => ref _icebergs[slot];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref RestingLevel Level(int level) => ref _levels[level];

    /// <summary>The rank of a price on a side; false when it is not a whole number of ticks or beyond what the book can hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRank(bool isSell, Price price, out long rank)
    {
        long ticks = price.Raw;
        if (_tick != 1)
        {
            ticks = price.Raw / _tick;
            if (ticks * _tick != price.Raw)
            {
                rank = 0;
                return false;
            }
        }

        rank = isSell ? ticks : -ticks;
        return (ulong)(ticks + MaxTicks) <= 2 * (ulong)MaxTicks;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Price PriceOf(long rank, bool isSell) => new((isSell ? rank : -rank) * _tick);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RestingSide SideOf(bool isSell) => isSell ? Asks : Bids;

    /// <summary>The slot of an order, 0 when it is not here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(long id) => _index.Find(id);

    /// <summary>Whether an order at this price would find a level, or one that is free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasRoomAt(bool isSell, long rank) => !_levels.IsFull || SideOf(isSell).Find(rank) != 0;

    /// <summary>Puts an order behind all others of its price. Its id must be new and there must be room for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Append(long id, long rank, long quantity, ushort account, RestingFlags flags)
    {
        int slot = _free;
        ref RestingOrder order = ref _orders[slot];
        _free = order.Next;
        OrderCount++;
        order.Id = id;
        order.Quantity = quantity;
        order.Account = account;
        order.Flags = flags;
        _index.Add(id, slot);
        Enqueue(slot, ref order, SideOf((flags & RestingFlags.Sell) != 0).FindOrAdd(rank));
        return slot;
    }

    /// <summary>Takes an order out of its queue and the index; its slot is free afterwards.</summary>
    public void Remove(int slot)
    {
        ref RestingOrder order = ref _orders[slot];
        ref RestingLevel level = ref _levels[order.Level];
        if (order.IsIceberg) { level.Hidden -= _icebergs[slot].Remaining; }
        int previous = order.Previous;
        int next = order.Next;
        level.Quantity -= order.Quantity;
        level.Count--;
        if (previous == 0) { level.Head = next; } else { _orders[previous].Next = next; }
        if (next == 0) { level.Tail = previous; } else { _orders[next].Previous = previous; }
        if (level.Head == 0) { SideOf(order.IsSell).Remove(order.Level); }
        Release(slot, ref order);
    }

    /// <summary>
    /// Takes the first order of a level away, all of whose displayed quantity has been taken and which hides none. The level
    /// stays, though it may be empty, for the caller that goes on with it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RemoveHead(ref RestingLevel level)
    {
        int slot = level.Head;
        ref RestingOrder order = ref _orders[slot];
        int next = order.Next;
        level.Head = next;
        level.Count--;
        if (next == 0) { level.Tail = 0; } else { _orders[next].Previous = 0; }
        Release(slot, ref order);
    }

    /// <summary>Takes quantity off an order that keeps its place. Some of the displayed quantity must be left.</summary>
    public void Reduce(int slot, long quantity)
    {
        ref RestingOrder order = ref _orders[slot];
        order.Quantity -= quantity;
        _levels[order.Level].Quantity -= quantity;
    }

    /// <summary>Moves an order behind all others of a price on its side, with another displayed quantity. There must be room.</summary>
    public void Requeue(int slot, long rank, long quantity)
    {
        ref RestingOrder order = ref _orders[slot];
        ref RestingLevel level = ref _levels[order.Level];
        if (order.Previous == 0) { level.Head = order.Next; } else { _orders[order.Previous].Next = order.Next; }
        if (order.Next == 0) { level.Tail = order.Previous; } else { _orders[order.Next].Previous = order.Previous; }
        level.Quantity -= order.Quantity;
        level.Count--;
        int from = order.Level;
        RestingSide side = SideOf(order.IsSell);
        if (level.Rank == rank)
        {
            order.Quantity = quantity;
            Enqueue(slot, ref order, from);
            return;
        }

        if (level.Head == 0) { side.Remove(from); }
        order.Quantity = quantity;
        Enqueue(slot, ref order, side.FindOrAdd(rank));
    }

    /// <summary>Shows the next part of the iceberg at the head of a level and moves it to the end: a new part is a new arrival.</summary>
    public void Refresh(ref RestingLevel level)
    {
        int slot = level.Head;
        ref RestingOrder order = ref _orders[slot];
        ref HiddenQuantity iceberg = ref _icebergs[slot];
        long part = Math.Min(iceberg.Display, iceberg.Remaining);
        iceberg.Remaining -= part;
        order.Quantity = part;
        level.Hidden -= part;
        level.Quantity += part;
        if (order.Next == 0) { return; }   // Alone: the end is where it is.
        level.Head = order.Next;
        _orders[order.Next].Previous = 0;
        order.Previous = level.Tail;
        order.Next = 0;
        _orders[level.Tail].Next = slot;
        level.Tail = slot;
    }

    public void Clear()
    {
        Bids.Clear();
        Asks.Clear();
        _levels.Clear();
        _index.Clear();
        FreeAll();
    }

    /// <summary>
    /// The orders in their queues, worst price first. Which slot or level holds one, and how far the ladders have slid, nobody
    /// sees; loaded, they lie as if the orders had just come.
    /// </summary>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section($"resting orders within {Limits}");
        SavedOrder[] orders = transfer.IsLoading ? [] : SavedOrder.AllOf(this);
        Array.Resize(ref orders, transfer.Count(orders.Length, Limits.MaxOrders));
        transfer.Values(orders.AsSpan());
        if (!transfer.IsLoading) { return; }
        Clear();
        foreach (ref readonly SavedOrder order in orders.AsSpan())
        {
            Invariant.Holds(HasRoomAt((order.Flags & RestingFlags.Sell) != 0, order.Rank));
            int slot = Append(order.Id, order.Rank, order.Quantity, order.Account, order.Flags);
            if ((order.Flags & RestingFlags.Iceberg) != 0) { Hide(slot, order.Hidden); }
        }
    }

    /// <summary>Gives an order that was just appended what it does not show.</summary>
    public void Hide(int slot, HiddenQuantity hidden)
    {
        _icebergs[slot] = hidden;
        _levels[_orders[slot].Level].Hidden += hidden.Remaining;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enqueue(int slot, ref RestingOrder order, int at)
    {
        ref RestingLevel level = ref _levels[at];
        int tail = level.Tail;
        order.Level = at;
        order.Previous = tail;
        order.Next = 0;
        if (tail == 0) { level.Head = slot; } else { _orders[tail].Next = slot; }
        level.Tail = slot;
        level.Quantity += order.Quantity;
        level.Count++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Release(int slot, ref RestingOrder order)
    {
        _index.Remove(order.Id, slot);
        order.Next = _free;
        _free = slot;
        OrderCount--;
    }

    private void FreeAll()
    {
        int last = Limits.MaxOrders;
        for (int slot = 1; slot <= last; slot++) { _orders[slot].Next = slot < last ? slot + 1 : 0; }
        _free = 1;
        OrderCount = 0;
    }
}
