using System.Diagnostics;
using System.Globalization;
using LlmTrader.Tests.Support.Loopback;

namespace LlmTrader.Tests.Integration.Soak;

/// <summary>The loopback venue as a process of its own, so that its garbage and its pauses are not the engine's: publishes at a steady rate until its input ends.</summary>
internal static class SoakVenue
{
    public static readonly string[] Symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT"];

    /// <summary>Prints its address, and when it ends how many messages it has published and how late the latest of them was, in ms.</summary>
    /// <param name="rate">Messages a second, of all symbols together.</param>
    /// <param name="seed">Of the markets.</param>
    public static async Task<int> RunAsync(int rate, int seed)
    {
        await using LoopbackHost host = await LoopbackHost.StartAsync();
        BinanceLoopback venue = host.AddVenue(seed);
        venue.SetExchangeInfo(SoakMarket.ExchangeInfo(Symbols));
        SoakMarket[] markets = [.. Symbols.Select((symbol, i) => new SoakMarket(venue, symbol, seed + i))];
        using CancellationTokenSource end = new();
        (long published, double latest) = (0, 0);
        Thread publishing = new(() => (published, latest) = Publish(markets, rate, end.Token)) { Name = "publisher" };
        publishing.Start();
        Console.WriteLine(venue.RestUrl);
        await Console.In.ReadToEndAsync();
        await end.CancelAsync();
        publishing.Join();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{published} {latest:F0}"));
        return 0;
    }

    private static (long Published, double LatestMs) Publish(SoakMarket[] markets, int rate, CancellationToken end)
    {
        long start = Stopwatch.GetTimestamp();
        (long published, double latest) = (0, 0);
        while (!end.IsCancellationRequested)
        {
            long due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate);
            latest = Math.Max(latest, 1e3 * (due - published) / rate);
            while (published < due) { markets[published++ % markets.Length].Step(); }
            Thread.Sleep(1);
        }

        return (published, latest);
    }
}
