using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Support;

/// <summary>The level book as its definition reads: two sorted dictionaries, a list of pieces, no thought of speed.</summary>
internal sealed class NaiveLevelBook(int depthCapacity = int.MaxValue, int messagePieces = int.MaxValue)
{
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((left, right) => right.CompareTo(left)));
    private readonly SortedDictionary<long, long> _asks = [];
    private readonly List<BookUpdate> _pieces = [];
    private bool _isOpen;
    private bool _hadSnapshot;
    private bool _isLost;

    public BookState State =>
        _hadSnapshot && !_isLost ? BookState.Consistent
        : _isOpen ? BookState.Building
        : _hadSnapshot ? BookState.Stale
        : BookState.Empty;

    public long LastUpdateId { get; private set; }

    public long Dropped { get; private set; }

    public IReadOnlyDictionary<long, long> Bids => _bids;

    public IReadOnlyDictionary<long, long> Asks => _asks;

    public (long Price, long Quantity) Best(Side side) => Levels(side).FirstOrDefault();

    public IEnumerable<(long Price, long Quantity)> Levels(Side side) => (side == Side.Buy ? _bids : _asks).Select(level => (level.Key, level.Value));

    public int Depth(Side side) => (side == Side.Buy ? _bids : _asks).Count;

    public void MarkGap()
    {
        _isOpen = false;
        _pieces.Clear();
        _isLost = true;
    }

    public void Apply(BookUpdate piece)
    {
        if (piece.Flags.HasFlag(BookFlags.First))
        {
            if (_isOpen) { MarkGap(); }
            _isOpen = piece.Flags.HasFlag(BookFlags.Snapshot) || State == BookState.Consistent;
            _pieces.Clear();
        }
        else if (!_isOpen) { _isLost = true; }

        if (!_isOpen) { return; }
        if (_pieces.Count == messagePieces) { MarkGap(); return; }
        _pieces.Add(piece);
        if (!piece.Flags.HasFlag(BookFlags.Last)) { return; }

        if (_pieces[0].Flags.HasFlag(BookFlags.Snapshot))
        {
            _bids.Clear();
            _asks.Clear();
            _hadSnapshot = true;
            _isLost = false;
        }

        foreach (BookUpdate each in _pieces)
        {
            for (int i = 0; i < each.Count; i++) { Set((each.AskLevels >> i & 1) == 1 ? _asks : _bids, each.Levels[i].Price.Raw, each.Levels[i].Quantity.Raw); }
        }

        LastUpdateId = piece.UpdateId;
        _isOpen = false;
        _pieces.Clear();
    }

    public (long Filled, Int128 Cost, long Worst, int Levels) Walk(Side side, long quantity, long limit)
    {
        (long filled, Int128 cost, long worst, int count) = (0, 0, 0, 0);
        foreach ((long price, long offered) in Levels(side))
        {
            bool isBeyond = side == Side.Buy ? price < limit : price > limit;
            if (isBeyond || filled == quantity) { break; }
            long taken = Math.Min(quantity - filled, offered);
            (filled, cost, worst, count) = (filled + taken, cost + ((Int128)price * taken), price, count + 1);
        }

        return (filled, cost, worst, count);
    }

    public long Imbalance(int levels)
    {
        decimal bids = Levels(Side.Buy).Take(levels).Sum(level => (decimal)level.Quantity);
        decimal asks = Levels(Side.Sell).Take(levels).Sum(level => (decimal)level.Quantity);
        return bids + asks == 0 ? 0 : (long)Math.Round((bids - asks) * 1_000_000_000m / (bids + asks), MidpointRounding.ToEven);
    }

    private void Set(SortedDictionary<long, long> side, long price, long quantity)
    {
        if (quantity == 0) { side.Remove(price); return; }
        side[price] = quantity;
        if (side.Count <= depthCapacity) { return; }
        side.Remove(side.Keys.Last());   // The worst, which may be the new one.
        Dropped++;
    }
}
