using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Import;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Golden.Books;

/// <summary>Books rebuilt from Binance's own frames (a REST snapshot and 1.04 million level changes), against what the venue said they were.</summary>
public class RecordedBookTests
{
    [SkippableTheory]
    [InlineData("spot", 1_072)]   // 564 of them in the first file.
    [InlineData("usdm", 629)]     // 503 of them where the bookTicker came before the change of the book.
    [InlineData("cm", 1_124)]
    public void The_best_bid_and_ask_are_the_recorded_bookTicker_of_the_same_update(string market, int compared)
    {
        RecordedSession session = RecordedSession.Find(market);
        var tickers = session.Tickers();
        var book = new LevelBook(new LevelBookOptions());
        var naive = new NaiveLevelBook();
        (int equal, int crossed, int messages) = (0, 0, 0);
        foreach (EngineEvent e in session.Import().Events.Where(e => e.Kind == EventKind.Book))
        {
            BookApplyResult result = book.Apply(in e.Book);
            naive.Apply(e.Book);
            if (result != BookApplyResult.Applied) { Assert.Equal(BookApplyResult.Staged, result); continue; }

            messages++;
            crossed += book.IsCrossed ? 1 : 0;
            Assert.True(TopOf(book) == (naive.Best(Side.Buy), naive.Best(Side.Sell)), $"update {book.LastUpdateId}");
            if (messages % 500 == 0) { RequireSameLevels(book, naive); }
            if (!tickers.TryGetValue(book.LastUpdateId, out var ticker)) { continue; }
            var best = (session.Unscale(book.BestBid.Price), session.Unscale(book.BestBid.Quantity), session.Unscale(book.BestAsk.Price), session.Unscale(book.BestAsk.Quantity));
            Assert.Equal(ticker, best);
            equal++;
        }

        RequireSameLevels(book, naive);
        Assert.Equal((compared, 0), (equal, crossed));
        Assert.Equal((BookState.Consistent, 0L), (book.State, book.DroppedLevels));
    }

    [SkippableTheory]
    [InlineData("spot", 99_574, 298_111, 2)]
    [InlineData("usdm", 93_954, 443_521, 4)]
    [InlineData("cm", 48_270, 296_013, 23)]
    public void Every_frame_becomes_what_a_plain_reading_of_it_says(string market, int frames, int levelChanges, int tooOld)
    {
        RecordedSession session = RecordedSession.Find(market);
        (List<EngineEvent> events, List<ImportCounts> counts) = session.Import(options => options with { UseReceiveTime = true });
        Assert.Equal((frames, tooOld, 0L, 0L), ((int)counts.Sum(file => file.Rows), (int)counts.Sum(file => file.OldDepth), counts.Sum(file => file.DepthGaps), counts.Sum(file => file.DepthWithoutSnapshot)));

        (long sum, int changes, int skipped) = (0, 0, 0);
        foreach (JsonElement frame in session.Frames("depthUpdate"))
        {
            changes += frame.GetProperty("b").GetArrayLength() + frame.GetProperty("a").GetArrayLength();
            if (skipped++ >= tooOld) { sum += SumOf(session, frame, "b") - SumOf(session, frame, "a"); }   // What was dropped came first.
        }

        foreach (JsonElement frame in session.Frames("lastUpdateId")) { sum += SumOf(session, frame, "bids") - SumOf(session, frame, "asks"); }
        Assert.Equal(levelChanges, changes);
        long imported = 0;
        foreach (EngineEvent e in events.Where(e => e.Kind == EventKind.Book))
        {
            for (int i = 0; i < e.Book.Count; i++) { imported += Mix(e.Book.Levels[i].Price.Raw, e.Book.Levels[i].Quantity.Raw) * (e.Book.SideOf(i) == Side.Buy ? 1 : -1); }
        }

        Assert.Equal(sum, imported);
        Assert.Equal(session.Frames("bookTicker").Count(), events.Count(e => e.Kind == EventKind.Quote));
        Assert.DoesNotContain(events.Zip(events.Skip(1)), pair => pair.First.Time > pair.Second.Time);
        Assert.DoesNotContain(events, e => e.Instrument != session.Instrument.Id);
    }

    [SkippableFact]
    public void The_trades_are_those_of_the_extracted_file()
    {
        RecordedSession session = RecordedSession.Find("cm");
        string csv = SharedData.Find("binance-trades-20240808", "cm_btcusd_perp_20240808_trades.csv.gz");
        using CsvSource source = CsvSource.Open(csv, CsvLayouts.BinanceTradesRecorded, new ImportOptions { Instrument = session.Instrument });
        List<EngineEvent> expected = [];
        EngineEvent next = default;
        while (source.TryRead(ref next)) { expected.Add(next); }

        List<EngineEvent> trades = [.. session.Import().Events.Where(e => e.Kind == EventKind.Trade)];
        Assert.Equal(expected.Select(e => (e.ExchangeTime, e.Trade)), trades.Select(e => (e.ExchangeTime, e.Trade)));
    }

    [SkippableFact]
    public void Without_its_snapshot_the_second_file_gives_no_book()
    {
        RecordedSession session = RecordedSession.Find("spot");
        using IImportSource source = BinanceRawLayout.Instance.Open(session.Paths[1], new ImportOptions { Instrument = session.Instrument });
        EngineEvent next = default;
        (int books, int rest) = (0, 0);
        while (source.TryRead(ref next)) { _ = next.Kind == EventKind.Book ? books++ : rest++; }
        Assert.Equal((0, 3_044L), (books, source.Counts.DepthWithoutSnapshot));
        Assert.Equal(45_134 + 10_147, rest);
    }

    [SkippableTheory]
    [InlineData("spot", 2, 6)]
    [InlineData("usdm", 1, 3)]
    [InlineData("cm", 1, 0)]
    public void The_probe_finds_scales_and_symbol(string market, int priceScale, int quantityScale)
    {
        RecordedSession session = RecordedSession.Find(market);
        ScaleProbeResult probe = BinanceRawLayout.Instance.Probe(session.Paths[0]);
        Assert.Equal((priceScale, quantityScale, session.Instrument.Symbol, 0L), (probe.PriceScale, probe.QuantityScale, probe.Symbol, probe.UnreadableRows));
        Assert.True(BinanceRawLayout.Detects(session.Paths[0], null));
    }

    private static ((long, long), (long, long)) TopOf(LevelBook book) =>
        ((book.BestBid.Price.Raw, book.BestBid.Quantity.Raw), (book.BestAsk.Price.Raw, book.BestAsk.Quantity.Raw));

    private static void RequireSameLevels(LevelBook book, NaiveLevelBook naive)
    {
        foreach (Side side in new[] { Side.Buy, Side.Sell })
        {
            List<(long, long)> levels = [];
            BookCursor cursor = book.From(side);
            while (cursor.MoveNext()) { levels.Add((cursor.Current.Price.Raw, cursor.Current.Quantity.Raw)); }
            Assert.Equal(naive.Levels(side), levels);
        }
    }

    private static long SumOf(RecordedSession session, JsonElement frame, string side)
    {
        long sum = 0;
        foreach (JsonElement level in frame.GetProperty(side).EnumerateArray())
        {
            sum += Mix(FixedPoint.Parse(level[0].GetString()!, session.Instrument.PriceScale), FixedPoint.Parse(level[1].GetString()!, session.Instrument.QuantityScale));
        }

        return sum;
    }

    // Tells a changed or exchanged number, whatever the order of the levels.
    private static long Mix(long price, long quantity) => unchecked((price * 1_000_003) + (quantity * 7_919) + (price * quantity));
}
