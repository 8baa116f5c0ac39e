using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// The levels that lie beyond a side's ladder: a sorted array, the worst first, so that what is nearest to the ladder is
/// at the end and cheap to move. Found by halving from a doubling step back from the end.
/// </summary>
internal sealed class FarLevels(int capacity) : ISnapshotState
{
    private readonly FarLevel[] _levels = new FarLevel[capacity];

    public int Count { get; private set; }

    /// <summary>By place from the worst.</summary>
    public FarLevel this[int index] => _levels[index];

    public void Clear() => Count = 0;

    /// <summary>The quantity at a key, 0 when there is none.</summary>
    public long QuantityAt(long key)
    {
        int at = LowerBound(key);
        return at < Count && _levels[at].Key == key ? _levels[at].Quantity : 0;
    }

    /// <summary>Changes a level that is there; false when none is.</summary>
    public bool TryChange(long key, long quantity)
    {
        int at = LowerBound(key);
        if (at == Count || _levels[at].Key != key) { return false; }
        _levels[at].Quantity = quantity;
        return true;
    }

    /// <summary>Adds a level that is not there; there is room.</summary>
    public void Add(long key, long quantity)
    {
        Invariant.Holds(Count < _levels.Length);
        int at = Count > 0 && key > _levels[Count - 1].Key ? Count : LowerBound(key);
        _levels.AsSpan(at, Count - at).CopyTo(_levels.AsSpan(at + 1));
        _levels[at] = new FarLevel(key, quantity);
        Count++;
    }

    /// <summary>False when the level is not there.</summary>
    public bool Remove(long key)
    {
        int at = LowerBound(key);
        if (at == Count || _levels[at].Key != key) { return false; }
        _levels.AsSpan(at + 1, Count - at - 1).CopyTo(_levels.AsSpan(at));
        Count--;
        return true;
    }

    public void RemoveWorst()
    {
        _levels.AsSpan(1, Count - 1).CopyTo(_levels);
        Count--;
    }

    public void RemoveBest() => Count--;

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section($"far levels, {_levels.Length} at most");
        int count = Count;
        transfer.Used(_levels, ref count);
        Count = count;
    }

    // The first index whose key is not below the given one.
    private int LowerBound(long key)
    {
        int high = Count;
        int low = Count;
        for (int step = 8; low > 0; step <<= 1)
        {
            low = Math.Max(0, low - step);
            if (_levels[low].Key < key) { low++; break; }
            high = low;
        }

        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (_levels[middle].Key < key) { low = middle + 1; } else { high = middle; }
        }

        return low;
    }
}

/// <summary>A level by its key: higher is better.</summary>
internal struct FarLevel(long key, long quantity)
{
    public long Key = key;
    public long Quantity = quantity;
}
