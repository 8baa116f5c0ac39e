using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;

namespace LlmTrader.Tests.Golden.Import;

/// <summary>Real bar files: counts, sums and extremes against a plain reading of the same file.</summary>
public sealed class RealBarsTests
{
    public static TheoryData<string, string> SpotFiles()
    {
        var files = new TheoryData<string, string> { { "15m/BTCUSDT_15m.csv.gz", "15m" } };
        foreach (string pair in new[] { "ADA", "AVAX", "BNB", "BTC", "DOGE", "DOT", "ETH", "LINK", "SOL", "XRP" })
        {
            files.Add($"1h/{pair}USDT_1h.csv.gz", "1h");
            files.Add($"1d/{pair}USDT_1d.csv.gz", "1d");
        }

        return files;
    }

    [SkippableTheory]
    [MemberData(nameof(SpotFiles))]
    public void Binance_spot_klines_agree(string file, string period)
    {
        string path = RealFile.Find("klines-binance-spot/" + file);
        Imported imported = Imported.From(path, Imported.Detect(path), options => options with { BarSpec = BarSpec.Parse(period) });
        Assert.Equal(BarSpec.Parse(period).Period, imported.Probe.SmallestStep);
        Assert.Equal(0, imported.Counts.OpenCloseOutsideRange);

        // Binance halted on 2018-02-08: that day's bar ends early in the three pairs that are old enough.
        Assert.Equal(period == "1d" && file[3..6] is ("BTC" or "ETH" or "BNB") ? 1 : 0, imported.Counts.EarlyCloses);
        if (period == "1h") { Assert.Equal(16_032, imported.Counts.Events); }
        Compare(imported, RealFile.Read(path, header: true), BarSpec.Parse(period), timeUnit: 1_000_000, turnover: 7, count: 8);
    }

    [SkippableFact]
    public void Bitmex_bars_agree_and_their_odd_opens_are_counted()
    {
        string path = RealFile.Find("klines-bitmex-xbtusd-1m/XBTUSD_1m_2018.csv.gz");
        Imported imported = Imported.From(path, Imported.Detect(path));
        Assert.Equal((525_600L, 17_175L), (imported.Counts.Events, imported.Counts.OpenCloseOutsideRange));
        Compare(imported, RealFile.Read(path, header: true), BarSpec.Parse("1m"), timeUnit: 1_000_000_000, turnover: -1, count: -1);
    }

    [SkippableFact]
    public void Binance_futures_klines_agree()
    {
        string path = RealFile.Find("klines-binance-um-1m/FILUSDT-1m-2023-11.csv.gz");
        Imported imported = Imported.From(path, Imported.Detect(path), options => options with { BarSpec = BarSpec.Parse("1m") });
        Assert.Equal(43_200, imported.Counts.Events);
        Compare(imported, RealFile.Read(path, header: true), BarSpec.Parse("1m"), timeUnit: 1_000_000, turnover: 7, count: 8);
    }

    [SkippableFact]
    public void Gaps_between_bars_are_no_error()
    {
        string path = RealFile.Find("klines-bybit-1m-gappy/ADAUSDT_1m_gappy.csv.gz");
        Imported imported = Imported.From(path, Imported.Detect(path), options => options with { BarSpec = BarSpec.Parse("1m") });
        Assert.Equal(20_000, imported.Counts.Events);
        Compare(imported, RealFile.Read(path, header: true), BarSpec.Parse("1m"), timeUnit: 1_000_000, turnover: 6, count: -1);
    }

    [SkippableFact]
    public void Lean_crypto_bars_and_tardis_quotes_are_read()
    {
        string bars = RealFile.Find("lean-crypto/crypto/binance/minute/btcbusd/20221213_trade.zip");
        Imported minutes = Imported.From(bars, CsvLayouts.LeanCryptoBars, options => options with { BarSpec = BarSpec.Parse("1m") }, date: new DateOnly(2022, 12, 13));
        Assert.Equal(RealFile.Read(bars, header: false).Count, minutes.Counts.Events);
        Assert.Equal("2022-12-13T00:00:00.000000000Z", minutes.Events[0].Bar.OpenTime.ToString());

        string plain = RealFile.Find("tardis-samples/huobi-dm-swap_quotes_BTC-USD.csv");
        Imported quotes = Imported.From(plain, Imported.Detect(plain), symbol: "BTC-USD");
        string[] last = File.ReadLines(plain).Last().Split(',');
        Assert.Equal(File.ReadLines(plain).Count() - 1, quotes.Counts.Events);
        Assert.Equal((RealFile.Number(last[6]), RealFile.Number(last[4])), (quotes.Price(quotes.Events[^1].Quote.BidPrice), quotes.Quantity(quotes.Events[^1].Quote.AskQuantity)));
    }

    private static void Compare(Imported imported, List<string[]> rows, BarSpec spec, long timeUnit, int turnover, int count)
    {
        Assert.Equal(rows.Count, imported.Events.Count);
        decimal sum = 0;
        decimal importedSum = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            string[] row = rows[i];
            Bar bar = imported.Events[i].Bar;
            long open = RealFile.Whole(row[0]) * timeUnit;
            bool same = bar.OpenTime.Nanoseconds == open && imported.Events[i].Time.Nanoseconds == open + spec.Period.Nanoseconds
                && imported.Price(bar.Open) == RealFile.Number(row[1]) && imported.Price(bar.High) == RealFile.Number(row[2])
                && imported.Price(bar.Low) == RealFile.Number(row[3]) && imported.Price(bar.Close) == RealFile.Number(row[4])
                && imported.Quantity(bar.Volume) == RealFile.Number(row[5])
                && bar.Turnover == (turnover < 0 ? 0 : (long)(Math.Round(RealFile.Number(row[turnover]), 8, MidpointRounding.ToEven) * 100_000_000))
                && bar.TradeCount == (count < 0 ? 0 : RealFile.Whole(row[count]));
            if (!same) { Assert.Fail($"row {i + 1}: {string.Join(',', row)}"); }
            sum += RealFile.Number(row[4]) * RealFile.Number(row[5]);
            importedSum += imported.Price(bar.Close) * imported.Quantity(bar.Volume);
        }

        Assert.True(sum > 0);
        Assert.Equal(sum, importedSum);
    }
}
