using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;

namespace LlmTrader.Tests.Golden.Import;

/// <summary>Real trade files: every row against a plain reading of the same file.</summary>
public sealed class RealTradesTests
{
    [SkippableTheory]
    [InlineData("cm_btcusd_perp_20240808", 2_286)]
    [InlineData("spot_btcusdt_20240808", 9_757)]
    [InlineData("spot_btcusdt_20240809", 10_147)]
    [InlineData("usdm_btcusdt_20240808", 21_313)]
    public void Recorded_trades_of_2024_agree(string name, int rows)
    {
        string path = RealFile.Find($"binance-trades-20240808/{name}_trades.csv.gz");
        Imported imported = Imported.From(path, Imported.Detect(path));
        Assert.Equal(rows, imported.Counts.Events);
        Assert.Equal(rows, imported.Counts.NegativeLatency);   // The recorder's clock was behind all the time.
        Assert.Equal(0, imported.Counts.TradeIdGaps);
        Compare(imported, RealFile.Read(path, header: true), time: 2, id: 3, price: 4, quantity: 5, row => row[6] == "1" ? Side.Sell : Side.Buy);
    }

    [SkippableFact]
    public void Taker_side_trades_of_2026_agree()
    {
        string path = RealFile.Find("binance-trades-20260216/spot_btcusdt_trades.csv.gz");
        Imported imported = Imported.From(path, Imported.Detect(path), options => options with { UseReceiveTime = true });
        Assert.Equal((10_215L, 0L), (imported.Counts.Events, imported.Counts.NegativeLatency));
        List<string[]> rows = RealFile.Read(path, header: true);
        Compare(imported, rows, time: 1, id: 2, price: 3, quantity: 4, row => row[5] == "sell" ? Side.Sell : Side.Buy);
        Assert.Equal(rows.Select(row => RealFile.Whole(row[0]) * 1_000_000), imported.Events.Select(one => one.Time.Nanoseconds));
    }

    [SkippableFact]
    public void Aggregate_trades_of_2019_agree()
    {
        string path = RealFile.Find("binance-aggtrades-xrpeth-201910/XRPETH-aggTrades.csv.gz");
        Imported imported = Imported.From(path, Imported.Detect(path));
        Assert.Equal(12_477, imported.Counts.Events);
        Compare(imported, RealFile.Read(path, header: true), time: 5, id: 0, price: 1, quantity: 2, row => row[6] == "true" ? Side.Sell : Side.Buy);
    }

    [SkippableTheory]
    [InlineData(8, 451_545, 0)]
    [InlineData(9, 439_677, 0)]
    [InlineData(10, 460_032, 10)]
    public void Spy_trades_of_2013_agree(int day, int rows, int suspicious)
    {
        var date = new DateOnly(2013, 10, day);
        string path = RealFile.Find($"us-equity-trade-ticks-201310/spy/{date:yyyyMMdd}_trade.zip");
        Imported imported = Imported.From(path, CsvLayouts.LeanEquityTrades, date: date);
        Assert.Equal((rows, suspicious, rows - suspicious), (imported.Counts.Rows, imported.Counts.Filtered, imported.Counts.Events));

        // New York was four hours behind UTC on these days.
        long midnight = new DateTimeOffset(2013, 10, day, 0, 0, 0, TimeSpan.FromHours(-4)).ToUnixTimeMilliseconds();
        decimal shares = 0;
        decimal notional = 0;
        decimal importedNotional = 0;
        int at = 0;
        foreach (string[] row in RealFile.Read(path, header: false))
        {
            if (row[5] == "1") { continue; }
            EngineEvent trade = imported.Events[at++];
            decimal price = RealFile.Number(row[1]) / 10_000;
            decimal size = RealFile.Number(row[2]);
            shares += size;
            notional += price * size;
            importedNotional += imported.Price(trade.Trade.Price) * imported.Quantity(trade.Trade.Quantity);
            if (trade.ExchangeTime.Nanoseconds != (midnight + RealFile.Whole(row[0])) * 1_000_000) { Assert.Fail($"row {at}: time {trade.ExchangeTime}"); }
        }

        Assert.Equal(imported.Events.Count, at);
        Assert.Equal(shares, imported.Events.Sum(one => imported.Quantity(one.Trade.Quantity)));
        Assert.Equal(notional, importedNotional);
        Assert.All(imported.Events, one => Assert.Equal((Side.None, 0L), (one.Trade.Aggressor, one.Trade.TradeId)));
    }

    private static void Compare(Imported imported, List<string[]> rows, int time, int id, int price, int quantity, Func<string[], Side> side)
    {
        Assert.Equal(rows.Count, imported.Events.Count);
        decimal notional = 0;
        decimal importedNotional = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            string[] row = rows[i];
            EngineEvent one = imported.Events[i];
            Assert.Equal((RealFile.Whole(row[time]) * 1_000_000, RealFile.Whole(row[id]), side(row)),
                (one.ExchangeTime.Nanoseconds, one.Trade.TradeId, one.Trade.Aggressor));
            Assert.Equal((RealFile.Number(row[price]), RealFile.Number(row[quantity])), (imported.Price(one.Trade.Price), imported.Quantity(one.Trade.Quantity)));
            notional += RealFile.Number(row[price]) * RealFile.Number(row[quantity]);
            importedNotional += imported.Price(one.Trade.Price) * imported.Quantity(one.Trade.Quantity);
        }

        Assert.True(notional > 0);
        Assert.Equal(notional, importedNotional);
    }
}
