using LlmTrader.Strategies.Generation.Statistics;

namespace LlmTrader.Tests.Golden.Statistics;

/// <summary>
/// The figures that the papers print, to their last digit: the example of "The Deflated Sharpe Ratio" (Bailey and López de Prado, 2014), the
/// track record of "The Sharpe Ratio Efficient Frontier" (2012) and the lengths of "Pseudo-Mathematics and Financial Charlatanism" (2014).
/// </summary>
public sealed class OverfitGateTests
{
    private const double Days = 250;

    [Fact]
    public void The_lucky_ratio_of_a_hundred_trials() => Assert.Equal(0.113172, SharpeRatioTest.LuckyRatio(0.5 / Days, 100), 6);

    [Theory]
    [InlineData(100, -3, 10, 0.900397)]
    [InlineData(46, -3, 10, 0.950502)]
    [InlineData(88, 0, 3, 0.950491)]
    public void The_deflated_ratio_of_an_annual_2_and_a_half_over_five_years(long trials, double skewness, double kurtosis, double expected) =>
        Assert.Equal(expected, SharpeRatioTest.Deflated(new(2.5 / Math.Sqrt(Days), 1250, skewness, kurtosis), 0.5 / Days, trials), 6);

    [Fact]
    public void The_track_record_that_tells_an_annual_2_from_1()
    {
        SharpeSample daily = new(2 / Math.Sqrt(Days), 0, 0, 3);
        Assert.Equal(2.731, SharpeRatioTest.MinimumTrackRecord(daily, 1 / Math.Sqrt(Days), 0.95) / Days, 3);
    }

    [Theory]
    [InlineData(7, 1.92, 2)]
    [InlineData(10, 2.48, 2)]
    [InlineData(45, 4.998, 3)]
    [InlineData(100, 6.40, 2)]
    [InlineData(1000, 10.60, 2)]
    public void The_backtest_that_a_number_of_trials_needs_for_an_annual_1(long trials, double years, int digits)
    {
        Assert.Equal(years, SharpeRatioTest.MinimumBacktestYears(trials, 1), digits);
        Assert.True(years < 2 * Math.Log(trials));
    }

    [Theory]
    [InlineData(10, 252)]
    [InlineData(16, 12_870)]
    public void Cross_validation_tries_every_choice_of_half_the_blocks(int blocks, int splits)
    {
        double[][] trials = [[.. Enumerable.Range(0, 64).Select(i => Math.Sin(i))], [.. Enumerable.Range(0, 64).Select(i => Math.Cos(i))]];
        Assert.Equal(splits, BacktestOverfitting.Estimate(trials, blocks).Logits.Count);
    }
}
