using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Golden.Import;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Golden.Books;

/// <summary>Recorded snapshots and deltas of other sources: what goes into the book comes out of it.</summary>
public class SnapshotBookTests
{
    [SkippableFact]
    public void Each_of_Binances_recorded_snapshots_is_the_book_that_it_makes()
    {
        var book = new LevelBook(new LevelBookOptions());
        int compared = 0;
        foreach (string[] row in RealFile.Read(SharedData.Find("binance-book-snapshots-20260216", "spot_btcusdt_top20.csv.gz"), header: true))
        {
            BookLevel[] bids = [.. Enumerable.Range(0, 20).Select(i => Level(row[3 + (2 * i)], row[4 + (2 * i)]))];
            BookLevel[] asks = [.. Enumerable.Range(0, 20).Select(i => Level(row[43 + (2 * i)], row[44 + (2 * i)]))];
            Apply(book, RealFile.Whole(row[2]), isSnapshot: true, bids, asks);
            Assert.Equal((RealFile.Whole(row[2]), false), (book.LastUpdateId, book.IsCrossed));
            Assert.Equal(bids, Levels(book, Side.Buy));
            Assert.Equal(asks, Levels(book, Side.Sell));
            compared++;
        }

        Assert.Equal(2_559, compared);
    }

    [SkippableFact]
    public void Bybits_snapshot_and_deltas_give_the_same_levels_in_both_books()
    {
        var book = new LevelBook(new LevelBookOptions());
        var naive = new NaiveLevelBook();
        using ZipArchive zip = ZipFile.OpenRead(SharedData.Find("bybit-ob500-xrpusdt-20241201", "2024-12-01_XRPUSDT_ob500.data.zip"));
        using var reader = new StreamReader(zip.Entries[0].Open());
        int messages = 0;
        while (reader.ReadLine() is { } line)
        {
            using JsonDocument frame = JsonDocument.Parse(line);
            JsonElement data = frame.RootElement.GetProperty("data");
            bool isSnapshot = frame.RootElement.GetProperty("type").GetString() == "snapshot";
            BookLevel[] bids = [.. data.GetProperty("b").EnumerateArray().Select(level => Level(level[0].GetString()!, level[1].GetString()!))];
            BookLevel[] asks = [.. data.GetProperty("a").EnumerateArray().Select(level => Level(level[0].GetString()!, level[1].GetString()!))];
            foreach (BookUpdate piece in Apply(book, data.GetProperty("u").GetInt64(), isSnapshot, bids, asks)) { naive.Apply(piece); }
            messages++;
            Assert.Equal(naive.Levels(Side.Buy), Levels(book, Side.Buy).Select(level => (level.Price.Raw, level.Quantity.Raw)));
            Assert.Equal(naive.Levels(Side.Sell), Levels(book, Side.Sell).Select(level => (level.Price.Raw, level.Quantity.Raw)));
            Assert.False(book.IsCrossed);
            Assert.Equal((500, 500), (book.Depth(Side.Buy), book.Depth(Side.Sell)));   // The stream keeps 500 levels a side.
        }

        Assert.Equal((50, 0L, BookState.Consistent), (messages, book.DroppedLevels, book.State));
    }

    private static BookLevel Level(string price, string quantity) => new() { Price = new Price(Scaled(price)), Quantity = new Quantity(Scaled(quantity)) };

    private static long Scaled(string number) => (long)(decimal.Parse(number, CultureInfo.InvariantCulture) * 100_000_000m);

    private static List<BookLevel> Levels(LevelBook book, Side side)
    {
        var levels = new BookLevel[book.Depth(side)];
        Assert.Equal(levels.Length, book.CopyTop(side, levels));
        return [.. levels];
    }

    // One level to a piece.
    private static List<BookUpdate> Apply(LevelBook book, long updateId, bool isSnapshot, BookLevel[] bids, BookLevel[] asks)
    {
        List<BookUpdate> pieces = [];
        int all = bids.Length + asks.Length;
        for (int i = 0; i < all; i++)
        {
            BookUpdate piece = new() { UpdateId = updateId, Count = 1, AskLevels = (byte)(i < bids.Length ? 0 : 1) };
            piece.Levels[0] = i < bids.Length ? bids[i] : asks[i - bids.Length];
            piece.Flags = (isSnapshot ? BookFlags.Snapshot : 0) | (i == 0 ? BookFlags.First : 0) | (i == all - 1 ? BookFlags.Last : 0);
            Assert.Equal(i == all - 1 ? BookApplyResult.Applied : BookApplyResult.Staged, book.Apply(in piece));
            pieces.Add(piece);
        }

        return pieces;
    }
}
