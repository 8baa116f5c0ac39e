using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Binance;
using LlmTrader.Tests.Support;
using LlmTrader.Tests.Support.Loopback;

namespace LlmTrader.Tests.Simulation.Binance;

/// <summary>The recorded spot market, published again by a venue on loopback, with and without faults.</summary>
public sealed class RecordedMarketTests
{
    // The recorded books hold quantities with more decimals than the lot has.
    private static readonly Instrument Bitcoin = Scenario.Instruments[0] with { QuantityScale = 8 };

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_recorded_market_arrives_whole(int seed)
    {
        byte[][] frames = [.. RecordedFrames.Read(RecordedFrames.Spot[0])];
        await using LoopbackHost host = await LoopbackHost.StartAsync();
        BinanceLoopback venue = host.AddVenue(seed);
        AuditingPort port = new(1, seed);
        FaultScript faults = new(venue, port, seed);
        BinanceFeedOptions options = FeedWorld.Options(venue) with { Instruments = [Bitcoin] };
        if (seed != 0) { options = options with { SilentConnection = TimeSpan.FromSeconds(1), PingInterval = TimeSpan.FromMilliseconds(50), PingTimeout = TimeSpan.FromMilliseconds(500) }; }
        await using BinanceFeed feed = new(options, port);

        int start = Array.FindIndex(frames, frame => frame.AsSpan().StartsWith("{\"lastUpdateId\""u8));
        venue.Book(Bitcoin.Symbol).Apply(frames[start]);
        long snapshot = venue.Book(Bitcoin.Symbol).LastUpdateId;
        feed.Start();
        await FeedWorld.Until(feed, () => feed.Status.State == FeedState.Connected && (seed != 0 || feed.Status.BooksInSync == 1), "it is connected");

        int published = 0;
        foreach (byte[] frame in frames.Where((frame, i) => i != start))
        {
            if (!TrySplit(frame, snapshot, out string kind, out byte[] data)) { continue; }
            venue.Publish(Bitcoin.Symbol, kind, data);
            published++;
            if (seed != 0 && published % 4_000 == 0) { await faults.StrikeAsync(); }
            if (published % 500 == 0) { await Task.Delay(1); }
        }

        faults.End();
        LoopbackBook truth = venue.Book(Bitcoin.Symbol);
        if (seed == 0)
        {
            await FeedWorld.Until(feed, () => feed.Status.Quotes == 28_040 && port.Look(0, (book, last) => book.LastUpdateId == truth.LastUpdateId && last == truth.Trades[^1]), "all has arrived");
            Assert.Equal((truth.Trades.Count, 0L, 0L, 1L, 0L), ((int)feed.Status.Trades, feed.Status.Gaps, feed.Status.ParseErrors, feed.Status.Resyncs, feed.Status.UnknownMessages));
        }
        else
        {
            feed.Resubscribe(Bitcoin.Id);   // The market stands still: what was lost last would be told by the next message only.
            await FeedWorld.Until(feed, () => port.Look(0, (book, _) => book.LastUpdateId == truth.LastUpdateId), $"the book has come to the end ({faults.Done})");
        }

        Assert.Empty(port.Wrong);
        Assert.True(port.Look(0, (book, _) => Same(book.Bids, truth.Bids) && Same(book.Asks, truth.Asks)));
    }

    private static bool Same(IReadOnlyDictionary<long, long> folded, SortedDictionary<decimal, decimal> truth) =>
        folded.Count == truth.Count && truth.All(level => folded[(long)(level.Key * 100)] == (long)(level.Value * 100_000_000));

    // Changes from before the recorded snapshot are in it already.
    private static bool TrySplit(byte[] frame, long snapshot, out string kind, out byte[] data)
    {
        using var document = System.Text.Json.JsonDocument.Parse(frame);
        string stream = document.RootElement.GetProperty("stream").GetString()!;
        kind = stream[(stream.IndexOf('@', StringComparison.Ordinal) + 1)..];
        System.Text.Json.JsonElement inner = document.RootElement.GetProperty("data");
        data = System.Text.Encoding.ASCII.GetBytes(inner.GetRawText());
        return !kind.StartsWith("depth", StringComparison.Ordinal) || inner.GetProperty("u").GetInt64() > snapshot;
    }
}
