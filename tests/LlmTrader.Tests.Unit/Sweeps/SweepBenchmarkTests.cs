using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Machine;
using LlmTrader.Tools.Hosting.Sweeps;

namespace LlmTrader.Tests.Unit.Sweeps;

/// <summary>What is said of a sweep's share of linear, and the yardstick beside it.</summary>
public sealed class SweepBenchmarkTests
{
    [Theory]
    [InlineData(0.86, 0.99, "met")]
    [InlineData(0.86, 0.70, "met")]
    [InlineData(0.84, 0.86, "NOT MET")]
    [InlineData(0.84, 0.84, "the machine alone loses more")]
    public void The_verdict_names_the_machine_only_where_that_loses_as_much_itself(double share, double machine, string verdict)
    {
        SweepBenchmarkResult result = Result(Row(1, 1, 1), Row(2, 0.97, 0.98), Row(4, share, machine));
        Assert.Equal(verdict, result.ShareVerdict);
        Assert.Equal(4, result.Worst.Threads);
    }

    [Fact]
    public void A_row_that_could_be_judged_is_not_excused_by_one_that_could_not() =>
        Assert.Equal("NOT MET", Result(Row(1, 1, 1), Row(2, 0.8, 0.95), Row(4, 0.7, 0.75)).ShareVerdict);

    [Fact]
    public void Each_number_of_threads_has_its_runs_and_the_machine_beside_them()
    {
        SweepBenchmarkResult result = SweepBenchmark.Run(new SweepBenchmarkOptions { Sets = 20, Runs = 2, Threads = 2, Events = 2_000 });
        Assert.Equal([1, 2], result.Rows.Select(row => row.Threads));
        Assert.Equal((1.0, 1.0), (result.Rows[0].ShareOfLinear, result.Rows[0].MachineShare));
        Assert.All(result.Rows, row => Assert.True(row.PerSecond.Median > 0 && row.MachineShare > 0));
        Assert.Equal(
            ["backtests", "cpu", "machine", "backtests", "cpu", "machine"], result.Measurements.Select(measurement => measurement.Name[(measurement.Name.LastIndexOf('.') + 1)..]));
        Assert.All(result.Measurements, measurement => Assert.Equal(2, measurement.Runs.Count));
    }

    [Fact]
    public void Private_work_asks_for_a_thread_at_least() => Assert.Throws<ArgumentOutOfRangeException>(() => PrivateWork.Rate(0, TimeSpan.FromMilliseconds(1)));

    private static SweepBenchmarkResult Result(params SweepBenchmarkRow[] rows) => new(1, 1, rows, 0, 0, 0, 0) { Measurements = [] };

    private static SweepBenchmarkRow Row(int threads, double share, double machine)
    {
        MedianSpread one = MedianSpread.From([1.0]);
        return new SweepBenchmarkRow(threads, one, one, share, one, one, machine);
    }
}
