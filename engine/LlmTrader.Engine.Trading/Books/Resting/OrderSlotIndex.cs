using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Finds an order's slot by its id: open addressing with linear probing and backward-shift deletion, at most half full.
/// Eight ids in sequence share a cache line, and lines are spread by a multiplication, so that a stream of new ids writes
/// one line at a time whatever their step.
/// </summary>
internal sealed class OrderSlotIndex
{
    private readonly AlignedArray<Bucket> _buckets;
    private readonly AlignedArray<RestingOrder> _orders;
    private readonly int _mask;
    private readonly int _shift;

    public OrderSlotIndex(int capacity, AlignedArray<RestingOrder> orders)
    {
        int buckets = Math.Max(64, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity * 2));
        _buckets = new AlignedArray<Bucket>(buckets);
        _orders = orders;
        _mask = buckets - 1;
        _shift = 64 - System.Numerics.BitOperations.Log2((uint)buckets / 8);
    }

    /// <summary>The slot of an order, 0 when it is not here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(long id)
    {
        int home = Home(id);
        for (int i = home; ; i = (i + 1) & _mask)
        {
            ref Bucket bucket = ref _buckets[i];
            if (bucket.Slot == 0) { return 0; }
            if (bucket.Home == home && _orders[bucket.Slot].Id == id) { return bucket.Slot; }
        }
    }

    /// <summary>Adds an order whose id is not here yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long id, int slot)
    {
        int home = Home(id);
        int i = home;
        while (_buckets[i].Slot != 0) { i = (i + 1) & _mask; }
        _buckets[i] = new Bucket { Home = home, Slot = slot };
    }

    /// <summary>Removes an order that is here.</summary>
    public void Remove(long id, int slot)
    {
        int hole = Home(id);
        while (_buckets[hole].Slot != slot) { hole = (hole + 1) & _mask; }

        // Later members of the probe run move into the hole, so that no tombstone ever slows a look-up.
        for (int i = (hole + 1) & _mask; ; i = (i + 1) & _mask)
        {
            Bucket bucket = _buckets[i];
            if (bucket.Slot == 0) { break; }
            if (((i - bucket.Home) & _mask) >= ((i - hole) & _mask))
            {
                _buckets[hole] = bucket;
                hole = i;
            }
        }

        _buckets[hole] = default;
    }

    public void Clear() => _buckets.Clear();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Home(long id) => ((int)(((ulong)(id >>> 3) * 0x9E37_79B9_7F4A_7C15UL) >> _shift) << 3) | (int)(id & 7);

    [StructLayout(LayoutKind.Sequential, Size = 8)]
    private struct Bucket
    {
        public int Home;   // Kept, so that a deletion need not visit the orders of the run.
        public int Slot;   // 0 is free.
    }
}
