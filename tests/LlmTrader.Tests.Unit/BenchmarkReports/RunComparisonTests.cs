using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Tests.Unit.BenchmarkReports;

public sealed class RunComparisonTests
{
    // R: wilcox.test(c(1.1,2.2,3.3,4.4,5.5), c(11,12,13.5,14,16), conf.int=TRUE) and the tables of the Mann-Whitney test: of five and five, two differences lie outside at 95 %.
    [Fact]
    public void Five_and_five_leave_out_two_on_each_side()
    {
        double[] a = [1.1, 2.2, 3.3, 4.4, 5.5];
        double[] b = [11, 12, 13.5, 14, 16];
        double[] differences = [.. (from x in a from y in b select y - x).Order()];

        ShiftEstimate shift = RunComparison.Compare(a, b, 0.95);

        Assert.Equal(differences[12], shift.Shift);
        Assert.Equal((differences[2], differences[^3]), (shift.Low, shift.High));
        Assert.Equal(1 - (2 * 4 / 252.0), shift.Confidence, 10);   // U of 0, 1, 2 in 1, 1, 2 of 252 ways.
    }

    [Theory]
    [InlineData(3, 3, 0.95, false)]    // 2 in 20: 90 % at most.
    [InlineData(3, 3, 0.90, true)]
    [InlineData(4, 4, 0.95, true)]     // 2 in 70.
    [InlineData(1, 50, 0.95, true)]    // 2 in 51.
    [InlineData(1, 20, 0.95, false)]
    [InlineData(4, 4, 0.99, false)]
    public void An_interval_needs_enough_runs(int n, int m, double confidence, bool has)
    {
        ShiftEstimate shift = RunComparison.Compare([.. Enumerable.Range(0, n).Select(i => (double)i)], [.. Enumerable.Range(0, m).Select(i => i + 0.5)], confidence);
        Assert.Equal(has, shift.Low is not null);
        Assert.Equal(has, shift.Confidence >= confidence - 1e-9);
    }

    // Twice from the same distribution: the interval misses 0 as seldom as it says, whatever the distribution.
    [Theory]
    [InlineData(5, 5)]
    [InlineData(8, 5)]
    [InlineData(60, 60)]   // By the normal distribution.
    public void The_interval_holds_the_truth_as_often_as_it_says(int n, int m)
    {
        Random random = new(7);
        const int Trials = 2_000;
        int missed = 0;
        for (int i = 0; i < Trials; i++)
        {
            ShiftEstimate shift = RunComparison.Compare(Skewed(n), Skewed(m), 0.95);
            if (shift.Low > 0 || shift.High < 0) { missed++; }
        }

        Assert.InRange(missed / (double)Trials, 0.02, 0.06);

        double[] Skewed(int count) => [.. Enumerable.Range(0, count).Select(_ => -Math.Log(1 - random.NextDouble()) + (random.Next(20) == 0 ? 100 : 0))];
    }

    [Fact]
    public void One_wild_run_moves_little()
    {
        ShiftEstimate calm = RunComparison.Compare([100, 101, 102, 103, 104, 105], [100, 101, 102, 103, 104, 105], 0.95);
        ShiftEstimate wild = RunComparison.Compare([100, 101, 102, 103, 104, 105], [100, 101, 102, 103, 104, 100_000], 0.95);
        Assert.Equal(0, calm.Shift);
        Assert.InRange(wild.Shift, 0, 1);
        Assert.True(wild.Low < 0);
    }
}
