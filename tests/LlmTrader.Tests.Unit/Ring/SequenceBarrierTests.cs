using System.Diagnostics;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Tests.Unit.Ring;

public sealed class SequenceBarrierTests
{
    public static TheoryData<string> Strategies => new("busy", "yielding", "sleeping", "blocking");

    [Fact]
    public void A_sequence_starts_before_the_first_event_and_holds_what_is_written()
    {
        var sequence = new Sequence();
        Assert.Equal(Sequence.InitialValue, sequence.Value);
        sequence.Value = 7;
        Assert.Equal(7, sequence.Value);
        sequence.SetVolatile(9);
        Assert.Equal("9", sequence.ToString());
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void What_the_slowest_dependency_has_is_available(string strategy)
    {
        var fast = new Sequence(9);
        var slow = new Sequence(4);
        var barrier = new SequenceBarrier(RingTesting.NewStrategy(strategy), fast, slow);
        Assert.Equal(WaitStatus.Available, barrier.WaitFor(2, Timeout.InfiniteTimeSpan, out long available));
        Assert.Equal(4, available);
    }

    [Fact]
    public void A_stream_of_single_events_is_seen_event_by_event_and_an_alert_still_wins()
    {
        var dependency = new Sequence();
        var barrier = new SequenceBarrier(new BusySpinWaitStrategy(), dependency);
        for (long next = 0; next < 200; next++)
        {
            dependency.Value = next;
            Assert.Equal(WaitStatus.Available, barrier.WaitFor(next, Timeout.InfiniteTimeSpan, out long available));
            Assert.Equal(next, available);
        }

        barrier.Alert();
        Assert.Equal(WaitStatus.Alerted, barrier.WaitFor(150, Timeout.InfiniteTimeSpan, out _));
        barrier.ClearAlert();
        Assert.Equal(WaitStatus.TimedOut, barrier.WaitFor(200, TimeSpan.FromMilliseconds(1), out _));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_wait_times_out_not_before_its_time(string strategy)
    {
        var barrier = new SequenceBarrier(RingTesting.NewStrategy(strategy), new Sequence(4));
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(WaitStatus.TimedOut, barrier.WaitFor(5, TimeSpan.FromMilliseconds(15), out long available));
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(15));
        Assert.Equal(4, available);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task An_alert_ends_a_wait_and_wins_over_available_events_until_cleared(string strategy)
    {
        var dependency = new Sequence();
        var barrier = new SequenceBarrier(RingTesting.NewStrategy(strategy), dependency);
        Task<WaitStatus> wait = Task.Factory.StartNew(
            () => barrier.WaitFor(0, Timeout.InfiniteTimeSpan, out _), TaskCreationOptions.LongRunning);
        await Task.Delay(20);
        Assert.False(wait.IsCompleted);
        barrier.Alert();
        Assert.Equal(WaitStatus.Alerted, await wait.WaitAsync(RingTesting.Patience));

        dependency.Value = 3;
        Assert.Equal(WaitStatus.Alerted, barrier.WaitFor(0, Timeout.InfiniteTimeSpan, out _));
        Assert.Throws<AlertException>(barrier.CheckAlert);

        barrier.ClearAlert();
        barrier.CheckAlert();
        Assert.Equal(WaitStatus.Available, barrier.WaitFor(0, Timeout.InfiniteTimeSpan, out long available));
        Assert.Equal(3, available);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_waiter_wakes_when_the_last_dependency_arrives_however_it_is_written(string strategy)
    {
        var first = new Sequence();
        var second = new Sequence();
        var barrier = new SequenceBarrier(RingTesting.NewStrategy(strategy), first, second);
        Task<long> wait = Task.Factory.StartNew(
            () =>
            {
                barrier.WaitFor(0, Timeout.InfiniteTimeSpan, out long available);
                return available;
            },
            TaskCreationOptions.LongRunning);
        await Task.Delay(20);
        first.Value = 5;
        await Task.Delay(20);
        Assert.False(wait.IsCompleted);
        second.SetVolatile(2);
        Assert.Equal(2, await wait.WaitAsync(RingTesting.Patience));
    }

    /// <summary>
    /// Two threads hand a token to and fro, each asleep (or about to be) when the other writes: a single lost wake-up hangs
    /// both. The pauses vary, so that the write falls before, into and after the moment of going to sleep.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Blocking_loses_no_wake_up(bool isShared)
    {
        const long RoundTrips = 40_000;
        var ping = new Sequence();
        var pong = new Sequence();
        IWaitStrategy one = new BlockingWaitStrategy();
        IWaitStrategy two = isShared ? one : new BlockingWaitStrategy();
        var pingBarrier = new SequenceBarrier(one, ping);
        var pongBarrier = new SequenceBarrier(two, pong);

        Task echo = RingTesting.OnThread(() =>
        {
            for (long i = 0; i < RoundTrips; i++)
            {
                pingBarrier.WaitFor(i, Timeout.InfiniteTimeSpan, out _);
                Thread.SpinWait((int)(i % 61) * 4);
                pong.Value = i;
            }
        });
        Task origin = RingTesting.OnThread(() =>
        {
            for (long i = 0; i < RoundTrips; i++)
            {
                Thread.SpinWait((int)(i % 53) * 4);
                ping.Value = i;
                pongBarrier.WaitFor(i, Timeout.InfiniteTimeSpan, out _);
            }
        });

        await Task.WhenAll(echo, origin).WaitAsync(RingTesting.Patience);
        Assert.Equal(RoundTrips - 1, pong.Value);
    }

    [Fact]
    public void A_sleeper_is_woken_once_and_by_the_last_sequence_that_it_waits_for()
    {
        var strategy = new CountingStrategy();
        var fast = new Sequence();
        var slow = new Sequence();
        var barrier = new SequenceBarrier(strategy, fast, slow);
        fast.Value = 1;
        Assert.Equal(0, strategy.Signals);   // Nobody sleeps.
        barrier.BeginSleep(5);
        fast.Value = 9;
        slow.Value = 4;
        Assert.Equal(0, strategy.Signals);
        slow.SetVolatile(5);
        Assert.Equal(1, strategy.Signals);
        slow.Value = 6;
        Assert.Equal(1, strategy.Signals);   // It is awake or about to be.
        barrier.BeginSleep(7);
        barrier.EndSleep();
        slow.Value = 7;
        Assert.Equal(1, strategy.Signals);
        barrier.Alert();
        Assert.Equal(2, strategy.Signals);   // Whatever it waits for.
    }

    /// <summary>Two threads write a sequence each, in no order; the one that waits for both sleeps through most of it. A lost wake-up would time out.</summary>
    [Fact]
    public async Task Blocking_loses_no_wake_up_of_two_writers()
    {
        const long Steps = 20_000;
        var one = new Sequence();
        var two = new Sequence();
        var done = new Sequence();
        var barrier = new SequenceBarrier(new BlockingWaitStrategy(), one, two);
        Task Writer(Sequence own, int salt)
        {
            // Asleep until it is wanted, like the reader: threads that yielded would be last on a machine with others on it.
            var turn = new SequenceBarrier(new BlockingWaitStrategy(), done);
            return RingTesting.OnThread(() =>
            {
                for (long i = 0; i < Steps; i++)
                {
                    Assert.Equal(WaitStatus.Available, turn.WaitFor(i - 1, RingTesting.Patience, out _));
                    Thread.SpinWait((int)((i * salt) % 67) * 4);
                    own.Value = i;
                }
            });
        }

        Task writers = Task.WhenAll(Writer(one, 31), Writer(two, 43));
        Task reader = RingTesting.OnThread(() =>
        {
            for (long i = 0; i < Steps; i++)
            {
                Assert.Equal(WaitStatus.Available, barrier.WaitFor(i, RingTesting.Patience, out long available));
                Assert.InRange(available, i, Math.Min(one.Value, two.Value));
                done.Value = i;
            }
        });
        await Task.WhenAll(writers, reader).WaitAsync(RingTesting.Patience);
    }

    private sealed class CountingStrategy : IWaitStrategy
    {
        public int Signals { get; private set; }

        public bool NeedsSignal => true;

        public WaitStatus WaitFor(long sequence, SequenceBarrier barrier, TimeSpan timeout, out long available) => throw new NotSupportedException("Nothing waits in earnest here.");

        public void SignalAllWhenBlocking() => Signals++;
    }
}
