using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Open orders by id, preallocated: open addressing with linear probing and backward-shift deletion over an index, the
/// entries themselves in a dense array linked in order of arrival, so that going through them never depends on a hash.
/// </summary>
/// <typeparam name="TOrder">What the stage keeps of an order.</typeparam>
public sealed class OrderMap<TOrder> : ISnapshotState where TOrder : unmanaged
{
    private const int None = -1;
    private const int FewOrders = 4;

    private int[] _buckets = [];      // Entry index or None.
    private Entry[] _entries = [];
    private int _mask;
    private int _free = None;
    private int _first = None;
    private int _last = None;

    /// <summary>Holds up to <paramref name="capacity"/> orders; full is an answer, not a reason to grow.</summary>
    /// <param name="capacity">The most orders.</param>
    /// <param name="startsSmall">Begins with room for few, which is doubled up to the same capacity; references to entries are then stale after <see cref="Add"/>.</param>
    public OrderMap(int capacity, bool startsSmall = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1 << 24);
        Capacity = capacity;
        Lengthen(startsSmall ? Math.Min(capacity, FewOrders) : capacity);
    }

    public int Capacity { get; }

    /// <summary>Entries that there are now, the capacity at most.</summary>
    public int Room => _entries.Length;

    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    public void Clear()
    {
        Array.Fill(_buckets, None);
        for (int i = 0; i < Room; i++) { _entries[i] = new Entry { Next = i + 1 < Room ? i + 1 : None }; }
        _free = 0;
        _first = _last = None;
        Count = 0;
    }

    /// <summary>The order's entry, or a null reference (<see cref="Unsafe.IsNullRef{T}"/>).</summary>
    public ref TOrder Find(OrderId id)
    {
        for (int bucket = Home(id); ; bucket = (bucket + 1) & _mask)
        {
            int index = _buckets[bucket];
            if (index == None) { return ref Unsafe.NullRef<TOrder>(); }
            ref Entry entry = ref _entries[index];
            if (entry.Id == id) { return ref entry.Order; }
        }
    }

    public bool Contains(OrderId id) => FindBucket(id) != None;

    /// <summary>A cleared entry at the end of the order of arrival. The id must be new and the map not full.</summary>
    public ref TOrder Add(OrderId id)
    {
        Invariant.Holds(!IsFull);
        if (Count == Room) { Lengthen(Math.Min(Capacity, 2 * Room)); }
        int bucket = FreeBucket(id);
        int index = _free;
        ref Entry entry = ref _entries[index];
        _free = entry.Next;
        _buckets[bucket] = index;
        (entry.Id, entry.Previous, entry.Next) = (id, _last, None);   // Its order is clear, as all of a free entry.
        if (_last == None) { _first = index; } else { _entries[_last].Next = index; }
        _last = index;
        Count++;
        return ref entry.Order;
    }

    /// <summary>Removes an order; false when it is not here.</summary>
    public bool Remove(OrderId id)
    {
        int bucket = FindBucket(id);
        if (bucket == None) { return false; }

        int index = _buckets[bucket];
        ref Entry entry = ref _entries[index];
        if (entry.Previous == None) { _first = entry.Next; } else { _entries[entry.Previous].Next = entry.Next; }
        if (entry.Next == None) { _last = entry.Previous; } else { _entries[entry.Next].Previous = entry.Previous; }
        entry = default;
        entry.Next = _free;
        _free = index;
        Count--;
        CloseHole(bucket);
        return true;
    }

    /// <summary>The oldest order's position for <see cref="At"/>, or −1. Going on with <see cref="NextOf"/> visits all in order of arrival.</summary>
    public int First => _first;

    /// <summary>The position after this one, or −1. Read it before removing the entry at <paramref name="position"/>.</summary>
    public int NextOf(int position) => _entries[position].Next;

    /// <summary>The newest order's position, or −1. Going on with <see cref="PreviousOf"/> visits all from the newest to the oldest.</summary>
    public int Last => _last;

    /// <summary>The position before this one, or −1.</summary>
    public int PreviousOf(int position) => _entries[position].Previous;

    public OrderId IdAt(int position) => _entries[position].Id;

    public ref TOrder At(int position) => ref _entries[position].Order;

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section($"orders by id, {Capacity} at most");
        if (Room < Capacity) { Lengthen(Capacity); }
        Count = transfer.Pooled(_entries, ref _free);
        transfer.Value(ref _first);
        transfer.Value(ref _last);

        // Where an order lies among those with nearly the same hash depends on those that were there before.
        int[] buckets = new int[Count];
        for (int position = _first, i = 0; !transfer.IsLoading && position != None; position = _entries[position].Next) { buckets[i++] = FindBucket(_entries[position].Id); }
        transfer.Values(buckets.AsSpan());
        if (!transfer.IsLoading) { return; }
        Array.Fill(_buckets, None);
        for (int position = _first, i = 0; position != None; position = _entries[position].Next) { _buckets[buckets[i++]] = position; }
    }

    private int Home(OrderId id) => (int)(((ulong)id.Raw * 0x9E37_79B9_7F4A_7C15UL) >> 32) & _mask;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Lengthen(int room)
    {
        PooledSlots.Lengthen(ref _entries, ref _free, room);
        int buckets = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)room * 2);   // At most half full: short probes.
        _buckets = new int[buckets];
        _mask = buckets - 1;
        Array.Fill(_buckets, None);
        for (int position = _first; position != None; position = _entries[position].Next) { _buckets[FreeBucket(_entries[position].Id)] = position; }
    }

    // The end of the id's probe run; the id must not be in it.
    private int FreeBucket(OrderId id)
    {
        int bucket = Home(id);
        while (_buckets[bucket] != None)
        {
            Invariant.Holds(_entries[_buckets[bucket]].Id != id);
            bucket = (bucket + 1) & _mask;
        }

        return bucket;
    }

    private int FindBucket(OrderId id)
    {
        for (int bucket = Home(id); ; bucket = (bucket + 1) & _mask)
        {
            int index = _buckets[bucket];
            if (index == None) { return None; }
            if (_entries[index].Id == id) { return bucket; }
        }
    }

    // Moves later members of the probe run into the hole, so that no tombstones ever slow a look-up.
    private void CloseHole(int hole)
    {
        for (int bucket = (hole + 1) & _mask; _buckets[bucket] != None; bucket = (bucket + 1) & _mask)
        {
            int home = Home(_entries[_buckets[bucket]].Id);
            if (((bucket - home) & _mask) >= ((bucket - hole) & _mask))
            {
                _buckets[hole] = _buckets[bucket];
                hole = bucket;
            }
        }

        _buckets[hole] = None;
    }

    private struct Entry : IPooledSlot<Entry>
    {
        public OrderId Id;
        public int Previous;
        public int Next;
        public TOrder Order;

        readonly int IPooledSlot<Entry>.NextFree => Next;

        static Entry IPooledSlot<Entry>.Free(int nextFree) => new() { Next = nextFree };
    }
}
