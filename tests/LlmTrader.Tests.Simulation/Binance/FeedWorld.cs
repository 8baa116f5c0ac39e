using LlmTrader.Feeds.Binance;
using LlmTrader.Tests.Support.Loopback;

namespace LlmTrader.Tests.Simulation.Binance;

/// <summary>What tests of a single feed share.</summary>
internal static class FeedWorld
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Of one instrument, with the patience of an undisturbed world and short waits.</summary>
    public static BinanceFeedOptions Options(BinanceLoopback venue) => new()
    {
        StreamUrl = venue.StreamUrl,
        RestUrl = venue.RestUrl,
        Instruments = [Scenario.Instruments[0]],
        FirstRetry = TimeSpan.FromMilliseconds(5),
        LongestRetry = TimeSpan.FromMilliseconds(50),
        SnapshotAfter = TimeSpan.FromMilliseconds(10),
        WatchInterval = TimeSpan.FromMilliseconds(5),
        WeightPeriod = TimeSpan.FromMilliseconds(50),
        RestAfterRefusal = TimeSpan.FromMilliseconds(20),
        StableAfter = TimeSpan.FromMilliseconds(500),
        OverlapAtLeast = TimeSpan.FromMilliseconds(20),
        OverlapAtMost = TimeSpan.FromSeconds(5),
    };

    /// <summary>Waits for a condition, asking again and again.</summary>
    public static async Task Until(BinanceFeed feed, Func<bool> condition, string what)
    {
        DateTime end = DateTime.UtcNow + Patience;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < end, $"in vain waited until {what}: {feed.Status}");
            await Task.Delay(2);
        }
    }
}
