using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// The level-2 book of one instrument from snapshots and deltas. A message becomes visible as a whole, with its last piece:
/// until then its pieces are staged, so that a reader between two of them (a timer, an order) sees the book that the venue
/// had, never half of a change. Nothing is allocated after construction.
/// <para>
/// Prices are raw units of the instrument and may be anything within ±2^62, also off the tick: venues change their ticks.
/// A crossed book is kept as the venue sent it.
/// </para>
/// </summary>
public sealed class LevelBook : ISnapshotState
{
    /// <summary><see cref="Imbalance"/> is in 10^-9.</summary>
    public const int ImbalanceScale = 9;

    private const long PriceLimit = 1L << 62;

    private readonly BookSide _bids;
    private readonly BookSide _asks;
    private readonly BookUpdate[] _staged;
    private int _stagedCount;
    private bool _isOpen;             // A message has begun and not ended.
    private bool _isOpenSnapshot;
    private BookState _state;
    private LevelBookCounts _counts;
    private HashAccumulator _hash = new(19);

    /// <summary>Takes all memory that the options allow for.</summary>
    public LevelBook(LevelBookOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validated();
        _bids = new BookSide(isAsk: false, options.DepthCapacity, options.WindowTicks);
        _asks = new BookSide(isAsk: true, options.DepthCapacity, options.WindowTicks);
        _staged = new BookUpdate[options.MessagePieces];
    }

    public BookState State => _isOpen && _isOpenSnapshot && _state != BookState.Consistent ? BookState.Building : _state;

    public bool IsConsistent => _state == BookState.Consistent;

    /// <summary>The venue's id of the last message that is visible.</summary>
    public long LastUpdateId { get; private set; }

    /// <summary>Quantity 0 when there is no bid.</summary>
    public BookLevel BestBid => _bids.Best;

    /// <summary>Quantity 0 when there is no ask.</summary>
    public BookLevel BestAsk => _asks.Best;

    /// <summary>Both sides have levels, and the best bid is not below the best ask.</summary>
    public bool IsCrossed => _bids.Count > 0 && _asks.Count > 0 && _bids.Best.Price >= _asks.Best.Price;

    /// <summary>What the book has seen.</summary>
    public LevelBookCounts Counts => _counts;

    /// <summary>Levels that fell off, or were not taken, because a side was full.</summary>
    public long DroppedLevels => _bids.Dropped + _asks.Dropped;

    /// <summary>How often a side's ladder had to follow the market.</summary>
    public long WindowMoves => _bids.WindowMoves + _asks.WindowMoves;

    /// <summary>Folds the best levels and the update id after each visible message, and each loss: equal hashes mean equal tops all along.</summary>
    public ulong Hash => _hash.Value;

    /// <summary>Takes one piece. Throws <see cref="InvariantViolationException"/> for a count, price or quantity that no feed may let through.</summary>
    public BookApplyResult Apply(in BookUpdate piece)
    {
        Invariant.Holds(piece.Count <= BookUpdate.MaxLevels);
        if ((piece.Flags & BookFlags.First) != 0)
        {
            if (!TryBegin(piece.Flags)) { return Ignore(); }
            if ((piece.Flags & BookFlags.Last) != 0) { return ApplyWhole(in piece); }
        }
        else if (!_isOpen) { return RefuseRest(); }

        if (_stagedCount == _staged.Length) { return Lose(BookApplyResult.TooLong); }
        _staged[_stagedCount++] = piece;
        if ((piece.Flags & BookFlags.Last) == 0) { return BookApplyResult.Staged; }
        return ApplyStaged();
    }

    /// <summary>Something was lost: the book is stale until the next snapshot, and what had come of a message is forgotten.</summary>
    public void MarkGap()
    {
        _counts.Gaps++;
        Abandon();
    }

