using LlmTrader.Engine.Core;
using LlmTrader.Tests.Support.Loopback;
using Xunit.Abstractions;

// The scenarios load the machine by themselves; beside them, what waits for a time limit would meet it too early.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace LlmTrader.Tests.Simulation.Binance;

/// <summary>
/// The feed against a venue on loopback, over real sockets, while all that can go wrong does: at the end its books are the venue's, no
/// trade is lost without being told, none comes twice. 500 scenarios, 10,000 with LLMTRADER_LONG=1.
/// </summary>
public sealed class BinanceFeedSimulation(ITestOutputHelper output)
{
    private const int AtOnce = 8;

    private static readonly int Scenarios = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 10_000 : 500;

    [Fact]
    public async Task Books_end_equal_to_the_venues_and_no_trade_is_lost_untold_or_doubled()
    {
        await using LoopbackHost host = await LoopbackHost.StartAsync();
        FeedStatus[] ends = new FeedStatus[Scenarios];
        ParallelOptions options = new() { MaxDegreeOfParallelism = AtOnce };
        await Parallel.ForAsync(0, Scenarios, options, async (seed, _) => ends[seed] = await new Scenario(host, seed).RunAsync());

        output.WriteLine($"{Scenarios} scenarios: {ends.Sum(end => end.Messages)} messages, {ends.Sum(end => end.Trades)} trades, {ends.Sum(end => end.Gaps)} gaps, {ends.Sum(end => end.MissedTrades)} missed trades, "
            + $"{ends.Sum(end => end.Resyncs)} snapshots, {ends.Sum(end => end.Reconnects)} reconnects, {ends.Sum(end => end.Rotations)} rotations, {ends.Sum(end => end.Stale)} silences, {ends.Sum(end => end.Duplicates)} duplicates, "
            + $"{ends.Sum(end => end.ParseErrors)} unreadable, {ends.Sum(end => end.UnknownMessages)} unknown, {ends.Sum(end => end.Dropped)} dropped, {ends.Sum(end => end.RateLimited)} refused requests");
        Assert.All(
            new Func<FeedStatus, long>[] { end => end.Gaps, end => end.MissedTrades, end => end.Reconnects, end => end.Rotations, end => end.Stale, end => end.Duplicates, end => end.ParseErrors, end => end.UnknownMessages, end => end.Dropped, end => end.RateLimited },
            counter => Assert.True(ends.Sum(counter) > 0, "a fault never happened: it was not tested"));
    }
}
