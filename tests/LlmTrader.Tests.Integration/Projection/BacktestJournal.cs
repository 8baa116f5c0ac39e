using System.Globalization;
using System.Text;
using LlmTrader.Tests.Integration.Cli;

namespace LlmTrader.Tests.Integration.Projection;

/// <summary>A backtest's journal, made by the program itself from bars that a formula gives, so that every number of it can be checked by hand.</summary>
internal static class BacktestJournal
{
    private const int Bars = 400;

    private const string Rules = """
        name: scripted-breakout
        description: Buys when a bar closes above the last ten highs and leaves below its mean.
        bar: 1h
        let:
          mean: sma(close, 10)
        entry_long: cross_above(close, donchian(10).upper) and volume > 0
        exit_long: close < mean
        sizing: {percent_of_equity: 50}

        """;

    private const string Risk = """[{"id": 1, "kind": "orderNotional", "limit": "80000"}, {"id": 2, "kind": "drawdown", "limit": "30%"}]""";

    /// <summary>Makes it in a directory, under the name run.</summary>
    public static async Task MakeAsync(string directory)
    {
        await File.WriteAllTextAsync(Path.Combine(directory, "klines.csv"), Klines());
        await File.WriteAllTextAsync(Path.Combine(directory, "rules.yaml"), Rules);
        await File.WriteAllTextAsync(Path.Combine(directory, "risk.json"), Risk);
        await MustAsync(directory, "import", "klines.csv", "--to", "data", "--layout", "binance-klines", "--bar", "1h", "--symbol", "BTCUSDT", "--venue", "BINANCE", "--base", "BTC", "--quote", "USDT", "--taker-fee", "0.001");
        await MustAsync(directory, "backtest", "--data", "data", "--rules", "rules.yaml", "--cash", "USDT=100000", "--risk", "risk.json", "--journal", "run");
    }

    private static async Task MustAsync(string directory, params string[] args)
    {
        ProcessResult result = await CommandProcess.RunAsync(directory, args);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', args)}: {result.Error}");
    }

    private static string Klines()
    {
        StringBuilder text = new("open_time_ms,open,high,low,close,volume,close_time_ms,quote_volume,trades,taker_buy_base_volume,taker_buy_quote_volume,ignore\n");
        for (int i = 0; i < Bars; i++)
        {
            decimal open = PriceAt(i);
            decimal close = PriceAt(i + 1);
            long time = 1_735_689_600_000 + (i * 3_600_000L);
            text.Append(CultureInfo.InvariantCulture, $"{time},{open:F2},{Math.Max(open, close) + 0.5m:F2},{Math.Min(open, close) - 0.5m:F2},{close:F2},{10_000 + (i % 7)},{time + 3_599_999},1000.00,{50 + (i % 5)},1,1,0\n");
        }

        return text.ToString();
    }

    // Up and down between 100 and 120 in steps of 3.7.
    private static decimal PriceAt(int i) => 100 + (Math.Min(i * 37 % 400, 400 - (i * 37 % 400)) / 10m);
}
