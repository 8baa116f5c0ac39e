using System.Globalization;
using System.IO.Compression;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Golden.Independent;

/// <summary>Real data as trades and bars, straight from the text. Columns and units are those of SOURCES.md.</summary>
internal static class PlainCsv
{
    /// <summary>The three days of SPY trades. Skips the test when the data is absent.</summary>
    public static IEnumerable<PlainTrade> SpyTrades() =>
        new[] { "20131008", "20131009", "20131010" }.SelectMany(SpyDay);

    /// <summary>BitMEX XBTUSD, 1-minute bars of 2018. Skips the test when the data is absent.</summary>
    public static IEnumerable<PlainBar> BitmexXbtUsdMinutes()
    {
        foreach (string[] row in Rows(OpenGzip(SharedData.Find("klines-bitmex-xbtusd-1m", "XBTUSD_1m_2018.csv.gz"))).Skip(1))
        {
            yield return Bar(row, Integer(row[0]) * 1000, lengthMs: 60_000, tradeCount: 0);
        }
    }

    /// <summary>Binance spot 1-hour bars of a pair such as <c>BTCUSDT</c>. Skips the test when the data is absent.</summary>
    public static IEnumerable<PlainBar> BinanceSpotHours(string pair) => BinanceSpot(pair, "1h", lengthMs: 3_600_000);

    /// <summary>Binance spot 1-day bars of a pair, from its listing on. Skips the test when the data is absent.</summary>
    public static IEnumerable<PlainBar> BinanceSpotDays(string pair) => BinanceSpot(pair, "1d", lengthMs: 86_400_000);

    /// <summary>The rows of one SPY day: ms since midnight in New York, price x 10,000, size, exchange, condition, suspicious.</summary>
    public static IEnumerable<PlainTrade> SpyTrades(TextReader text, DateOnly day)
    {
        // New York was at UTC-4 in October 2013 (daylight saving time ended on 3 November).
        long midnight = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(-4)).ToUnixTimeMilliseconds();
        foreach (string[] row in Rows(text))
        {
            if (row[5] == "1") { continue; }
            yield return new PlainTrade(midnight + Integer(row[0]), Number(row[1]) / 10_000m, Number(row[2]));
        }
    }

    private static IEnumerable<PlainBar> BinanceSpot(string pair, string interval, long lengthMs)
    {
        foreach (string[] row in Rows(OpenGzip(SharedData.Find("klines-binance-spot", interval, $"{pair}_{interval}.csv.gz"))).Skip(1))
        {
            yield return Bar(row, Integer(row[0]), lengthMs, (int)Integer(row[8]));
        }
    }

    private static IEnumerable<PlainTrade> SpyDay(string day)
    {
        using ZipArchive zip = ZipFile.OpenRead(SharedData.Find("us-equity-trade-ticks-201310", "spy", $"{day}_trade.zip"));
        using var text = new StreamReader(zip.Entries.Single().Open());
        foreach (PlainTrade trade in SpyTrades(text, DateOnly.ParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture))) { yield return trade; }
    }

    private static PlainBar Bar(string[] row, long openMs, long lengthMs, int tradeCount) =>
        new(openMs, openMs + lengthMs, Number(row[1]), Number(row[2]), Number(row[3]), Number(row[4]), Number(row[5]), tradeCount);

    private static IEnumerable<string[]> Rows(TextReader text)
    {
        using (text)
        {
            while (text.ReadLine() is { } line) { yield return line.Split(','); }
        }
    }

    private static StreamReader OpenGzip(string path) => new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));

    private static long Integer(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
