using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Perf.Latency.Ring;

namespace LlmTrader.Tests.Unit.Ring;

public sealed class RingBenchmarkTests
{
    [Fact]
    public void A_short_run_gives_a_figure_per_scenario_and_run_and_ratios_of_the_same_run()
    {
        var options = new RingBenchmarkOptions { Runs = 2, Capacity = 256, RingEvents = 2_000, QueueEvents = 1_000, LatencyEvents = 500 };
        var announced = new List<int>();
        RingBenchmarkResult result = RingBenchmark.Run(options, (run, _) => announced.Add(run));

        Assert.Equal([0, 1, 2], announced);
        Assert.Equal([1, 2], result.Placements.Select(placement => placement.Run).Distinct());
        Assert.All(result.Series, series =>
        {
            Assert.Equal(2, series.Measurement.Runs.Count);
            Assert.True(series.Min > 0 && series.Min <= series.Median && series.Median <= series.Max, series.Name);
        });
        Assert.Equal(result.Series.Count, result.Series.Select(series => series.Name).Distinct().Count());
        Assert.Equal(result.Series.Select(series => series.Measurement), result.Measurements);
        RingRatio ratio = result.Ratios[0];
        double Value(string name) => result.Series.Single(series => series.Name == name).Measurement.Runs[1];
        Assert.Equal(Value(ratio.Ours) / Value(ratio.Theirs), ratio.PerRun[1]);
        Assert.Equal(
            ["ring.1p1c.blocking-collection", "ring.1p1c.channel-await", "ring.1p1c.channel-spin", "ring.1p1c.lock"],
            result.Ratios.Where(r => r.Ours == "ring.1p1c.single").Select(r => r.Theirs).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_median_is_the_middle_or_the_mean_of_the_two_middle_values()
    {
        Assert.Equal(3, Series(9, 1, 3).Median);
        Assert.Equal(2.5, Series(4, 1, 2, 3).Median);
    }

    [Fact]
    public void A_chain_starts_at_the_nearest_pair_and_goes_on_to_the_nearest_free_core()
    {
        CorePair[] pairs = [new(0, 1, 100), new(0, 2, 90), new(0, 3, 80), new(1, 2, 40), new(1, 3, 70), new(2, 3, 60)];
        Assert.Equal([1, 2, 3, 0], CoreProbe.Chain(pairs, 4));
        Assert.Equal([1, 2], CoreProbe.Chain(pairs, 2));
        Assert.Empty(CoreProbe.Chain(pairs, 5));
        Assert.Empty(CoreProbe.Chain([], 2));
    }

    [SkippableFact]
    public void A_pinned_thread_may_use_its_core_only()
    {
        IReadOnlyList<int> cores = CorePlacement.AllowedCores();
        Skip.If(cores.Count == 0, "This system does not tell which cores a thread may use.");
        IReadOnlyList<int> after = [];
        bool isPinned = false;
        var thread = new Thread(() =>
        {
            isPinned = CorePlacement.TryPinCurrentThread(cores[^1]);
            after = CorePlacement.AllowedCores();
        });
        thread.Start();
        thread.Join();
        Skip.IfNot(isPinned, "This system refuses to tie a thread to a core.");
        Assert.Equal([cores[^1]], after);
        Assert.Equal(cores, CorePlacement.AllowedCores());
        Assert.False(CorePlacement.TryPinCurrentThread(null));
    }

    [Theory]
    [InlineData(0, 256, 10)]
    [InlineData(1, 100, 10)]
    [InlineData(1, 256, 512)]
    [InlineData(1, 256, 7)]
    public void Options_that_can_not_run_are_refused(int runs, int capacity, int batch) =>
        Assert.ThrowsAny<ArgumentException>(() => RingBenchmark.Run(
            new RingBenchmarkOptions { Runs = runs, Capacity = capacity, Batch = batch, RingEvents = 1_000, QueueEvents = 10 }));

    [Fact]
    public void A_run_is_clean_only_if_its_pair_was_near_before_and_after()
    {
        RunPlacement near = new(1, "1p1c", new CorePair(0, 1, 60), [], RoundTripAfterNs: 60);
        Assert.True(near.IsClean);
        Assert.False((near with { RoundTripAfterNs = 540 }).IsClean);
        Assert.False((near with { Pair = new CorePair(0, 1, 540) }).IsClean);
        Assert.False((near with { Pair = null, RoundTripAfterNs = null }).IsClean);
    }

    private static RingSeries Series(params double[] runs) => new(new Measurement("a", "events/s", Better.Higher, runs), "1p1c", "");
}
