namespace LlmTrader.Tools.Hosting.Backtests.Comparison;

/// <summary>How a metric is written for people.</summary>
public enum MetricUnit
{
    /// <summary>An amount of the currency.</summary>
    Amount,

    /// <summary>A share of 1, written in percent.</summary>
    Share,
    Ratio,
    Count,
    Seconds,
    Flag,
}

/// <summary>One metric of two runs.</summary>
/// <param name="Name">As in <c>summary.json</c>; <see cref="PerformanceSummary"/> has its formula.</param>
/// <param name="Difference">B less A; undefined where one of them is.</param>
public sealed record MetricComparison(string Name, MetricUnit Unit, MetricValue A, MetricValue B, MetricValue Difference)
{
    // Every figure of a summary, in its order.
    private static readonly (string Name, MetricUnit Unit, Func<PerformanceSummary, MetricValue> Of)[] All =
    [
        ("initialEquity", MetricUnit.Amount, s => new(s.InitialEquity)),
        ("finalEquity", MetricUnit.Amount, s => new(s.FinalEquity)),
        ("netProfit", MetricUnit.Amount, s => new(s.NetProfit)),
        ("openProfit", MetricUnit.Amount, s => new(s.OpenProfit)),
        ("totalReturn", MetricUnit.Share, s => new(s.TotalReturn)),
        ("cagr", MetricUnit.Share, s => new(s.Cagr)),
        ("periodsPerYear", MetricUnit.Ratio, s => new(s.PeriodsPerYear)),
        ("returns", MetricUnit.Count, s => new((decimal)s.Returns)),
        ("volatility", MetricUnit.Share, s => new(s.Volatility)),
        ("sharpe", MetricUnit.Ratio, s => new(s.Sharpe)),
        ("sortino", MetricUnit.Ratio, s => new(s.Sortino)),
        ("calmar", MetricUnit.Ratio, s => new(s.Calmar)),
        ("maxDrawdown", MetricUnit.Amount, s => new(s.MaxDrawdown)),
        ("maxDrawdownRatio", MetricUnit.Share, s => new(s.MaxDrawdownRatio)),
        ("maxDrawdownSeconds", MetricUnit.Seconds, s => new(s.MaxDrawdownSeconds)),
        ("maxDrawdownRecovered", MetricUnit.Flag, s => new(s.MaxDrawdownRecovered)),
        ("longestDrawdownSeconds", MetricUnit.Seconds, s => new(s.LongestDrawdownSeconds)),
        ("trades", MetricUnit.Count, s => new((decimal)s.Trades)),
        ("openTrades", MetricUnit.Count, s => new((decimal)s.OpenTrades)),
        ("fills", MetricUnit.Count, s => new((decimal)s.Fills)),
        ("winRate", MetricUnit.Share, s => new(s.WinRate)),
        ("profitFactor", MetricUnit.Ratio, s => new(s.ProfitFactor)),
        ("expectancy", MetricUnit.Amount, s => new(s.Expectancy)),
        ("bestTrade", MetricUnit.Amount, s => new(s.BestTrade)),
        ("worstTrade", MetricUnit.Amount, s => new(s.WorstTrade)),
        ("exposure", MetricUnit.Share, s => new(s.Exposure)),
        ("tradedNotional", MetricUnit.Amount, s => new(s.TradedNotional)),
        ("averageEquity", MetricUnit.Amount, s => new(s.AverageEquity)),
        ("turnover", MetricUnit.Ratio, s => new(s.Turnover)),
        ("fees", MetricUnit.Amount, s => new(s.Fees)),
        ("funding", MetricUnit.Amount, s => new(s.Funding)),
        ("netDeposits", MetricUnit.Amount, s => new(s.NetDeposits)),
    ];

    /// <summary>Every metric of two summaries.</summary>
    public static IReadOnlyList<MetricComparison> Between(PerformanceSummary a, PerformanceSummary b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return [.. All.Select(metric =>
        {
            (MetricValue left, MetricValue right) = (metric.Of(a), metric.Of(b));
            return new MetricComparison(metric.Name, metric.Unit, left, right, right.Less(left));
        })];
    }

    /// <summary>A name and three figures, as people read them.</summary>
    public (string Label, string A, string B, string Difference) Texts()
    {
        if (Unit == MetricUnit.Flag) { return (Label(), Text(A), Text(B), ""); }
        (string sign, MetricValue size) = Difference switch
        {
            { Exact: > 0 } or { Ratio: > 0 } => ("+", Difference),
            { Exact: < 0 } or { Ratio: < 0 } => ("-", Difference.Negated()),
            _ => ("", Difference),
        };
        return (Label(), Text(A), Text(B), sign + Text(size));
    }

    private string Text(MetricValue value) => Unit switch
    {
        MetricUnit.Amount => PerformanceText.Amount(value.Exact),
        MetricUnit.Share => PerformanceText.Percent(value.Ratio),
        MetricUnit.Ratio => PerformanceText.Ratio(value.Ratio),
        MetricUnit.Count => PerformanceText.Count((long)value.Exact!),
        MetricUnit.Seconds => PerformanceText.Length(value.Exact),
        _ => value.Flag is { } flag ? flag ? "yes" : "no" : PerformanceText.Undefined,
    };

    // maxDrawdownSeconds is a length by its figure: "max drawdown length".
    private string Label() => string.Concat(Name.Replace("Seconds", "Length", StringComparison.Ordinal)
        .Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
