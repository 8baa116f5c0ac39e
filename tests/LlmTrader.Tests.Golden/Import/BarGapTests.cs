using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;
using LlmTrader.Tools.Cli;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tests.Golden.Import;

/// <summary>Gaps between ready-made bars are counted and warned of, and those of a closed venue are none.</summary>
public sealed class BarGapTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmtrader-gaps-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void A_collectors_gaps_are_counted_to_the_bar()
    {
        // 99 gaps of 801 minutes each (SOURCES.md).
        string path = RealFile.Find("klines-bybit-1m-gappy/ADAUSDT_1m_gappy.csv.gz");
        Imported imported = Imported.From(path, Bars(path));
        Assert.Equal((99L, 99L * 801), (imported.Counts.BarGaps, imported.Counts.MissingBars));

        string data = Path.Combine(_folder, "data");
        (string import, _) = Run("import", path, "--symbol", "ADAUSDT", "--venue", "BYBIT", "--bar", "1m", "--to", data);
        Assert.Contains("99 gaps between bars, 79,299 bars are missing unless the venue was closed", import, StringComparison.Ordinal);
        (_, string warnings) = Run("backtest", "--data", data, "--strategy", "ma-cross:bar=1m,quantity=1");
        Assert.Contains("warning: the 1m bars of ADAUSDT.BYBIT have 99 gaps: 79,299 bars are missing, 801 in the longest from ", warnings, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_month_without_gaps_has_none()
    {
        string path = RealFile.Find("klines-binance-um-1m/FILUSDT-1m-2023-11.csv.gz");
        Imported imported = Imported.From(path, Bars(path));
        Assert.Equal((0L, 0L), (imported.Counts.BarGaps, imported.Counts.MissingBars));
    }

    [SkippableFact]
    public void Nights_and_lunch_are_gaps_until_the_market_rules_say_that_the_venue_is_closed()
    {
        string path = RealFile.Find("ashare-15min-2025/bars_15min.csv.gz");
        string data = Path.Combine(_folder, "data");
        string symbol = RealFile.Read(path, header: true)[0][1];
        Run("import", path, "--layout", "time=datetime,open=open,high=high,low=low,close=close,volume=volume,symbol=symbol,unit=text,zone=Asia/Shanghai,stamp=close,period=15m",
            "--on-bad-row", "skip", "--symbol", symbol, "--venue", "SSE", "--quote", "CNY", "--to", data);
        (_, string without) = Run("backtest", "--data", data, "--strategy", "ma-cross:bar=15m,quantity=100");
        Assert.Contains("--market-rules says so", without, StringComparison.Ordinal);

        string rules = Path.Combine(_folder, "rules.json");
        File.WriteAllText(rules, $$"""{"{{symbol}}.SSE": [{"utcOffset": "+08:00", "sessions": [{"days": "weekdays", "from": "09:30", "to": "11:30"}, {"days": "weekdays", "from": "13:00", "to": "15:00"}]}]}""");
        (_, string with) = Run("backtest", "--data", data, "--strategy", "ma-cross:bar=15m,quantity=100", "--market-rules", rules);
        int holidays = HolidayWeekdays(path, symbol);
        Assert.Contains($"bars of {symbol}.SSE have ", with, StringComparison.Ordinal);
        Assert.Contains($": {holidays * 16:N0} bars are missing", with, StringComparison.Ordinal);   // Holidays that the rules did not name.
    }

    private static CsvLayout Bars(string path)
    {
        CsvLayout layout = Imported.Detect(path);
        return layout with { Period = BarSpec.Parse("1m") };
    }

    // Weekdays between the first and the last day without a row.
    private static int HolidayWeekdays(string path, string symbol)
    {
        HashSet<DateOnly> days = [.. RealFile.Read(path, header: true).Where(row => row[1] == symbol).Select(row => DateOnly.Parse(row[0].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture))];
        int missing = 0;
        for (DateOnly day = days.Min(); day <= days.Max(); day = day.AddDays(1)) { missing += day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || days.Contains(day) ? 0 : 1; }
        return missing;
    }

    private static (string Output, string Error) Run(params string[] line)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exit = LlmTraderCommand.Run(line, new TerminalStreams(output, error, OutputIsTerminal: false, ErrorIsTerminal: false), CancellationToken.None);
        Assert.True(exit is ExitCode.Success or ExitCode.Finding, error.ToString());
        return (output.ToString(), error.ToString());
    }
}
