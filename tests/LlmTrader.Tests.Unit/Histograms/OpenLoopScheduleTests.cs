using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Tests.Unit.Histograms;

public class OpenLoopScheduleTests
{
    [Fact]
    public void Thirds_of_a_second_do_not_drift()
    {
        var schedule = new OpenLoopSchedule(startTicks: 500, eventsPerSecond: 3, ticksPerSecond: 1_000_000_000);

        Assert.Equal(500, schedule.IntendedTicks(0));
        Assert.Equal(500 + 333_333_333, schedule.IntendedTicks(1));
        Assert.Equal(500 + 666_666_666, schedule.IntendedTicks(2));
        Assert.Equal(500 + 1_000_000_000, schedule.IntendedTicks(3));
        Assert.Equal(500 + 1_000_000_000L * 86_400 * 365, schedule.IntendedTicks(3L * 86_400 * 365));
    }

    [Fact]
    public void The_count_of_due_events_is_the_inverse_of_their_times()
    {
        for (int seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            long frequency = random.Next(2) == 0 ? 1_000_000_000 : random.NextInt64(1, 20_000_000);
            long rate = random.NextInt64(1, 5_000_000);   // Also more events than ticks.
            long start = random.NextInt64(-1_000_000, long.MaxValue / 4);
            var schedule = new OpenLoopSchedule(start, rate, frequency);
            for (int i = 0; i < 20; i++)
            {
                long now = start + random.NextInt64(-5, 3 * frequency);
                long due = schedule.DueCount(now);
                string run = $"seed {seed}: {rate}/s at {frequency} Hz, now {now - start}";
                Assert.True(due == 0 || schedule.IntendedTicks(due - 1) <= now, run);   // The last one is due,
                Assert.True(schedule.IntendedTicks(due) > now, run);                    // the next one is not.
            }
        }
    }

    [Fact]
    public void A_thousand_years_do_not_overflow_within()
    {
        // n * frequency is far beyond 64 bits here; the result is not.
        var schedule = new OpenLoopSchedule(0, 10_000_000, 250_000_000);
        long n = 10_000_000L * 86_400 * 365 * 1000;

        Assert.Equal(n * 25, schedule.IntendedTicks(n));
        Assert.Equal(n + 1, schedule.DueCount(n * 25));
        Assert.Throws<OverflowException>(() => schedule.IntendedTicks(long.MaxValue));
    }

    [Fact]
    public void Nothing_is_due_before_the_start()
    {
        var schedule = new OpenLoopSchedule(1000, 100, 1000);

        Assert.Equal((0, 0, 1), (schedule.DueCount(long.MinValue), schedule.DueCount(999), schedule.DueCount(1000)));
    }

    [Fact]
    public void Refuses_what_has_no_meaning()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new OpenLoopSchedule(0, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OpenLoopSchedule(0, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OpenLoopSchedule(0, 1, 1).IntendedTicks(-1));
    }
}
