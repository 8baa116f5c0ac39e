using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Backtests;

namespace LlmTrader.Tests.Unit.Backtests;

/// <summary>Metrics of equity over time against values worked out by hand.</summary>
public sealed class ReturnMetricsTests
{
    private static readonly double HoursPerYear = 365.25 * 24;

    [Fact]
    public void Three_hourly_returns()
    {
        // +1 %, -1 %, +2 %: mean 1/150, sample variance 7/30000, downside deviation sqrt(0.0001 / 3).
        using RecordedRun run = new();
        PerformanceSummary s = run.Equity(1, 1010).Equity(2, 999.9m).Equity(3, 1019.898m).Summary();

        Assert.Equal("1h", s.SamplingInterval);
        Assert.Equal(8766, s.PeriodsPerYear);
        Assert.Equal(3, s.Returns);
        AssertClose(Math.Sqrt(7.0 / 30_000) * Math.Sqrt(HoursPerYear), s.Volatility);
        AssertClose(2 / Math.Sqrt(21) * Math.Sqrt(HoursPerYear), s.Sharpe);
        AssertClose(2 / Math.Sqrt(3) * Math.Sqrt(HoursPerYear), s.Sortino);
        AssertClose(0.019898, s.TotalReturn);
        AssertClose(Math.Exp(2922 * Math.Log(1.019898)) - 1, s.Cagr);
        Assert.Equal(1000m, s.InitialEquity);
        Assert.Equal(1019.898m, s.FinalEquity);
        Assert.Equal(19.898m, s.NetProfit);
        Assert.Equal("2024-03-04T00:00:00.000000000Z", s.Start);
        Assert.Equal("2024-03-04T03:00:00.000000000Z", s.End);
    }

    [Fact]
    public void Two_years_of_ten_percent()
    {
        // 365.25 days a year: 730.5 days from 1,000 to 1,210 are 10 % a year. The drawdown on the way is 5 %.
        using RecordedRun run = new();
        PerformanceSummary s = run.Equity(24, 1100).Equity(48, 1045).Equity(730.5 * 24, 1210).Summary();

        Assert.Equal("1d", s.SamplingInterval);
        Assert.Equal(365.25, s.PeriodsPerYear);
        Assert.Equal(731, s.Returns);
        AssertClose(0.1, s.Cagr);
        AssertClose(0.05, s.MaxDrawdownRatio);
        AssertClose(2.0, s.Calmar);
        Assert.Equal(55m, s.MaxDrawdown);
        Assert.Equal(729.5m * 86_400, s.MaxDrawdownSeconds);
        Assert.True(s.MaxDrawdownRecovered);
    }

    [Fact]
    public void Nineteen_days_are_hourly_and_twenty_are_daily()
    {
        using RecordedRun nineteen = new();
        Assert.Equal(("1h", 19 * 24), Sampling(nineteen.Equity(1, 1001).Equity(19 * 24, 1002).Summary()));
        using RecordedRun twenty = new();
        Assert.Equal(("1d", 20), Sampling(twenty.Equity(1, 1001).Equity((19 * 24) + 0.001, 1002).Summary()));
    }

    [Fact]
    public void Midnight_belongs_to_the_day_that_ends()
    {
        // Day 1 closes at 1,100 exactly at midnight, day 2 at 990; nothing changes afterwards.
        using RecordedRun run = new();
        PerformanceSummary s = run.Equity(24, 1100).Equity(36, 990).Equity(24 * 22, 990).Summary();
        AssertClose(Deviation([0.1, -0.1, .. Enumerable.Repeat(0.0, 20)]) * Math.Sqrt(365.25), s.Volatility);
    }

    [Fact]
    public void A_day_without_a_row_keeps_the_last_value()
    {
        using RecordedRun run = new();
        PerformanceSummary s = run.Equity(12, 1100).Equity((24 * 3) + 12, 1210).Equity((24 * 21) - 1, 1210).Summary();
        AssertClose(Deviation([0.1, 0, 0, 0.1, .. Enumerable.Repeat(0.0, 17)]) * Math.Sqrt(365.25), s.Volatility);
    }

    [Fact]
    public void Flat_equity_has_no_ratio()
    {
        using RecordedRun run = new();
        PerformanceSummary s = run.Equity(1, 1000).Equity(5, 1000).Summary();
        Assert.Equal(5, s.Returns);
        Assert.Equal(0.0, s.Volatility);
        Assert.Equal(0.0, s.TotalReturn);
        Assert.Equal(0.0, s.Cagr);
        Assert.Equal(0m, s.MaxDrawdown);
        Assert.Equal(0.0, s.MaxDrawdownRatio);
        Assert.All(new object?[] { s.Sharpe, s.Sortino, s.Calmar, s.MaxDrawdownSeconds, s.MaxDrawdownRecovered, s.LongestDrawdownSeconds }, Assert.Null);
    }

    [Fact]
    public void The_same_return_every_hour_has_no_variance()
    {
        // Doubles see 10 % three times, not quite alike.
        using RecordedRun run = new();
        PerformanceSummary s = run.Equity(1, 1100).Equity(2, 1210).Equity(3, 1331).Summary();
        Assert.Equal(0.0, s.Volatility);
        Assert.Null(s.Sharpe);
        Assert.Null(s.Sortino);
    }

