using System.Runtime.InteropServices;

namespace LlmTrader.Engine.Trading;

/// <summary>All orders of one side at one price, first in first out. Level 0 means none.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct RestingLevel
{
    /// <summary>The price in ticks, its sign turned for bids, so that a lower rank is better on both sides.</summary>
    public long Rank;

    /// <summary>Displayed quantity of all orders.</summary>
    public long Quantity;

    /// <summary>Quantity behind the displayed parts of icebergs.</summary>
    public long Hidden;

    /// <summary>The first order; of a free level, the next free one.</summary>
    public int Head;
    public int Tail;
    public int Count;
}

/// <summary>The preallocated levels of both sides of a book.</summary>
internal sealed class LevelPool
{
    private readonly AlignedArray<RestingLevel> _levels;
    private int _free;

    public LevelPool(int capacity)
    {
        Capacity = capacity;
        _levels = new AlignedArray<RestingLevel>(capacity + 1);
        Clear();
    }

    public int Capacity { get; }

    public int Count { get; private set; }

    public bool IsFull => _free == 0;

    public ref RestingLevel this[int level] => ref _levels[level];

    public int Rent(long rank)
    {
        int level = _free;
        ref RestingLevel entry = ref _levels[level];
        _free = entry.Head;
        entry = new RestingLevel { Rank = rank };
        Count++;
        return level;
    }

    public void Return(int level)
    {
        _levels[level].Head = _free;
        _free = level;
        Count--;
    }

    public void Clear()
    {
        for (int level = 1; level <= Capacity; level++) { _levels[level] = new RestingLevel { Head = level < Capacity ? level + 1 : 0 }; }
        _free = 1;
        Count = 0;
    }
}
