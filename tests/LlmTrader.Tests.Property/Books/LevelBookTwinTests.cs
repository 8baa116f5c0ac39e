using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.Books;

/// <summary>
/// The level book against its plain twin over random pieces, 500,000 in all (10 million with LLMTRADER_LONG=1): ladders
/// from 64 places on, so that the window moves and most levels lie beyond it, sides of 2 levels on, so that they are full.
/// </summary>
public class LevelBookTwinTests
{
    private const int OperationsPerSeed = 2_500;

    private static readonly int Seeds = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 4_000 : 200;

    [Fact]
    public void Random_messages_give_the_same_book_in_every_respect()
    {
        (long drops, long moves, int crossed, int stale, int applied) = (0, 0, 0, 0, 0);
        for (int seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(-seed);
            var options = new LevelBookOptions
            {
                DepthCapacity = random.Next(3) switch { 0 => random.Next(1, 12), 1 => random.Next(12, 120), _ => 4_096 },
                WindowTicks = 1 << random.Next(6, 15),
                MessagePieces = random.Next(4) == 0 ? random.Next(1, 40) : 100,
            };
            var book = new LevelBook(options);
            var naive = new NaiveLevelBook(options.DepthCapacity, options.MessagePieces);
            var feed = new RandomBookFeed(seed);
            for (int i = 0; i < OperationsPerSeed; i++)
            {
                string where = $"seed {seed}, piece {i}, {options}";
                if (random.Next(1_500) == 0) { book.MarkGap(); naive.MarkGap(); }
                BookUpdate piece = feed.Next();
                applied += book.Apply(in piece) == BookApplyResult.Applied ? 1 : 0;
                naive.Apply(piece);
                CompareTop(book, naive, where);
                if (i % 100 == 99) { CompareAll(book, naive, where); }
                if (i % 20 == 19) { CompareLooks(book, naive, feed, random, where); }
                crossed += book.IsCrossed ? 1 : 0;
                stale += book.State == BookState.Stale ? 1 : 0;
            }

            CompareAll(book, naive, $"seed {seed}, at the end");
            (drops, moves) = (drops + book.DroppedLevels, moves + book.WindowMoves);
        }

        // The random messages reach what they are made to reach.
        Assert.True(drops > Seeds * 100 && moves > Seeds * 10 && crossed > Seeds * 20 && stale > Seeds && applied > Seeds * 500,
            $"{drops} drops, {moves} moves, {crossed} crossed, {stale} stale, {applied} applied");
    }

    private static void CompareTop(LevelBook book, NaiveLevelBook naive, string where)
    {
        (long bid, long bidQuantity) = naive.Best(Side.Buy);
        (long ask, long askQuantity) = naive.Best(Side.Sell);
        bool isSame = book.BestBid.Price.Raw == bid && book.BestBid.Quantity.Raw == bidQuantity && book.BestAsk.Price.Raw == ask && book.BestAsk.Quantity.Raw == askQuantity
            && book.Depth(Side.Buy) == naive.Depth(Side.Buy) && book.Depth(Side.Sell) == naive.Depth(Side.Sell)
            && book.IsCrossed == (bidQuantity > 0 && askQuantity > 0 && bid >= ask)
            && book.LastUpdateId == naive.LastUpdateId && book.State == naive.State && book.IsConsistent == (naive.State == BookState.Consistent);
        if (!isSame) { Assert.Fail($"{where}: {book.State} {book.LastUpdateId} {book.BestBid.Price} {book.BestAsk.Price}, plainly {naive.State} {naive.LastUpdateId} {bid} {ask}"); }
    }

    private static void CompareAll(LevelBook book, NaiveLevelBook naive, string where)
    {
        Assert.True(book.DroppedLevels == naive.Dropped, $"{where}: {book.DroppedLevels} dropped, plainly {naive.Dropped}");
        foreach (Side side in new[] { Side.Buy, Side.Sell })
        {
            BookCursor cursor = book.From(side);
            foreach ((long price, long quantity) in naive.Levels(side))
            {
                Assert.True(cursor.MoveNext() && cursor.Current.Price.Raw == price && cursor.Current.Quantity.Raw == quantity, $"{where}: {side} at {price}");
            }

            Assert.False(cursor.MoveNext(), $"{where}: more levels than there are");
        }
    }

    private static void CompareLooks(LevelBook book, NaiveLevelBook naive, RandomBookFeed feed, Random random, string where)
    {
        Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
        long price = feed.AnyPrice();
        IReadOnlyDictionary<long, long> levels = side == Side.Buy ? naive.Bids : naive.Asks;
        Assert.True(book.QuantityAt(side, new Price(price)).Raw == levels.GetValueOrDefault(price), $"{where}: quantity at {price}");

        long wanted = random.NextInt64(0, 1L << random.Next(1, 48));
        BookWalk walk = book.Walk(side, new Quantity(wanted), new Price(price));
        Assert.True((walk.Filled.Raw, walk.Cost, walk.WorstPrice.Raw, walk.Levels) == naive.Walk(side, wanted, price), $"{where}: walk {wanted} to {price}");
        Assert.True(book.VolumeUpTo(side, new Price(price)).Raw == naive.Walk(side, long.MaxValue, price).Filled, $"{where}: volume to {price}");

        int top = random.Next(1, 30);
        Assert.True(book.Imbalance(top) == naive.Imbalance(top), $"{where}: imbalance of {top}: {book.Imbalance(top)}, plainly {naive.Imbalance(top)}");
        Assert.True(book.Level(side, top).Price.Raw == naive.Levels(side).ElementAtOrDefault(top).Price, $"{where}: level {top}");
    }
}
