using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Histograms;

public class OpenLoopPacerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(48_611)]
    [InlineData(999_983)]
    [InlineData(3_000_000_019)]   // More than one event per tick.
    public void The_carried_remainder_equals_the_schedule(long rate)
    {
        var pacer = new OpenLoopPacer(rate, startTicks: 12_345, PacerWait.Sleeping);
        for (long n = 0; n < 200_000; n++)
        {
            Assert.True(pacer.TryNext(long.MaxValue, out long intended));
            if (intended != pacer.Schedule.IntendedTicks(n)) { Assert.Fail($"event {n}: {intended}"); }
        }
    }

    [Fact]
    public void A_late_caller_gets_every_event_at_its_intended_time()
    {
        var pacer = new OpenLoopPacer(1000, startTicks: 0, PacerWait.Sleeping);
        long late = ExternalClock.TicksPerSecond / 2;   // The system under test stalled for half a second.
        Assert.Equal(501, pacer.DueNow(late));

        var intended = new List<long>();
        while (pacer.TryNext(late, out long ticks)) { intended.Add(ticks); }

        Assert.Equal(Enumerable.Range(0, 501).Select(n => n * ExternalClock.TicksPerSecond / 1000), intended);
        Assert.Equal((501, 0), (pacer.IssuedCount, pacer.DueNow(late)));
    }

    [Fact]
    public void An_event_is_not_issued_before_its_time()
    {
        var pacer = new OpenLoopPacer(1000, startTicks: 500, PacerWait.Sleeping);

        Assert.False(pacer.TryNext(499, out _));
        Assert.True(pacer.TryNext(500, out long first));
        Assert.False(pacer.TryNext(500, out _));
        Assert.Equal((500, 1, 0), (first, pacer.IssuedCount, pacer.DueNow(499)));
    }

    [Theory]
    [InlineData(PacerWait.Sleeping)]
    [InlineData(PacerWait.Yielding)]
    [InlineData(PacerWait.Spinning)]
    public void Waiting_never_returns_early_and_never_skips(PacerWait wait)
    {
        const int Events = 60;
        long start = ExternalClock.NowTicks;
        var pacer = new OpenLoopPacer(1000, start, wait);
        for (int n = 0; n < Events; n++)
        {
            if (n == 20) { Thread.Sleep(10); }   // A stall; the schedule goes on.
            long intended = pacer.WaitNext();
            Assert.True(ExternalClock.NowTicks >= intended);
            Assert.Equal(pacer.Schedule.IntendedTicks(n), intended);
        }

        Assert.Equal(Events, pacer.IssuedCount);
    }

    [Fact]
    public void A_small_machine_never_spins()
    {
        Assert.Equal(PacerWait.Yielding, OpenLoopPacer.WaitFor(1));
        Assert.Equal(PacerWait.Yielding, OpenLoopPacer.WaitFor(2));
        Assert.Equal(PacerWait.Yielding, OpenLoopPacer.WaitFor(3));
        Assert.Equal(PacerWait.Spinning, OpenLoopPacer.WaitFor(4));
    }

    [Fact]
    public void Pacing_allocates_nothing()
    {
        long start = ExternalClock.NowTicks;
        var pacer = new OpenLoopPacer(1_000_000, start, PacerWait.Yielding);
        for (int i = 0; i < 1000; i++) { pacer.WaitNext(); }

        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 10_000; i++) { pacer.WaitNext(); }
            pacer.DueNow(start);
        }));
    }
}
