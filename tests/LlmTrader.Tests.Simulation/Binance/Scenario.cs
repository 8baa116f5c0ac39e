using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Binance;
using LlmTrader.Tests.Support;
using LlmTrader.Tests.Support.Loopback;

namespace LlmTrader.Tests.Simulation.Binance;

/// <summary>One market, one feed, some faults, all drawn by a seed; every time limit is a thousandth of the real one or so.</summary>
internal sealed class Scenario(LoopbackHost host, int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(seed);

    public static Instrument[] Instruments { get; } = [Instrument(0, "BTCUSDT", 2, 5), Instrument(1, "DOGEEUR", 5, 0)];

    /// <summary>How the feed ended; fails when it ended wrong.</summary>
    public async Task<FeedStatus> RunAsync()
    {
        BinanceLoopback venue = host.AddVenue(seed);
        venue.PingInterval = TimeSpan.FromMilliseconds(_random.Next(3) == 0 ? 40 : 2_000);
        GeneratedMarket[] markets = [.. Instruments.Select((instrument, i) => new GeneratedMarket(venue, instrument.Symbol, instrument.PriceScale, instrument.QuantityScale, (seed * 7) + i))];
        AuditingPort port = new(Instruments.Length, seed);
        FaultScript faults = new(venue, port, seed);
        await using BinanceFeed feed = new(Options(venue), port);
        feed.Start();
        try
        {
            int strikes = _random.Next(1, 8);
            for (int strike = 0; strike <= strikes; strike++)
            {
                for (int bursts = _random.Next(1, 6); bursts > 0; bursts--)
                {
                    for (int steps = _random.Next(1, 25); steps > 0; steps--) { markets[_random.Next(markets.Length)].Step(); }
                    await Task.Delay(_random.Next(1, 6));
                }

                if (strike < strikes) { await faults.StrikeAsync(); }
            }

            faults.End();
            await SettleAsync(venue, markets, port, feed, faults);
            FeedStatus end = feed.Status;
            Assert.True(port.Wrong.Count == 0, $"seed {seed}: {string.Join("; ", port.Wrong)} ({faults.Done})");
            Assert.True(port.MissedTrades <= end.MissedTrades + port.Refused, $"seed {seed}: {port.MissedTrades} trades are missing, {end.MissedTrades} were reported and {port.Refused} events refused ({faults.Done})");
            Assert.Equal(port.Refused, end.Dropped);
            return end;
        }
        finally
        {
            host.Remove(venue);
        }
    }

    private BinanceFeedOptions Options(BinanceLoopback venue) => new()
    {
        StreamUrl = venue.StreamUrl,
        RestUrl = venue.RestUrl,
        Instruments = Instruments,
        Seed = (ulong)seed,
        MaxMessageBytes = 64 << 10,
        MaxAnswerBytes = 4 << 20,
        FirstRetry = TimeSpan.FromMilliseconds(2),
        LongestRetry = TimeSpan.FromMilliseconds(30),
        StableAfter = TimeSpan.FromMilliseconds(50),
        PingInterval = TimeSpan.FromMilliseconds(30),
        PingTimeout = TimeSpan.FromMilliseconds(_random.Next(2) == 0 ? 60 : 5_000),
        SilentConnection = TimeSpan.FromMilliseconds(120),
        SilentStream = TimeSpan.FromMilliseconds(250),
        RotateAfter = TimeSpan.FromMilliseconds(_random.Next(3) == 0 ? 60 : 60_000),
        OverlapAtLeast = TimeSpan.FromMilliseconds(5),
        OverlapAtMost = TimeSpan.FromMilliseconds(50),
        SnapshotAfter = TimeSpan.FromMilliseconds(10),
        WatchInterval = TimeSpan.FromMilliseconds(5),
        RequestTimeout = TimeSpan.FromMilliseconds(200),
        RestAfterRefusal = TimeSpan.FromMilliseconds(20),
        WeightPeriod = TimeSpan.FromMilliseconds(100),
    };

    // The market goes on until the feed has all of it: whatever was lost is told by the next message, and books are fetched again.
    private async Task SettleAsync(BinanceLoopback venue, GeneratedMarket[] markets, AuditingPort port, BinanceFeed feed, FaultScript faults)
    {
        DateTime end = DateTime.UtcNow + Patience;
        string? problem;
        do
        {
            foreach (GeneratedMarket market in markets) { market.Finish(); }
            problem = "";
            for (int wait = 0; wait < 10 && problem is not null; wait++)
            {
                await Task.Delay(3);
                problem = Compare(venue, port);
            }
        }
        while (problem is not null && DateTime.UtcNow < end);

        Assert.True(problem is null, $"seed {seed}: {problem} ({faults.Done}) {feed.Status}");
    }

    private static string? Compare(BinanceLoopback venue, AuditingPort port)
    {
        foreach (Instrument instrument in Instruments)
        {
            lock (venue.Gate)
            {
                LoopbackBook truth = venue.Book(instrument.Symbol);
                string? problem = port.Look(instrument.Id.Value, (book, lastTrade) =>
                    book.State != BookState.Consistent ? $"the book is {book.State}"
                    : book.LastUpdateId != truth.LastUpdateId ? string.Create(CultureInfo.InvariantCulture, $"the book is at {book.LastUpdateId}, the venue's at {truth.LastUpdateId}")
                    : lastTrade != truth.Trades[^1] ? string.Create(CultureInfo.InvariantCulture, $"the last trade is {lastTrade}, the venue's {truth.Trades[^1]}")
                    : !Same(book.Bids, truth.Bids, instrument) || !Same(book.Asks, truth.Asks, instrument) ? "the book differs from the venue's"
                    : null);
                if (problem is not null) { return $"{instrument.Symbol}: {problem}"; }
            }
        }

        return null;
    }

    private static bool Same(IReadOnlyDictionary<long, long> folded, SortedDictionary<decimal, decimal> truth, Instrument instrument) =>
        folded.Count == truth.Count && truth.All(level =>
            folded.TryGetValue((long)(level.Key * FixedPoint.Pow10(instrument.PriceScale)), out long quantity)
            && quantity == (long)(level.Value * FixedPoint.Pow10(instrument.QuantityScale)));

    private static Instrument Instrument(int id, string symbol, int priceScale, int quantityScale) => new()
    {
        Id = new InstrumentId(id), Symbol = symbol, Venue = "BINANCE", Base = Currency.Parse("X"), Quote = Currency.Parse("USDT"),
        PriceScale = priceScale, QuantityScale = quantityScale, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
    };
}
