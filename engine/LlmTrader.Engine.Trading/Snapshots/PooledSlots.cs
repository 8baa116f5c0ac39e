using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>An entry of a preallocated table whose free entries are linked, each naming the next; −1 ends the list.</summary>
internal interface IPooledSlot<TSelf> where TSelf : unmanaged, IPooledSlot<TSelf>
{
    /// <summary>Of a free slot: the next free one.</summary>
    int NextFree { get; }

    /// <summary>A free slot.</summary>
    static abstract TSelf Free(int nextFree);
}

/// <summary>
/// Makes such a table longer, and takes it into a snapshot: the slots in use, and the order in which the free ones will be given out,
/// since what comes next goes there. Free slots that lie in order up to the table's end, as all do at first, are not written.
/// </summary>
internal static class PooledSlots
{
    private const int None = -1;

    /// <summary>
    /// Gives a table <paramref name="length"/> slots. The new ones are given out in order, after those that are free already: as in a
    /// table that had them from the beginning.
    /// </summary>
    public static void Lengthen<T>(ref T[] slots, ref int firstFree, int length) where T : unmanaged, IPooledSlot<T>
    {
        int first = slots.Length;
        Array.Resize(ref slots, length);
        for (int slot = first; slot < length; slot++) { slots[slot] = T.Free(slot + 1 < length ? slot + 1 : None); }
        int last = None;
        for (int slot = firstFree; slot != None; slot = slots[slot].NextFree) { last = slot; }
        if (last == None) { firstFree = first; } else { slots[last] = T.Free(first); }
    }

    /// <summary>Saves or loads a table; returns how many slots are in use.</summary>
    /// <param name="transfer">The snapshot.</param>
    /// <param name="slots">The table.</param>
    /// <param name="firstFree">Its first free slot.</param>
    public static int Pooled<T>(this ISnapshotTransfer transfer, T[] slots, ref int firstFree) where T : unmanaged, IPooledSlot<T>
    {
        ReadOnlySpan<int> free = TransferFree(transfer, transfer.IsLoading ? [] : Free(slots, firstFree), slots.Length);
        ReadOnlySpan<int> used = OthersThan(free, slots.Length);
        T[] values = new T[used.Length];
        if (!transfer.IsLoading)
        {
            for (int i = 0; i < used.Length; i++) { values[i] = slots[used[i]]; }
        }

        transfer.Values(values.AsSpan());
        if (transfer.IsLoading)
        {
            for (int i = 0; i < used.Length; i++) { slots[used[i]] = values[i]; }
            firstFree = Link(slots, free);
        }

        return used.Length;
    }

    private static int[] Free<T>(T[] slots, int first) where T : unmanaged, IPooledSlot<T>
    {
        int count = 0;
        for (int slot = first; slot != None; slot = slots[slot].NextFree) { count++; }
        int[] free = new int[count];
        int at = 0;
        for (int slot = first; slot != None; slot = slots[slot].NextFree) { free[at++] = slot; }
        return free;
    }

    private static int[] TransferFree(ISnapshotTransfer transfer, int[] free, int slots)
    {
        int count = transfer.Count(free.Length, slots);
        int written = free.Length;
        while (written > 0 && free[written - 1] == slots - free.Length + written - 1) { written--; }
        written = transfer.Count(written, count);
        if (transfer.IsLoading)
        {
            free = new int[count];
            for (int i = written; i < count; i++) { free[i] = slots - count + i; }
        }

        transfer.Values(free.AsSpan(0, written));
        return free;
    }

    private static int[] OthersThan(ReadOnlySpan<int> free, int slots)
    {
        bool[] isFree = new bool[slots];
        foreach (int slot in free)
        {
            Invariant.Holds((uint)slot < (uint)slots && !isFree[slot]);
            isFree[slot] = true;
        }

        int[] others = new int[slots - free.Length];
        int count = 0;
        for (int slot = 0; slot < slots; slot++)
        {
            if (!isFree[slot]) { others[count++] = slot; }
        }

        return others;
    }

    private static int Link<T>(T[] slots, ReadOnlySpan<int> free) where T : unmanaged, IPooledSlot<T>
    {
        int next = None;
        for (int i = free.Length - 1; i >= 0; i--)
        {
            slots[free[i]] = T.Free(next);
            next = free[i];
        }

        return next;
    }
}
