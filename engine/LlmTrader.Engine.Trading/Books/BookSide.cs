using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// The levels of one side. Prices are turned into keys of which the higher is the better (an ask's is its negative), so
/// that both sides are one code. The levels near the best lie in a <see cref="PriceLadder"/> whose window follows the
/// market; what is worse than the window waits in <see cref="FarLevels"/>. The best level is always in the ladder.
/// </summary>
internal sealed class BookSide : ISnapshotState
{
    private readonly PriceLadder _ladder;
    private readonly FarLevels _far;
    private readonly int _capacity;
    private readonly long _sign;
    private readonly int _roomAbove;   // Between the best and the window's upper end when the window has just moved.
    private long _base;                // The key of the ladder's place 0.
    private int _best = PriceLadder.None;
    private int _near;                 // Levels in the ladder.

    public BookSide(bool isAsk, int capacity, int windowTicks)
    {
        _sign = isAsk ? -1 : 1;
        _capacity = capacity;
        _ladder = new PriceLadder(windowTicks);
        _far = new FarLevels(capacity);
        _roomAbove = windowTicks / 4;
    }

    public int Count => _near + _far.Count;

    /// <summary>Levels that fell off because the side was full.</summary>
    public long Dropped { get; private set; }

    /// <summary>How often the ladder's window had to follow the market.</summary>
    public long WindowMoves { get; private set; }

    /// <summary>Quantity 0 when the side is empty.</summary>
    public BookLevel Best
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _best < 0 ? default : LevelAt(_best);
    }

    /// <summary>Quantity 0 when the side is empty.</summary>
    public BookLevel Worst
    {
        get
        {
            if (_far.Count == 0) { return _best < 0 ? default : LevelAt(_ladder.Lowest()); }
            FarLevel worst = _far[0];
            return new BookLevel { Price = new Price(worst.Key * _sign), Quantity = new Quantity(worst.Quantity) };
        }
    }

    public void Clear()
    {
        _ladder.Clear();
        _far.Clear();
        _best = PriceLadder.None;
        _near = 0;
    }

    /// <summary>0 when there is no such level.</summary>
    public long QuantityAt(long price)
    {
        long key = price * _sign;
        ulong place = (ulong)(key - _base);
        return place < (ulong)_ladder.Places ? _ladder[(int)place] : _far.QuantityAt(key);
    }

    /// <summary>Sets, changes or (quantity 0) deletes a level; deleting what is not there changes nothing.</summary>
    public void Set(long price, long quantity)
    {
        long key = price * _sign;
        ulong place = (ulong)(key - _base);
        if (place >= (ulong)_ladder.Places || _best < 0) { SetElsewhere(key, quantity); return; }
        if (quantity == 0) { RemoveNear((int)place); return; }
        if (_ladder[(int)place] == 0) { AddNear((int)place, quantity); return; }
        _ladder.Set((int)place, quantity);
    }

    /// <summary>Goes on to the next worse level; false at the end. It begins at <see cref="Start"/>.</summary>
    public bool TryNext(ref int near, ref int far, out BookLevel level)
    {
        if (near != PriceLadder.None && (near = _ladder.Below(near)) != PriceLadder.None)
        {
            level = LevelAt(near);
            return true;
        }

        if (--far < 0)
        {
            level = default;
            return false;
        }

        FarLevel next = _far[far];
        level = new BookLevel { Price = new Price(next.Key * _sign), Quantity = new Quantity(next.Quantity) };
        return true;
    }

    /// <summary>Where a walk from the best begins.</summary>
    public (int Near, int Far) Start => (_best + 1, _far.Count);

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("book side");
        transfer.Part(_ladder);
        transfer.Part(_far);
        transfer.Value(ref _base);
        transfer.Value(ref _best);
        transfer.Value(ref _near);
        (long dropped, long windowMoves) = (Dropped, WindowMoves);
        transfer.Value(ref dropped);
        transfer.Value(ref windowMoves);
        (Dropped, WindowMoves) = (dropped, windowMoves);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BookLevel LevelAt(int place) =>
        new() { Price = new Price((_base + place) * _sign), Quantity = new Quantity(_ladder[place]) };

    private void AddNear(int place, long quantity)
    {
        if (Count == _capacity && !TryMakeRoom(_base + place)) { return; }
        _ladder.Set(place, quantity);
        _near++;
        if (place > _best) { _best = place; }
    }

    private void RemoveNear(int place)
    {
        if (_ladder[place] == 0) { return; }
        _ladder.Remove(place);
        _near--;
        if (place != _best) { return; }
        _best = _ladder.Below(place);
        if (_best < 0 && _far.Count > 0) { MoveWindow(_far[_far.Count - 1].Key); }
    }

    // The rare half: outside of the window, or the side is empty.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SetElsewhere(long key, long quantity)
    {
        if (Count == 0)
        {
            if (quantity == 0) { return; }
            MoveWindow(key);
            AddNear((int)(key - _base), quantity);
            return;
        }

        long best = _base + _best;
        if (key > best)
        {
            if (quantity == 0) { return; }
            if (Count == _capacity) { DropWorst(); }   // It is better than all, so one worse than it goes.
            MoveWindow(key);
            AddNear((int)(key - _base), quantity);
        }
        else if (best - key < _ladder.Places / 2)
        {
            MoveWindow(best);   // The market went this way: what is so near belongs into the ladder.
            Set(key * _sign, quantity);
        }
        else { SetFar(key, quantity); }
    }

    private void SetFar(long key, long quantity)
    {
        if (quantity == 0) { _far.Remove(key); return; }
        if (_far.TryChange(key, quantity)) { return; }
        if (Count < _capacity || TryMakeRoom(key)) { _far.Add(key, quantity); }
    }

    // Full: the worst level falls off, unless the new one would be the worst itself.
    private bool TryMakeRoom(long key)
    {
        long worst = _far.Count > 0 ? _far[0].Key : _base + _ladder.Lowest();
        if (key > worst) { DropWorst(); } else { Dropped++; }
        return key > worst;
    }

    private void DropWorst()
    {
        Dropped++;
        if (_far.Count > 0) { _far.RemoveWorst(); return; }
        int worst = _ladder.Lowest();
        _ladder.Remove(worst);
        _near--;
        if (worst == _best) { _best = PriceLadder.None; }
    }

    // Places the window so that the best key, which no level exceeds, lies a quarter below its upper end. All levels of
    // the ladder are better than those beyond it, so they pass over the end of the sorted array and back.
    private void MoveWindow(long best)
    {
        WindowMoves++;
        _ladder.MoveTo(_far, _base);
        _near = 0;
        _base = best - (_ladder.Places - 1 - _roomAbove);
        _best = PriceLadder.None;
        while (_far.Count > 0 && _far[_far.Count - 1].Key >= _base)
        {
            FarLevel level = _far[_far.Count - 1];
            int place = (int)(level.Key - _base);
            _ladder.Set(place, level.Quantity);
            _best = Math.Max(_best, place);
            _near++;
            _far.RemoveBest();
        }
    }
}
