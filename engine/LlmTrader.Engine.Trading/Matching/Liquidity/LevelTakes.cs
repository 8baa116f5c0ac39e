using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// What our orders took from the levels of a book whose size has not changed since, so that no size is used twice. A
/// short list: only takers write it, and each change of a level takes it out. When it is full, other levels offer nothing.
/// </summary>
internal sealed class LevelTakes : ISnapshotState
{
    /// <summary>Levels of one instrument from which something can be taken between two changes of them.</summary>
    public const int Capacity = 256;

    private readonly Take[] _takes = new Take[Capacity];

    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    /// <summary>0 when nothing was taken there.</summary>
    public long Of(Side side, Price price)
    {
        int at = Find(side, price);
        return at < 0 ? 0 : _takes[at].Quantity;
    }

    /// <summary>Whether something can be taken from there and be remembered.</summary>
    public bool HasRoomFor(Side side, Price price) => !IsFull || Find(side, price) >= 0;

    public void Add(Side side, Price price, Quantity shown, Quantity quantity)
    {
        int at = Find(side, price);
        if (at < 0)
        {
            Invariant.Holds(!IsFull);
            at = Count++;
            _takes[at] = new Take { Price = price, Shown = shown, Side = side };
        }

        _takes[at].Quantity += quantity.Raw;
    }

    /// <summary>A message is complete. A level whose size it has changed shows what is there without us; one that it only repeats does not.</summary>
    public void ForgetChanged(LevelBook levels)
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            if (levels.QuantityAt(_takes[i].Side, _takes[i].Price) != _takes[i].Shown) { _takes[i] = _takes[--Count]; }
        }
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("taken from levels");
        int count = Count;
        transfer.Used(_takes, ref count);
        Count = count;
    }

    private int Find(Side side, Price price)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_takes[i].Price == price && _takes[i].Side == side) { return i; }
        }

        return -1;
    }

    private struct Take
    {
        public Price Price;
        public Quantity Shown;   // When it was first taken from.
        public long Quantity;
        public Side Side;
    }
}
