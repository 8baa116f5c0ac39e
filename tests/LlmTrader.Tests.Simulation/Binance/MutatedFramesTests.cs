using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Binance;
using LlmTrader.Tests.Support.Loopback;

namespace LlmTrader.Tests.Simulation.Binance;

/// <summary>Damaged frames: whatever comes, the feed reads on, and does not take nonsense for the market.</summary>
public sealed class MutatedFramesTests
{
    private static readonly int Mutants = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 1_000_000 : 50_000;

    private static readonly Instrument Bitcoin = Scenario.Instruments[0];

    // Between damaged frames the market goes on; at the end good frames are taken as if nothing had been.
    [SkippableFact]
    public void No_damaged_frame_stops_the_streams_or_blinds_them()
    {
        byte[][] samples = [.. RecordedFrames.All.SelectMany(file => RecordedFrames.Read(file).Where(frame => frame.Length < 20_000).Take(1_500))];
        Random random = new(7);
        RangePort port = new();
        MarketStreams streams = new([Bitcoin], BinanceStreams.All, port, _ => { });
        long trade = 1_000_000;
        int[] outcomes = new int[3];
        for (int i = 0; i < Mutants; i++)
        {
            if (i % 10 == 0) { Assert.Equal(FrameOutcome.Taken, streams.Take(Trade(++trade), default)); }
            byte[] frame = Mutations.Mutate(i % 3 == 0 ? Trade(trade) : samples[random.Next(samples.Length)], random);
            FrameOutcome outcome = streams.Take(frame, default);
            outcomes[(int)outcome]++;
            if (outcome == FrameOutcome.Other) { Assert.NotNull(OtherFrame.Read(frame).Kind); }
        }

        Assert.All(outcomes, count => Assert.True(count > Mutants / 1_000, string.Join(' ', outcomes)));

        // What was damaged is over: the market goes on from what was believed last, and a new snapshot begins the book.
        streams.Restart(0, default);
        (long last, long book) = (port.LastTradeId, port.Books);
        for (int i = 1; i <= 100; i++) { Assert.Equal(FrameOutcome.Taken, streams.Take(Trade(last + i), default)); }
        Assert.Equal(last + 100, port.LastTradeId);
        BinanceParser parser = new(Bitcoin.PriceScale, Bitcoin.QuantityScale);
        Assert.Equal(BinanceFault.None, parser.Parse("{\"lastUpdateId\":9000000000000,\"bids\":[[\"1\",\"1\"]],\"asks\":[]}"u8));
        Assert.True(streams.TakeSnapshot(0, parser.Message.Depth, default));
        streams.Take("{\"e\":\"depthUpdate\",\"E\":1723161255208,\"s\":\"BTCUSDT\",\"U\":9000000000001,\"u\":9000000000002,\"b\":[],\"a\":[]}"u8, default);
        Assert.Equal(book + 2, port.Books);
    }

    // One damaged id hides no more than the trades that it may run ahead, of which the engine is told; a farther one is not believed.
    [Fact]
    public void A_damaged_id_blinds_the_feed_for_a_while_at_most()
    {
        RangePort port = new();
        MarketStreams streams = new([Bitcoin], BinanceStreams.Trades, port, _ => { });
        foreach (long id in new[] { 100L, 101, 999_999_999, 102, 5_000_000, 102 + MarketStreams.FarAhead, 104 }) { streams.Take(Trade(id), default); }
        Assert.Equal((102 + MarketStreams.FarAhead, 4L, 100L), (port.LastTradeId, port.Trades, port.FirstTradeId));

        foreach (long id in new[] { 70_000_001L, 70_000_002, 70_000_003, 70_000_004 }) { streams.Take(Trade(id), default); }   // After a long absence.
        Assert.Equal((70_000_004L, 6L, 2L), (port.LastTradeId, port.Trades, port.Gaps));
    }

    [Fact]
    public async Task A_feed_that_was_fed_damaged_frames_over_its_socket_follows_the_market_on()
    {
        await using LoopbackHost host = await LoopbackHost.StartAsync();
        BinanceLoopback venue = host.AddVenue(1);
        GeneratedMarket market = new(venue, Bitcoin.Symbol, Bitcoin.PriceScale, Bitcoin.QuantityScale, seed: 1);
        AuditingPort port = new(1, 1);
        await using BinanceFeed feed = new(FeedWorld.Options(venue), port);
        feed.Start();
        await FeedWorld.Until(feed, () => feed.Status.BooksInSync == 1 && venue.Connections > 0, "the book is in sync");   // The venue may enter a connection later than we do.

        Random random = new(2);
        byte[] good = [.. "{\"stream\":\"btcusdt@trade\",\"data\":"u8, .. TradeData(400), (byte)'}'];   // Its id is old: a mutant that can be read is a duplicate, or tells of a far id.
        for (int i = 0; i < 2_000; i++)
        {
            byte[] mutant = Mutations.Mutate(good, random);
            for (int b = 0; b < mutant.Length; b++) { mutant[b] = (byte)(mutant[b] & 0x7F); }   // The socket ends a connection over text that is no UTF-8, as it must.
            venue.ForEach(session => session.Send(mutant));
        }

        int polls = 0;
        await FeedWorld.Until(feed, () =>
        {
            bool isTime = polls++ % 25 == 0;   // In between nothing is published, so that the last trade can arrive.
            for (int i = 0; isTime && i < 100; i++) { market.Finish(); }
            return feed.Status.Messages > 2_000 && port.Look(0, (_, last) => last) == venue.Book(Bitcoin.Symbol).Trades[^1];
        }, "the market's last trade is the engine's");
        Assert.Empty(port.Wrong);
        Assert.InRange(feed.Status.ParseErrors, 500, 2_000);
        Assert.Equal(0, feed.Status.Reconnects);
    }

    private static byte[] Trade(long id) => [.. "{\"stream\":\"btcusdt@trade\",\"data\":"u8, .. TradeData(id), (byte)'}'];

    private static byte[] TradeData(long id) =>
        System.Text.Encoding.ASCII.GetBytes($"{{\"e\":\"trade\",\"E\":1723161255343,\"s\":\"BTCUSDT\",\"t\":{id},\"p\":\"61837.63000000\",\"q\":\"0.02000000\",\"T\":1723161255342,\"m\":true,\"M\":true}}");

    // What gets through is at least in range.
    private sealed class RangePort : IMarketDataPort
    {
        public long Trades { get; private set; }

        public long FirstTradeId { get; private set; }

        public long LastTradeId { get; private set; }

        public long Books { get; private set; }

        public long Gaps { get; private set; }

        public bool TryWrite(in EngineEvent e)
        {
            Assert.Equal(Bitcoin.Id, e.Instrument);
            switch (e.Kind)
            {
                case EventKind.Trade:
                    Assert.True(e.Trade.Price.Raw > 0 && e.Trade.Quantity.Raw > 0 && e.Trade.TradeId > LastTradeId);
                    if (Trades == 0) { FirstTradeId = e.Trade.TradeId; }
                    (Trades, LastTradeId) = (Trades + 1, e.Trade.TradeId);
                    break;
                case EventKind.Quote: Assert.True(e.Quote.BidPrice.Raw >= 0 && e.Quote.AskQuantity.Raw >= 0); break;
                case EventKind.Book: Books++; break;
                default:
                    Assert.Equal(EventKind.Gap, e.Kind);
                    Gaps++;
                    break;
            }

            return true;
        }

        public bool DeliverOwed() => true;
    }
}