    [Fact]
    public void One_return_has_no_deviation()
    {
        using RecordedRun run = new();
        PerformanceSummary s = run.Equity(0.5, 900).Summary();
        Assert.Equal(1, s.Returns);
        Assert.All(new object?[] { s.Volatility, s.Sharpe, s.Sortino }, Assert.Null);
    }

    [Fact]
    public void Loss_of_everything()
    {
        using RecordedRun run = new();
        PerformanceSummary s = run.Equity(1, 1000).Equity(2, 0).Equity(3, 0).Equity(6, 0).Summary();
        Assert.Equal(2, s.Returns);   // 0 and -100 %; after it no return is defined.
        Assert.Equal(-1.0, s.TotalReturn);
        Assert.Equal(-1.0, s.Cagr);
        Assert.Equal(1.0, s.MaxDrawdownRatio);
        Assert.Equal(-1.0, s.Calmar);
        Assert.Equal(5m * 3600, s.MaxDrawdownSeconds);
        Assert.False(s.MaxDrawdownRecovered);
        AssertClose(-0.5 / Math.Sqrt(0.5) * Math.Sqrt(HoursPerYear), s.Sharpe);
    }

    [Fact]
    public void Debt_has_a_return_but_no_growth_rate()
    {
        using RecordedRun run = new();
        PerformanceSummary s = run.Equity(1, -500).Equity(9, -400).Summary();
        AssertClose(-1.4, s.TotalReturn);
        Assert.Null(s.Cagr);
        Assert.Equal(1500m, s.MaxDrawdown);
        AssertClose(1.5, s.MaxDrawdownRatio);
        Assert.Null(s.Turnover);
    }

    [Fact]
    public void The_deepest_drawdown_need_not_be_the_longest_nor_the_largest_amount()
    {
        // 1,000 to 800 is 20 % in 1 h; 2,000 to 1,700 is more money but 15 %, and lasts 5 h without an end.
        using RecordedRun run = new();
        PerformanceSummary s = run.Equity(1, 1000).Equity(1.5, 800).Equity(2, 1000).Equity(3, 2000).Equity(4, 1700).Equity(8, 1900).Summary();
        Assert.Equal(200m, s.MaxDrawdown);
        AssertClose(0.2, s.MaxDrawdownRatio);
        Assert.Equal(3600m, s.MaxDrawdownSeconds);
        Assert.True(s.MaxDrawdownRecovered);
        Assert.Equal(5m * 3600, s.LongestDrawdownSeconds);
    }

    [Fact]
    public void A_peak_between_rows_counts_from_the_row_that_reports_it()
    {
        using RecordedRun run = new();
        PerformanceSummary s = run.Equity(1, 1000).Equity(2, 1000, peak: 1250).Equity(4, 1300).Summary();
        Assert.Equal(250m, s.MaxDrawdown);
        AssertClose(0.2, s.MaxDrawdownRatio);
        Assert.Equal(2m * 3600, s.MaxDrawdownSeconds);
        Assert.True(s.MaxDrawdownRecovered);
    }

    [Fact]
    public void Average_equity_weighs_by_time()
    {
        // 1,000 for 1 h (before the first row), 1,200 for 3 h, 600 at the very end.
        using RecordedRun run = new();
        Assert.Equal(1150m, run.Equity(1, 1200).Equity(4, 600).Summary().AverageEquity);
    }

    [Fact]
    public void A_run_without_records_is_all_undefined()
    {
        using RecordedRun run = new();
        PerformanceSummary s = run.Summary();
        Assert.Null(s.Start);
        Assert.Null(s.End);
        Assert.Equal(1000m, s.FinalEquity);
        Assert.Equal(1000m, s.AverageEquity);
        Assert.Equal(0.0, s.TotalReturn);
        Assert.Equal(0.0, s.Turnover);
        Assert.Equal(0, s.Returns);
        Assert.All(new object?[] { s.Cagr, s.Volatility, s.Sharpe, s.Sortino, s.Calmar, s.Exposure, s.WinRate, s.ProfitFactor, s.Expectancy, s.BestTrade }, Assert.Null);
    }

    [Fact]
    public void A_currency_without_cash_has_no_return()
    {
        using RecordedRun run = new();
        run.Equity(1, 1010);
        run.Recorder.Complete();
        PerformanceSummary s = run.Recorder.Summaries().Single(summary => summary.Currency == "BNB");
        Assert.Null(s.TotalReturn);
        Assert.Null(s.Cagr);
        Assert.Equal(0, s.Returns);
        Assert.False(s.IsUsed);
    }

    [Fact]
    public void Summaries_before_the_end_are_refused()
    {
        using RecordedRun run = new();
        Assert.Throws<InvalidOperationException>(() => run.Recorder.Summaries());
    }

    private static (string, int) Sampling(PerformanceSummary summary) => (summary.SamplingInterval, summary.Returns);

    private static double Deviation(double[] returns)
    {
        double mean = returns.Average();
        return Math.Sqrt(returns.Sum(r => (r - mean) * (r - mean)) / (returns.Length - 1));
    }

    private static void AssertClose(double expected, double? actual)
    {
        Assert.NotNull(actual);
        Assert.InRange(actual.Value, expected - (1e-9 * Math.Abs(expected)), expected + (1e-9 * Math.Abs(expected)));
    }
}
