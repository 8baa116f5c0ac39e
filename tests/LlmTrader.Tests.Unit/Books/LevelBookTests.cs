using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Books;

public class LevelBookTests
{
    private const BookFlags Whole = BookFlags.First | BookFlags.Last;
    private const BookFlags Snapshot = BookFlags.Snapshot | Whole;

    private readonly LevelBook _book = new(new LevelBookOptions { DepthCapacity = 4, WindowTicks = 64, MessagePieces = 3 });

    [Fact]
    public void A_message_becomes_visible_with_its_last_piece()
    {
        Apply(1, Snapshot, (100, 5), (-101, 7));
        Assert.Equal(BookApplyResult.Staged, Apply(2, BookFlags.First, (100, 0), (99, 3)));
        Assert.Equal((100L, 5L, 1L, BookState.Consistent), (_book.BestBid.Price.Raw, _book.BestBid.Quantity.Raw, _book.LastUpdateId, _book.State));
        Assert.Equal(BookApplyResult.Applied, Apply(2, BookFlags.Last, (-101, 0), (-102, 1)));
        Assert.Equal((99L, 102L, 2L), (_book.BestBid.Price.Raw, _book.BestAsk.Price.Raw, _book.LastUpdateId));
    }

    [Fact]
    public void States_follow_snapshots_and_losses()
    {
        Assert.Equal(BookState.Empty, _book.State);
        Assert.Equal(BookApplyResult.Ignored, Apply(1, Whole, (100, 5)));
        Assert.Equal(BookApplyResult.Staged, Apply(2, BookFlags.Snapshot | BookFlags.First, (100, 5)));
        Assert.Equal(BookState.Building, _book.State);
        Apply(2, BookFlags.Snapshot | BookFlags.Last, (-101, 5));
        Assert.Equal(BookState.Consistent, _book.State);

        _book.MarkGap();
        Assert.Equal((BookState.Stale, 100L), (_book.State, _book.BestBid.Price.Raw));   // The levels of before the loss can be looked at.
        Assert.Equal(BookApplyResult.Ignored, Apply(3, Whole, (90, 5)));
        Apply(4, BookFlags.Snapshot | BookFlags.First, (95, 1));
        Assert.Equal((BookState.Building, 100L), (_book.State, _book.BestBid.Price.Raw));
        Apply(4, BookFlags.Snapshot | BookFlags.Last);
        Assert.Equal((BookState.Consistent, 95L, 0), (_book.State, _book.BestBid.Price.Raw, _book.Depth(Side.Sell)));
        Assert.Equal((2L, 2L, 2L, 1L), (_book.Counts.Messages, _book.Counts.Snapshots, _book.Counts.IgnoredPieces, _book.Counts.Gaps));
    }

    [Fact]
    public void A_message_that_lost_a_piece_makes_the_book_stale()
    {
        Apply(1, Snapshot, (100, 5));
        Assert.Equal(BookApplyResult.Broken, Apply(2, BookFlags.Last, (99, 5)));
        Assert.Equal(BookState.Stale, _book.State);

        Apply(3, Snapshot, (100, 5));
        Apply(4, BookFlags.First, (99, 5));
        Assert.Equal(BookApplyResult.Ignored, Apply(5, Whole, (98, 5)));
        Assert.Equal((BookState.Stale, 1), (_book.State, _book.Depth(Side.Buy)));

        Apply(6, Snapshot, (100, 5));
        for (int i = 0; i < 3; i++) { Apply(7, i == 0 ? BookFlags.First : BookFlags.None, (50 + i, 1)); }
        Assert.Equal(BookApplyResult.TooLong, Apply(7, BookFlags.Last, (60, 1)));
        Assert.Equal((BookState.Stale, 3L), (_book.State, _book.Counts.BrokenMessages));
    }

    [Fact]
    public void A_message_without_levels_moves_the_update_id_and_an_empty_snapshot_empties_the_book()
    {
        Apply(1, Snapshot, (100, 5));
        Apply(2, Whole);
        Assert.Equal((2L, 1), (_book.LastUpdateId, _book.Depth(Side.Buy)));
        Apply(3, Snapshot);
        Assert.Equal((0L, 0L, BookState.Consistent), (_book.BestBid.Quantity.Raw, _book.BestAsk.Quantity.Raw, _book.State));
    }

    [Fact]
    public void A_full_side_drops_its_worst_level_or_the_new_one_and_counts()
    {
        Apply(1, Snapshot, (100, 1), (99, 1), (98, 1));
        Apply(2, Whole, (97, 1), (-101, 1));
        Apply(3, Whole, (96, 1));   // Would be the worst itself.
        Assert.Equal((4, 1L, 0L), (_book.Depth(Side.Buy), _book.DroppedLevels, _book.QuantityAt(Side.Buy, new Price(96)).Raw));
        Apply(4, Whole, (10_000, 1));   // Beyond the window.
        Assert.Equal((4, 2L, 0L, 10_000L), (_book.Depth(Side.Buy), _book.DroppedLevels, _book.QuantityAt(Side.Buy, new Price(97)).Raw, _book.BestBid.Price.Raw));
        Assert.True(_book.IsCrossed);
        Apply(5, Whole, (10_000, 0));
        Assert.Equal((100L, 98L), (_book.BestBid.Price.Raw, _book.Level(Side.Buy, 2).Price.Raw));
    }

