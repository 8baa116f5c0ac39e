using Xunit.Abstractions;

namespace LlmTrader.Tests.Golden.Independent;

/// <summary>The plain calculation on real data: it reads all of it, and its books balance.</summary>
public sealed class PlainRealDataTests(ITestOutputHelper output)
{
    [SkippableTheory]
    [InlineData(100)]
    [InlineData(1000)]
    public void Spy_three_days(int quantity)
    {
        int rows = 0;
        var backtest = new PlainBacktest { Quantity = quantity, TakerRate = 0.0005m, InitialCash = 1_000_000 };

        PlainResult result = backtest.RunOnTrades(PlainCsv.SpyTrades().Select(trade => { rows++; return trade; }));

        Assert.Equal(1_351_254 - 10, rows);   // SOURCES.md: 10 rows are marked suspicious.
        Check(result, backtest.InitialCash);
    }

    [SkippableFact]
    public void Bitmex_minutes_of_2018()
    {
        var backtest = new PlainBacktest { Quantity = 100, TakerRate = 0.0005m, InitialCash = 10_000_000 };

        PlainResult result = backtest.RunOnBars(PlainCsv.BitmexXbtUsdMinutes());

        Assert.Equal(525_600, result.Bars.Count);
        Check(result, backtest.InitialCash);
    }

    [SkippableTheory]
    [InlineData("BTCUSDT", "0.5", "0.00001")]
    [InlineData("DOGEUSDT", "1000", "1")]
    public void Binance_hours(string pair, string quantity, string lot)
    {
        var backtest = new PlainBacktest
        {
            Quantity = decimal.Parse(quantity, System.Globalization.CultureInfo.InvariantCulture),
            Lot = decimal.Parse(lot, System.Globalization.CultureInfo.InvariantCulture),
            TakerRate = 0.0005m,
            InitialCash = 1_000_000,
        };

        PlainResult result = backtest.RunOnBars(PlainCsv.BinanceSpotHours(pair));

        Assert.Equal(16_032, result.Bars.Count);
        Check(result, backtest.InitialCash);
    }

    // Cash is also what it began with, plus the round trips, less what is still open.
    private void Check(PlainResult result, decimal initialCash)
    {
        output.WriteLine($"bars {result.Bars.Count}, orders {result.Orders}, fills {result.Fills.Count}, round trips {result.RoundTrips.Count}, "
            + $"position {result.Position}, equity {result.FinalEquity}, taken back {result.TakenBack}");

        Assert.True(result.RoundTrips.Count > 10);
        long closedBy = result.RoundTrips[^1].ExitMs;
        decimal stillOpen = result.Fills.Where(fill => fill.TimeMs > closedBy).Sum(fill => (fill.IsBuy ? fill.Notional : -fill.Notional) + fill.Fee);
        Assert.Equal(initialCash + result.RoundTrips.Sum(trip => trip.NetProfit) - stillOpen, result.Cash);
        Assert.All(result.RoundTrips.Zip(result.RoundTrips.Skip(1)), pair => Assert.True(pair.First.ExitMs <= pair.Second.EntryMs));
    }
}
