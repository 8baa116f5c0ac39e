namespace LlmTrader.Engine.Trading;

/// <summary>
/// The levels of one side that lie beyond its ladder, sorted with the best one last: what comes into the ladder next is
/// popped, a look-up is a binary search, and a new level moves those that are better.
/// </summary>
internal sealed class OuterLevels(int capacity)
{
    private readonly long[] _ranks = new long[capacity];
    private readonly int[] _levels = new int[capacity];

    public int Count { get; private set; }

    public long BestRank => _ranks[Count - 1];

    /// <summary>The place of the level with this rank, or the complement of the place where it would be inserted.</summary>
    public int Find(long rank)
    {
        int low = 0;
        int high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            long there = _ranks[middle];
            if (there == rank) { return middle; }
            if (there > rank) { low = middle + 1; } else { high = middle - 1; }
        }

        return ~low;
    }

    public int At(int place) => _levels[place];

    public void Insert(int place, long rank, int level)
    {
        Array.Copy(_ranks, place, _ranks, place + 1, Count - place);
        Array.Copy(_levels, place, _levels, place + 1, Count - place);
        _ranks[place] = rank;
        _levels[place] = level;
        Count++;
    }

    public void RemoveAt(int place)
    {
        Count--;
        Array.Copy(_ranks, place + 1, _ranks, place, Count - place);
        Array.Copy(_levels, place + 1, _levels, place, Count - place);
    }

    /// <summary>Adds a level that is better than all others here.</summary>
    public void Push(long rank, int level)
    {
        _ranks[Count] = rank;
        _levels[Count] = level;
        Count++;
    }

    /// <summary>Takes the best level away.</summary>
    public int Pop() => _levels[--Count];

    public void Clear() => Count = 0;
}