    [Fact]
    public void Walks_volumes_and_imbalance_are_those_on_paper()
    {
        Apply(1, Snapshot, (99, 4), (98, 6));
        Apply(2, Whole, (-101, 2), (-102, 3), (-105, 10));
        BookWalk walk = _book.Walk(Side.Sell, new Quantity(6));
        Assert.Equal((6L, (Int128)((2 * 101) + (3 * 102) + 105), 105L, 3), (walk.Filled.Raw, walk.Cost, walk.WorstPrice.Raw, walk.Levels));
        Assert.Equal(102, walk.AveragePrice.Raw);   // 613 / 6 = 102.17
        Assert.Equal((5L, 102L), (_book.Walk(Side.Sell, new Quantity(6), new Price(104)).Filled.Raw, _book.Walk(Side.Sell, new Quantity(6), new Price(104)).WorstPrice.Raw));
        Assert.Equal((10L, 0L), (_book.Walk(Side.Buy, new Quantity(100)).Filled.Raw, _book.Walk(Side.Buy, new Quantity(100), new Price(100)).AveragePrice.Raw));
        Assert.Equal((4L, 5L), (_book.VolumeUpTo(Side.Buy, new Price(99)).Raw, _book.VolumeUpTo(Side.Sell, new Price(102)).Raw));
        Assert.Equal(333_333_333, _book.Imbalance(1));   // (4 − 2) / 6
        Assert.Equal(-200_000_000, _book.Imbalance(10));   // (10 − 15) / 25
        Span<BookLevel> top = stackalloc BookLevel[5];
        Assert.Equal((3, 105L), (_book.CopyTop(Side.Sell, top), top[2].Price.Raw));
    }

    [Fact]
    public void The_hashes_tell_books_apart_and_only_by_what_they_hold()
    {
        var other = new LevelBook(new LevelBookOptions { WindowTicks = 1 << 12 });
        BookUpdate[] pieces = [Piece(1, Snapshot, (100, 5), (-101, 7)), Piece(2, Whole, (99, 5))];
        foreach (BookUpdate piece in pieces) { _book.Apply(in piece); other.Apply(in piece); }
        Assert.Equal(_book.Hash, other.Hash);
        Assert.Equal(Full(_book), Full(other));
        BookUpdate deep = Piece(3, Whole, (98, 5));
        other.Apply(in deep);
        Assert.NotEqual(_book.Hash, other.Hash);
        Assert.NotEqual(Full(_book), Full(other));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var book = new LevelBook(new LevelBookOptions { DepthCapacity = 300, WindowTicks = 256 });
        BookUpdate snapshot = Piece(1, Snapshot, (10_000, 5), (-10_001, 7));
        book.Apply(in snapshot);
        var random = new Random(7);
        BookUpdate[] pieces = new BookUpdate[4_000];
        for (int i = 0; i < pieces.Length; i++)
        {
            BookFlags flags = (i % 3) switch { 0 => BookFlags.First, 1 => BookFlags.None, _ => BookFlags.Last };
            pieces[i] = Piece(i, flags, (random.Next(9_000, 10_000), random.Next(3)), (-random.Next(10_001, 11_000), random.Next(3)), (10_000 + random.Next(500), random.Next(2)));
        }

        Run(book, pieces);   // Once for the compiler.
        Assert.Equal(0, AllocatedBytes.Least(() => Run(book, pieces)));
        Assert.True(book.WindowMoves > 3 && book.DroppedLevels > 10, $"{book.WindowMoves} moves, {book.DroppedLevels} drops");
    }

    [Theory]
    [InlineData(0, 64, 1)]
    [InlineData(1, 63, 1)]
    [InlineData(1, 96, 1)]
    [InlineData(1, 64, 0)]
    public void Options_that_cannot_be_are_named(int depth, int window, int pieces)
    {
        var options = new LevelBookOptions { DepthCapacity = depth, WindowTicks = window, MessagePieces = pieces };
        Assert.Contains(" must be ", Assert.Throws<ArgumentException>(() => new LevelBook(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_feed_may_let_through_is_a_broken_invariant()
    {
        BookUpdate tooMany = Piece(1, Snapshot);
        tooMany.Count = 4;
        Assert.Throws<InvariantViolationException>(() => _book.Apply(in tooMany));
        Assert.Throws<InvariantViolationException>(() => Apply(1, Snapshot, (100, -1)));
        Assert.Throws<InvariantViolationException>(() => Apply(1, Snapshot, (1L << 62, 1)));
    }

    private static void Run(LevelBook book, BookUpdate[] pieces)
    {
        foreach (ref readonly BookUpdate piece in pieces.AsSpan())
        {
            book.Apply(in piece);
            book.Walk(Side.Buy, new Quantity(20));
            book.Imbalance(5);
            book.VolumeUpTo(Side.Sell, new Price(10_100));
        }
    }

    private static ulong Full(LevelBook book)
    {
        HashAccumulator hash = new(1);
        book.FoldInto(ref hash);
        return hash.Value;
    }

    private BookApplyResult Apply(long updateId, BookFlags flags, params (long Price, long Quantity)[] levels)
    {
        BookUpdate piece = Piece(updateId, flags, levels);
        return _book.Apply(in piece);
    }

    // A negative price is an ask.
    private static BookUpdate Piece(long updateId, BookFlags flags, params (long Price, long Quantity)[] levels)
    {
        BookUpdate piece = new() { UpdateId = updateId, Flags = flags, Count = (byte)levels.Length };
        for (int i = 0; i < levels.Length; i++)
        {
            piece.Levels[i] = new BookLevel { Price = new Price(Math.Abs(levels[i].Price)), Quantity = new Quantity(levels[i].Quantity) };
            if (levels[i].Price < 0) { piece.AskLevels |= (byte)(1 << i); }
        }

        return piece;
    }
}
