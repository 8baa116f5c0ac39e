using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Tests.Unit.Histograms;

public class HiccupMeterTests
{
    [Fact]
    public void Records_one_overshoot_per_interval_at_least_and_none_longer_than_the_run()
    {
        long start = ExternalClock.NowTicks;
        using HiccupMeter meter = HiccupMeter.Start(intervalMilliseconds: 2);
        Thread.Sleep(200);
        LatencyHistogram hiccups = meter.Stop();
        long elapsedNs = ExternalClock.TicksToNanoseconds(ExternalClock.NowTicks - start);

        // A stall adds the intervals that it swallowed, so the count can't pass elapsed / interval either.
        Assert.InRange(hiccups.TotalCount, 1, elapsedNs / 2_000_000);
        Assert.InRange(hiccups.Max, 0, hiccups.Layout.HighestEquivalentValue(elapsedNs));
        Assert.Equal(0, hiccups.SaturatedCount);
    }

    [Fact]
    public void After_stop_nothing_is_recorded_any_more()
    {
        using HiccupMeter meter = HiccupMeter.Start();
        Thread.Sleep(30);
        long count = meter.Stop().TotalCount;
        Thread.Sleep(30);

        Assert.Equal(count, meter.Stop().TotalCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void Refuses_an_interval_that_it_can_not_keep(int milliseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => HiccupMeter.Start(milliseconds));
}
