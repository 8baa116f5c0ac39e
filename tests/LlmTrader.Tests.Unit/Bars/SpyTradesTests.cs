using System.Globalization;
using System.IO.Compression;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Bars;

/// <summary>One real day of SPY trades against minutes made with LINQ and decimals straight from the file.</summary>
public sealed class SpyTradesTests
{
    private static readonly long MidnightNewYork = new DateTimeOffset(2013, 10, 8, 0, 0, 0, TimeSpan.FromHours(-4)).ToUnixTimeMilliseconds();

    [SkippableFact]
    public void Minutes_of_a_real_day_equal_a_plain_calculation()
    {
        List<(long Milliseconds, long Price, long Size)> trades = Read(SharedData.Find("us-equity-trade-ticks-201310", "spy", "20131008_trade.zip"));
        Assert.Equal(451_545, trades.Count);

        BarTestBed bed = new(BarTestBed.Options("1m"), BarTestBed.Instruments(1, priceScale: 4, quantityScale: 0));
        foreach ((long milliseconds, long price, long size) in trades) { bed.Trade(At(milliseconds), At(milliseconds), price, size); }
        bed.AdvanceTo(At(trades[^1].Milliseconds + 60_000));

        List<string> expected = [.. trades.GroupBy(t => (MidnightNewYork + t.Milliseconds) / 60_000).Select(g =>
            Text(g.Key * 60, g.First().Price, g.Max(t => t.Price), g.Min(t => t.Price), g.Last().Price, g.Sum(t => t.Size),
                g.Sum(t => t.Price / 10_000m * t.Size), g.Count()))];
        Assert.Equal(expected, bed.Closed.Select(c => Text(c.Bar.OpenTime.Nanoseconds / 1_000_000_000, c.Bar.Open.Raw, c.Bar.High.Raw,
            c.Bar.Low.Raw, c.Bar.Close.Raw, c.Bar.Volume.Raw, c.Bar.Turnover / 100_000_000m, c.Bar.TradeCount)));
        Assert.Equal(0, bed.Builder.Counters.Late);
        Assert.Equal(0, bed.Builder.OpenBars);
    }

    private static string Text(long second, long open, long high, long low, long close, long volume, decimal turnover, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{second} {open} {high} {low} {close} {volume} {turnover:F8} {count}");

    private static Timestamp At(long milliseconds) => Timestamp.FromUnixMilliseconds(MidnightNewYork + milliseconds);

    private static List<(long Milliseconds, long Price, long Size)> Read(string path)
    {
        using ZipArchive zip = ZipFile.OpenRead(SharedData.Find("us-equity-trade-ticks-201310", "spy", "20131008_trade.zip"));
        using StreamReader reader = new(zip.Entries.Single().Open());
        List<(long, long, long)> trades = [];
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(',');
            trades.Add((long.Parse(fields[0], CultureInfo.InvariantCulture), long.Parse(fields[1], CultureInfo.InvariantCulture), long.Parse(fields[2], CultureInfo.InvariantCulture)));
        }

        return trades;
    }
}
