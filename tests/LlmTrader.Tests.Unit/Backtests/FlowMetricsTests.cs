using LlmTrader.Tools.Hosting.Backtests;

namespace LlmTrader.Tests.Unit.Backtests;

/// <summary>Deposits and withdrawals are neither profit nor drawdown; funding is profit.</summary>
public sealed class FlowMetricsTests
{
    [Fact]
    public void A_deposit_changes_no_metric_of_an_account_that_does_nothing()
    {
        using RecordedRun run = new();
        PerformanceSummary s = run.Equity(1, 1000).Flow(2, 500).Equity(2, 1500).Flow(3, -700).Equity(3, 800).Equity(5, 800).Summary();
        Assert.Equal((0m, -200m, 800m), (s.NetProfit, s.NetDeposits, s.FinalEquity));
        Assert.Equal((0d, 0d, 0m, 0d), (s.TotalReturn, s.Cagr, s.MaxDrawdown, s.MaxDrawdownRatio));
        Assert.Equal((5, 0d), (s.Returns, s.Volatility));
        Assert.Null(s.Sharpe);
    }

    [Fact]
    public void Returns_are_weighted_by_time_and_not_by_money()
    {
        // +10 % on 1,000, then 8,900 more, then +10 % on 10,000: 21 %, with a return of 10 % in each hour.
        using RecordedRun with = new();
        PerformanceSummary s = with.Equity(1, 1100).Flow(1.5, 8900).Equity(1.5, 10_000).Equity(2, 11_000).Equity(3, 10_450).Equity(4, 10_450).Summary();
        using RecordedRun without = new();
        PerformanceSummary plain = without.Equity(1, 1100).Equity(2, 1210).Equity(3, 1149.5m).Equity(4, 1149.5m).Summary();

        Assert.Equal(550m, s.NetProfit);
        AssertClose(plain.TotalReturn, s.TotalReturn);
        AssertClose(plain.Cagr, s.Cagr);
        AssertClose(plain.Sharpe, s.Sharpe);
        AssertClose(plain.Sortino, s.Sortino);
        AssertClose(plain.Volatility, s.Volatility);
        AssertClose(plain.MaxDrawdownRatio, s.MaxDrawdownRatio);
        Assert.Equal((550m, 60.5m), (s.MaxDrawdown, plain.MaxDrawdown));
        Assert.Equal(plain.MaxDrawdownSeconds, s.MaxDrawdownSeconds);
        Assert.Equal("  net deposits        8,900.00", s.Lines()[^1]);
    }

    [Fact]
    public void A_flow_in_a_drawdown_neither_ends_nor_deepens_it()
    {
        // 10 % down; then half of the money leaves, later it comes back twice; and 20 % down from the scaled peak.
        using RecordedRun run = new();
        PerformanceSummary s = run.Equity(1, 900).Flow(2, -450).Equity(2, 450).Flow(3, 1350).Equity(3, 1800).Equity(4, 1600).Equity(6, 1700).Summary();
        AssertClose(0.2, s.MaxDrawdownRatio);
        Assert.Equal(400m, s.MaxDrawdown);
        Assert.False(s.MaxDrawdownRecovered);
        Assert.Equal(5m * 3600, s.MaxDrawdownSeconds);
        AssertClose(-0.15, s.TotalReturn);
    }

    [Fact]
    public void Funding_is_a_line_of_its_own_beside_the_fees()
    {
        using RecordedRun run = new();
        PerformanceSummary s = run.Flow(1, -2.5m, isFunding: true).Equity(1, 997.5m).Flow(2, 1, isFunding: true).Equity(2, 998.5m).Summary();
        Assert.Equal((-1.5m, -1.5m, 0m), (s.Funding, s.NetProfit, s.NetDeposits));
        AssertClose(-0.0015, s.TotalReturn);
        Assert.Equal("  funding             -1.50", s.Lines()[^1]);
    }

    private static void AssertClose(double? expected, double? actual)
    {
        Assert.NotNull(expected);
        Assert.NotNull(actual);
        Assert.True(Math.Abs(expected.Value - actual.Value) <= 1e-12 * Math.Max(1, Math.Abs(expected.Value)), $"{actual} instead of {expected}");
    }
}
