using System.Runtime.CompilerServices;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// The price levels of one side by rank (lower is better): a ladder that is indexed by tick around the best price, and
/// what lies beyond it in <see cref="OuterLevels"/>. The best level is always in the ladder, which slides when it leaves.
/// </summary>
/// <remarks>
/// exchange-core's direct book keeps prices in an adaptive radix tree, which costs some steps for every price; here the
/// prices near the best one, where nearly everything happens, cost one step.
/// </remarks>
internal sealed class RestingSide
{
    /// <summary>The best rank of an empty side: worse than any limit.</summary>
    public const long NoRank = long.MaxValue;

    private readonly LevelPool _levels;
    private readonly AlignedArray<int> _ladder;   // Level by rank − origin, 0 for none.
    private readonly LadderBitmap _occupied;
    private readonly OuterLevels _outer;
    private long _origin;

    /// <param name="levels">Shared with the other side.</param>
    /// <param name="ladderTicks">A power of two from 64 to <see cref="LadderBitmap.MaxCapacity"/>.</param>
    public RestingSide(LevelPool levels, int ladderTicks)
    {
        _levels = levels;
        _ladder = new AlignedArray<int>(ladderTicks);
        _occupied = new LadderBitmap(ladderTicks);
        _outer = new OuterLevels(levels.Capacity);
    }

    public long BestRank { get; private set; } = NoRank;

    /// <summary>The best level, 0 when the side is empty.</summary>
    public int Best { get; private set; }

    /// <summary>The worst level, 0 when the side is empty.</summary>
    public int Worst => _outer.Count > 0 ? _outer.At(0) : Best == 0 ? 0 : _ladder[_occupied.Below(_ladder.Length)];

    /// <summary>The level at a rank, 0 for none.</summary>
    public int Find(long rank)
    {
        ulong index = (ulong)(rank - _origin);
        if (index < (ulong)_ladder.Length) { return _ladder[(int)index]; }
        int place = _outer.Find(rank);
        return place < 0 ? 0 : _outer.At(place);
    }

    /// <summary>The level at a rank, made when it is not there; the pool must then have one left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindOrAdd(long rank)
    {
        ulong index = (ulong)(rank - _origin);
        if (index < (ulong)_ladder.Length)
        {
            int level = _ladder[(int)index];
            return level != 0 ? level : AddNear((int)index, rank);
        }

        return FindOrAddFar(rank);
    }

    /// <summary>Takes an empty level out and returns it to the pool.</summary>
    public void Remove(int level)
    {
        long rank = _levels[level].Rank;
        ulong index = (ulong)(rank - _origin);
        if (index < (ulong)_ladder.Length)
        {
            _ladder[(int)index] = 0;
            _occupied.Clear((int)index);
            if (level == Best) { FindBest((int)index); }
        }
        else
        {
            _outer.RemoveAt(_outer.Find(rank));
        }

        _levels.Return(level);
    }

    /// <summary>The next worse level, 0 behind the last.</summary>
    public int Worse(int level)
    {
        long rank = _levels[level].Rank;
        ulong index = (ulong)(rank - _origin);
        int place = _outer.Count;
        if (index < (ulong)_ladder.Length)
        {
            int next = _occupied.Above((int)index);
            if (next >= 0) { return _ladder[next]; }
        }
        else
        {
            place = _outer.Find(rank);
        }

        return place > 0 ? _outer.At(place - 1) : 0;
    }

    /// <summary>The next better level, 0 before the best.</summary>
    public int Better(int level)
    {
        long rank = _levels[level].Rank;
        ulong index = (ulong)(rank - _origin);
        if (index >= (ulong)_ladder.Length)
        {
            int place = _outer.Find(rank);
            if (place < _outer.Count - 1) { return _outer.At(place + 1); }
            index = (ulong)_ladder.Length;
        }

        int near = _occupied.Below((int)index);
        return near < 0 ? 0 : _ladder[near];
    }

    public void Clear()
    {
        _ladder.Clear();
        _occupied.Clear();
        _outer.Clear();
        Best = 0;
        BestRank = NoRank;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int AddNear(int index, long rank)
    {
        int level = _levels.Rent(rank);
        _ladder[index] = level;
        _occupied.Set(index);
        if (rank < BestRank)
        {
            BestRank = rank;
            Best = level;
        }

        return level;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindOrAddFar(long rank)
    {
        int quarter = _ladder.Length / 4;
        if (Best == 0)
        {
            _origin = rank - quarter;
            return AddNear(quarter, rank);
        }

        if (rank < _origin)
        {
            SlideDown(rank - quarter);
            return AddNear(quarter, rank);
        }

        // The best price has moved far into the ladder: give the room in front of it to the prices behind it.
        if (BestRank - _origin > 2 * quarter)
        {
            SlideUp(BestRank - quarter);
            return FindOrAddAfterSlide(rank);
        }

        int place = _outer.Find(rank);
        return place >= 0 ? _outer.At(place) : AddFar(~place, rank);
    }

    private int FindOrAddAfterSlide(long rank)
    {
        ulong index = (ulong)(rank - _origin);
        if (index < (ulong)_ladder.Length)
        {
            int near = _ladder[(int)index];
            return near != 0 ? near : AddNear((int)index, rank);
        }

        int place = _outer.Find(rank);
        return place >= 0 ? _outer.At(place) : AddFar(~place, rank);
    }

    private int AddFar(int place, long rank)
    {
        int level = _levels.Rent(rank);
        _outer.Insert(place, rank, level);
        return level;
    }

    private void FindBest(int from)
    {
        int next = _occupied.Above(from);
        if (next < 0 && _outer.Count > 0)
        {
            SlideUp(_outer.BestRank - (_ladder.Length / 4));
            next = _occupied.Above(-1);
        }

        Best = next < 0 ? 0 : _ladder[next];
        BestRank = next < 0 ? NoRank : _levels[Best].Rank;
    }

    // Towards better prices: the worst levels leave the ladder, from the outside in, so that each is the best of the far ones.
    private void SlideDown(long origin)
    {
        for (int index = _occupied.Below(_ladder.Length); index >= 0; index = _occupied.Below(index))
        {
            int level = _ladder[index];
            long rank = _levels[level].Rank;
            _ladder[index] = 0;
            _occupied.Clear(index);
            ulong moved = (ulong)(rank - origin);
            if (moved < (ulong)_ladder.Length) { Place((int)moved, level); } else { _outer.Push(rank, level); }
        }

        _origin = origin;
    }

    // Towards worse prices: no level leaves, since none is better than the best; the best far ones come in.
    private void SlideUp(long origin)
    {
        for (int index = _occupied.Above(-1); index >= 0; index = _occupied.Above(index))
        {
            int level = _ladder[index];
            _ladder[index] = 0;
            _occupied.Clear(index);
            Place((int)(_levels[level].Rank - origin), level);
        }

        _origin = origin;
        while (_outer.Count > 0 && (ulong)(_outer.BestRank - origin) < (ulong)_ladder.Length)
        {
            int index = (int)(_outer.BestRank - origin);
            Place(index, _outer.Pop());
        }
    }

    private void Place(int index, int level)
    {
        _ladder[index] = level;
        _occupied.Set(index);
    }
}
