using System.Globalization;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>A summary and its figures as text for people.</summary>
internal static class PerformanceText
{
    public const string Undefined = "n/a";

    public static IReadOnlyList<string> Lines(PerformanceSummary s) =>
    [
        $"account {s.Account}, {s.Currency}, {s.Start ?? Undefined} to {s.End ?? Undefined}",
        Line("initial equity", Amount(s.InitialEquity)),
        Line("final equity", Amount(s.FinalEquity)),
        Line("net profit", $"{Amount(s.NetProfit)}, of which {Amount(s.OpenProfit)} in open positions"),
        Line("total return", Percent(s.TotalReturn)),
        Line("CAGR", Percent(s.Cagr)),
        Line("volatility", $"{Percent(s.Volatility)} a year, from {Count(s.Returns)} returns of {s.SamplingInterval}"),
        Line("Sharpe", Ratio(s.Sharpe)),
        Line("Sortino", Ratio(s.Sortino)),
        Line("Calmar", Ratio(s.Calmar)),
        Line("max drawdown", $"{Percent(s.MaxDrawdownRatio)}, {Amount(s.MaxDrawdown)}"),
        Line("its length", DrawdownLength(s)),
        Line("longest drawdown", Length(s.LongestDrawdownSeconds)),
        Line("trades", $"{Count(s.Trades)} closed, {Count(s.OpenTrades)} open, {Count(s.Fills)} fills"),
        Line("win rate", Percent(s.WinRate)),
        Line("profit factor", Ratio(s.ProfitFactor)),
        Line("expectancy", Amount(s.Expectancy)),
        Line("best / worst trade", $"{Amount(s.BestTrade)} / {Amount(s.WorstTrade)}"),
        Line("exposure", Percent(s.Exposure)),
        Line("turnover", Ratio(s.Turnover)),
        Line("fees", Amount(s.Fees)),
        .. s.Funding != 0 ? new[] { Line("funding", Amount(s.Funding)) } : [],
        .. s.NetDeposits != 0 ? new[] { Line("net deposits", Amount(s.NetDeposits)) } : [],
    ];

    private static string Line(string name, string value) => $"  {name,-20}{value}";

    public static string Amount(decimal? value) => value?.ToString("#,##0.00######", CultureInfo.InvariantCulture) ?? Undefined;

    public static string Percent(double? value) => value is { } v ? (100 * v).ToString("#,##0.00", CultureInfo.InvariantCulture) + " %" : Undefined;

    public static string Ratio(double? value) => value?.ToString("#,##0.000", CultureInfo.InvariantCulture) ?? Undefined;

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string DrawdownLength(PerformanceSummary s) => s.MaxDrawdownRecovered is { } recovered
        ? $"{Length(s.MaxDrawdownSeconds)}, {(recovered ? "recovered" : "not recovered")}"
        : Undefined;

    public static string Length(decimal? seconds)
    {
        if (seconds is not { } s) { return Undefined; }
        long whole = (long)s;
        return whole switch
        {
            >= 86_400 => $"{whole / 86_400} d {whole / 3600 % 24} h",
            >= 3600 => $"{whole / 3600} h {whole / 60 % 60} min",
            >= 60 => $"{whole / 60} min {whole % 60} s",
            _ => s.ToString("0.###", CultureInfo.InvariantCulture) + " s",
        };
    }
}
