using System.Diagnostics;
using LlmTrader.Perf.Latency.Scale;

namespace LlmTrader.Tests.Unit.Scale;

/// <summary>The benchmarks measure what they say: the engines trade, all runs decide alike, and waiting is not work.</summary>
public sealed class ThroughputBenchmarkTests
{
    [Fact]
    public void Each_kind_of_replay_decides_and_trades()
    {
        IReadOnlyList<ThroughputRow> rows = ThroughputBenchmark.Run(new ThroughputOptions { Trades = 200_000, Bars = 5_000, Runs = 2 });
        Assert.Equal(["replay.cross", "replay.indicators", "replay.indicators.dense", "replay.bars.cross"], rows.Select(row => row.PerSecond.Name));
        Assert.All(rows, row => Assert.True(row.PerSecond.Runs is [> 0, > 0] && row.Last.Bars > 0, $"{row}"));
        Assert.All(rows.Skip(2), row => Assert.True(row.Last.Fills > 0, $"{row}"));
        Assert.Equal(5_000, rows[3].Last.Bars);
    }

    [Fact]
    public void A_sweep_sends_an_order_at_every_bar_on_every_thread()
    {
        OrderSweepResult result = OrderSweep.Run(new OrderSweepOptions { Backtests = 5, Bars = 400, Threads = 2, Runs = 2 });   // It looks at the fills itself.
        Assert.Equal((2_000L, 2, 2, 2, 2), (result.Orders, result.Threads, result.Elapsed.Runs.Count, result.PerOrder.Runs.Count, result.Inline.Runs.Count));
        Assert.True(result.PerOrder.Spread().Min > 0 && result.InlineMilliseconds > 0);
        Assert.Equal(result.Elapsed.Spread().Median * 500, result.MillionMilliseconds, precision: 6);
    }

    [Fact]
    public void Processor_time_passes_with_work_and_not_with_sleep()
    {
        long start = ProcessorTime.ThreadNanoseconds;
        Thread.Sleep(50);
        long slept = ProcessorTime.ThreadNanoseconds - start;
        Assert.True(!OperatingSystem.IsLinux() || slept < 25_000_000, $"{slept} ns");
        Stopwatch clock = Stopwatch.StartNew();
        while (ProcessorTime.ThreadNanoseconds - start - slept < 5_000_000) { Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30)); }
    }
}