    /// <summary>Back to <see cref="BookState.Empty"/>; counts and hash go on.</summary>
    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
        CloseMessage();
        _state = BookState.Empty;
        LastUpdateId = 0;
        _hash.Fold((long)BookState.Empty);
    }

    /// <summary>Levels of one side.</summary>
    public int Depth(Side side) => SideOf(side).Count;

    /// <summary>All that is offered at a price; zero when nothing is.</summary>
    public Quantity QuantityAt(Side side, Price price) => new(SideOf(side).QuantityAt(price.Raw));

    /// <summary>The level with this index from the best, 0; quantity 0 behind the last. Going through several is a cursor's work.</summary>
    public BookLevel Level(Side side, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        BookCursor cursor = From(side);
        while (cursor.MoveNext())
        {
            if (index-- == 0) { return cursor.Current; }
        }

        return default;
    }

    /// <summary>The worst level of one side; quantity 0 when it is empty. Nothing is known of what lies beyond it.</summary>
    public BookLevel Worst(Side side) => SideOf(side).Worst;

    /// <summary>A cursor before the best level of a side: <c>while (cursor.MoveNext()) { … cursor.Current … }</c>.</summary>
    public BookCursor From(Side side) => new(SideOf(side));

    /// <summary>Fills <paramref name="levels"/> from the best on; returns how many there were.</summary>
    public int CopyTop(Side side, Span<BookLevel> levels)
    {
        int count = 0;
        BookCursor cursor = From(side);
        while (count < levels.Length && cursor.MoveNext()) { levels[count++] = cursor.Current; }
        return count;
    }

    /// <summary>All that is offered at <paramref name="limit"/> or better on one side of the book.</summary>
    public Quantity VolumeUpTo(Side side, Price limit) => Walk(side, new Quantity(long.MaxValue), limit).Filled;

    /// <summary>What taking a quantity from one side of the book would give: a buyer takes from the sell side. Nothing changes.</summary>
    public BookWalk Walk(Side side, Quantity quantity) => Walk(side, quantity, new Price(side == Side.Buy ? -PriceLimit : PriceLimit));

    /// <summary>As <see cref="Walk(Side,Quantity)"/>, at <paramref name="limit"/> or better.</summary>
    public BookWalk Walk(Side side, Quantity quantity, Price limit)
    {
        BookCursor cursor = From(side);
        long left = quantity.Raw;
        Int128 cost = 0;
        Price worst = default;
        int levels = 0;
        while (left > 0 && cursor.MoveNext())
        {
            BookLevel level = cursor.Current;
            if (side == Side.Buy ? level.Price < limit : level.Price > limit) { break; }
            long taken = Math.Min(left, level.Quantity.Raw);
            left -= taken;
            cost += Math.BigMul(level.Price.Raw, taken);
            worst = level.Price;
            levels++;
        }

        return new BookWalk { Filled = new Quantity(quantity.Raw - left), Cost = cost, WorstPrice = worst, Levels = levels };
    }

    /// <summary>
    /// (bids − asks) / (bids + asks) of the quantities of the best <paramref name="levels"/> levels of each side, in 10^-9,
    /// ties to the even neighbour: 1,000,000,000 is all bids. 0 when the book is empty.
    /// </summary>
    public long Imbalance(int levels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        Int128 bids = SumTop(Side.Buy, levels);
        Int128 asks = SumTop(Side.Sell, levels);
        Int128 all = bids + asks;
        return all == 0 ? 0 : (long)Rounding.HalfEven((bids - asks) * FixedPoint.Pow10(ImbalanceScale), all);
    }

    /// <summary>Folds the whole state, every level included: for snapshots of the engine.</summary>
    public void FoldInto(ref HashAccumulator hash)
    {
        hash.Fold(LastUpdateId);
        hash.Fold((long)State);
        FoldSide(ref hash, Side.Buy);
        FoldSide(ref hash, Side.Sell);
        for (int i = 0; i < _stagedCount; i++) { FoldPiece(ref hash, in _staged[i]); }
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section($"level book, {_staged.Length} pieces at most");
        transfer.Part(_bids);
        transfer.Part(_asks);
        transfer.Used(_staged, ref _stagedCount);
        transfer.Value(ref _isOpen);
        transfer.Value(ref _isOpenSnapshot);
        transfer.Value(ref _state);
        transfer.Value(ref _counts);
        transfer.Value(ref _hash);
        long lastUpdateId = LastUpdateId;
        transfer.Value(ref lastUpdateId);
        LastUpdateId = lastUpdateId;
    }

    // Whether the message that begins here counts.
    private bool TryBegin(BookFlags flags)
    {
        bool isSnapshot = (flags & BookFlags.Snapshot) != 0;
        if (_isOpen) { _counts.BrokenMessages++; Abandon(); }   // The one before has lost its end.
        if (!isSnapshot && _state != BookState.Consistent) { return false; }
        _isOpen = true;
        _isOpenSnapshot = isSnapshot;
        return true;
    }

    private BookApplyResult ApplyWhole(in BookUpdate piece)
    {
        if (_isOpenSnapshot) { ClearLevels(); }
        SetLevels(in piece);
        return Commit(piece.UpdateId);
    }

    private BookApplyResult ApplyStaged()
    {
        long updateId = _staged[0].UpdateId;
        if (_isOpenSnapshot) { ClearLevels(); }
        foreach (ref readonly BookUpdate piece in _staged.AsSpan(0, _stagedCount)) { SetLevels(in piece); }
        return Commit(updateId);
    }

    private BookApplyResult Commit(long updateId)
    {
        LastUpdateId = updateId;
        _state = BookState.Consistent;
        _counts.Messages++;
        if (_isOpenSnapshot) { _counts.Snapshots++; }
        CloseMessage();
        BookLevel bid = _bids.Best;
        BookLevel ask = _asks.Best;
        _hash.Fold(updateId);
        _hash.Fold(bid.Price.Raw);
        _hash.Fold(bid.Quantity.Raw);
        _hash.Fold(ask.Price.Raw);
        _hash.Fold(ask.Quantity.Raw);
        return BookApplyResult.Applied;
    }

    private void SetLevels(in BookUpdate piece)
    {
        for (int i = 0; i < piece.Count; i++) { SetLevel(in piece.Levels[i], piece.SideOf(i)); }
    }

    private void SetLevel(in BookLevel level, Side side)
    {
        Invariant.Holds(level.Quantity.Raw >= 0);
        Invariant.Holds(level.Price.Raw is > -PriceLimit and < PriceLimit);
        (side == Side.Sell ? _asks : _bids).Set(level.Price.Raw, level.Quantity.Raw);
    }

    private void ClearLevels()
    {
        _bids.Clear();
        _asks.Clear();
    }

    // A piece in the middle of a message of which the beginning was not taken.
    private BookApplyResult RefuseRest() => _state == BookState.Consistent ? Lose(BookApplyResult.Broken) : Ignore();

    private BookApplyResult Ignore()
    {
        _counts.IgnoredPieces++;
        return BookApplyResult.Ignored;
    }

    private BookApplyResult Lose(BookApplyResult reason)
    {
        _counts.BrokenMessages++;
        Abandon();
        return reason;
    }

    private void Abandon()
    {
        CloseMessage();
        if (_state == BookState.Consistent) { _state = BookState.Stale; }
        _hash.Fold((long)_state);
    }

    private void CloseMessage()
    {
        _isOpen = false;
        _stagedCount = 0;
    }

    private Int128 SumTop(Side side, int levels)
    {
        Int128 sum = 0;
        BookCursor cursor = From(side);
        while (levels-- > 0 && cursor.MoveNext()) { sum += cursor.Current.Quantity.Raw; }
        return sum;
    }

    private void FoldSide(ref HashAccumulator hash, Side side)
    {
        hash.Fold(Depth(side));
        BookCursor cursor = From(side);
        while (cursor.MoveNext()) { FoldLevel(ref hash, cursor.Current); }
    }

    private static void FoldPiece(ref HashAccumulator hash, in BookUpdate piece)
    {
        hash.Fold(piece.UpdateId);
        hash.Fold((ulong)piece.Count | ((ulong)piece.AskLevels << 8) | ((ulong)piece.Flags << 16));
        for (int i = 0; i < piece.Count; i++) { FoldLevel(ref hash, in piece.Levels[i]); }   // What lies behind the count is not journaled.
    }

    private static void FoldLevel(ref HashAccumulator hash, in BookLevel level)
    {
        hash.Fold(level.Price.Raw);
        hash.Fold(level.Quantity.Raw);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BookSide SideOf(Side side) => side switch
    {
        Side.Buy => _bids,
        Side.Sell => _asks,
        _ => throw NoSide(side),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ArgumentOutOfRangeException NoSide(Side side) => new(nameof(side), side, "Buy is the bids, Sell the asks.");
}
