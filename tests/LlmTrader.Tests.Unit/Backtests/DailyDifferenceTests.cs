using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Backtests.Comparison;

namespace LlmTrader.Tests.Unit.Backtests;

public sealed class DailyDifferenceTests
{
    // 1970-01-01 is day 0.
    private const long January2024 = 19_723;

    [Fact]
    public void A_profit_is_the_change_of_equity_until_midnight_and_an_idle_day_has_none()
    {
        using RecordedRun run = new();
        run.Equity(10, 1010).Equity(24, 1015);       // Midnight still belongs to the day that ends.
        run.Equity(24.5, 1001).Equity(80, 990);      // Nothing on the third day.
        run.Recorder.Complete();

        AccountResult usd = run.Recorder.Accounts().Single(account => account.Summary.Currency == "USD");
        long monday = RecordedRun.Monday.Nanoseconds / Duration.FromDays(1).Nanoseconds;
        Assert.Equal(
            [Profit(monday, 15), Profit(monday + 1, -14), Profit(monday + 2, 0), Profit(monday + 3, -11)],
            usd.Daily);
        Assert.Equal(usd.Summary.NetProfit, usd.Daily.Sum(day => (decimal)day.ProfitRaw) / Money.One);
    }

    [Fact]
    public void Days_are_paired_and_those_of_one_run_alone_left_out()
    {
        DailyDifference difference = DailyDifference.Between(
            [Profit(January2024, 1), Profit(January2024 + 1, 5), Profit(January2024 + 2, 2), Profit(January2024 + 4, 0)],
            [Profit(January2024 + 1, 7), Profit(January2024 + 2, 1.5m), Profit(January2024 + 3, 9), Profit(January2024 + 4, 0)]);
        Assert.Equal((3, "2024-01-02", "2024-01-05", 1, 1), (difference.Days, difference.FirstDay, difference.LastDay, difference.DaysBetter, difference.DaysWorse));
        Assert.Equal(0.5m, difference.Mean);   // (2 - 0.5 + 0) / 3
    }

    [Fact]
    public void Too_few_days_have_a_mean_and_no_interval_with_the_reason()
    {
        DailyDifference few = Of([.. Enumerable.Repeat(1m, DailyDifference.MinDays - 1)]);
        Assert.Equal((1m, null, null, null), (few.Mean, few.Lower, few.Upper, few.ProbabilityBetter));
        Assert.Equal("the runs have 19 days in common; an interval needs 20", few.NoInterval);

        DailyDifference none = Of([]);
        Assert.Equal((0, null, null), (none.Days, none.Mean, none.FirstDay));
        Assert.NotNull(none.NoInterval);

        DailyDifference enough = Of([.. Enumerable.Repeat(1m, DailyDifference.MinDays)]);
        Assert.Equal((1m, 1m, 1m, 1.0, 3, null), (enough.Mean, enough.Lower, enough.Upper, enough.ProbabilityBetter, enough.BlockDays, enough.NoInterval));
    }

    [Fact]
    public void The_limits_are_the_250th_smallest_and_largest_mean_and_the_share_counts_those_above_zero()
    {
        decimal[] differences = [.. Enumerable.Range(0, 40).Select(i => (i * 7 % 11) - 4.5m)];
        DailyDifference difference = Of(differences);
        Int128[] sums = StationaryBootstrap.SortedSums([.. differences.Select(one => (long)(one * Money.One))], 4, 10_000, 1994);
        decimal[] means = [.. sums.Select(sum => Math.Round((decimal)sum / 40, MidpointRounding.ToEven) / Money.One)];
        Assert.Equal((4, means[249], means[9750]), (difference.BlockDays, difference.Lower, difference.Upper));
        Assert.Equal(((2 * means.Count(mean => mean > 0)) + means.Count(mean => mean == 0)) / 20_000.0, difference.ProbabilityBetter);
        Assert.True(difference.Lower < difference.Mean && difference.Mean < difference.Upper);
        Assert.Equal(difference, Of(differences));   // The same data, the same interval.
    }

    [Fact]
    public void The_other_way_round_the_signs_change()
    {
        decimal[] differences = [.. Enumerable.Range(0, 30).Select(i => i * i % 13 - 5m)];
        DailyDifference there = Of(differences);
        DailyDifference back = Of([.. differences.Select(one => -one)]);
        Assert.Equal((-there.Mean, -there.Upper, -there.Lower), (back.Mean, back.Lower, back.Upper));
        Assert.Equal(1, there.ProbabilityBetter!.Value + back.ProbabilityBetter!.Value, 12);
    }

    private static DailyDifference Of(decimal[] differences) => DailyDifference.Between(
        [.. differences.Select((_, day) => Profit(January2024 + day, 100))], [.. differences.Select((one, day) => Profit(January2024 + day, 100 + one))]);

    private static DailyProfit Profit(long day, decimal amount) => new(day, (Int128)(amount * Money.One));
}
