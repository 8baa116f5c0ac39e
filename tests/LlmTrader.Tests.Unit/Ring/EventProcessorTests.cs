using LlmTrader.Engine.Ring;

namespace LlmTrader.Tests.Unit.Ring;

public sealed class EventProcessorTests
{
    [Fact]
    public void A_handler_is_started_and_shut_down_on_its_own_thread()
    {
        var handler = new ProbeHandler();
        (RingBuffer<TestSlot> ring, EventProcessor processor) = NewProcessor(handler);
        processor.Start();
        RingTesting.Produce(ring, 3);
        RingTesting.Eventually(() => handler.Handled == 3, "three events");
        processor.Halt();
        Assert.True(processor.Join(RingTesting.Patience));
        Assert.Equal(["start on ring-probe", "shutdown on ring-probe"], handler.Log);
        Assert.True(processor.IsStopped);
        Assert.Null(processor.Fault);
        Assert.Equal(2, processor.Sequence.Value);
    }

    [Fact]
    public void Batches_end_at_what_is_available_and_at_the_largest_size()
    {
        var ends = new List<long>();
        var handler = new ProbeHandler { OnEachEvent = (sequence, end) => { if (end) { ends.Add(sequence); } } };
        (RingBuffer<TestSlot> ring, EventProcessor processor) = NewProcessor(handler, new HandlerOptions { MaxBatchSize = 4 });
        RingTesting.Produce(ring, 10);
        processor.DrainAndHalt();
        processor.Run();
        Assert.Equal([4, 4, 2], handler.Batches);
        Assert.Equal([3, 7, 9], ends);
        Assert.Null(handler.Broken);
    }

    [Fact]
    public void Draining_stops_at_what_was_published_when_it_was_asked_for()
    {
        var handler = new ProbeHandler();
        (RingBuffer<TestSlot> ring, EventProcessor processor) = NewProcessor(handler);
        RingTesting.Produce(ring, 10);
        processor.DrainAndHalt();
        RingTesting.Produce(ring, 5);
        processor.Run();
        Assert.Equal(10, handler.Handled);
        Assert.Equal(9, processor.Sequence.Value);
    }

    [Fact]
    public void A_halt_overrides_a_drain()
    {
        var handler = new ProbeHandler();
        (RingBuffer<TestSlot> ring, EventProcessor processor) = NewProcessor(handler);
        RingTesting.Produce(ring, 10);
        processor.Halt();
        processor.DrainAndHalt();
        processor.Run();
        Assert.Equal(0, handler.Handled);
    }

    [Fact]
    public void A_halt_under_full_load_is_noticed_within_a_batch()
    {
        EventProcessor? processor = null;
        var handler = new ProbeHandler { OnEachEvent = (sequence, _) => { if (sequence == 5) { processor!.Halt(); } } };
        (RingBuffer<TestSlot> ring, processor) = NewProcessor(handler, new HandlerOptions { MaxBatchSize = 4 });
        RingTesting.Produce(ring, 16);
        processor.Run();
        Assert.Equal(8, handler.Handled);
        Assert.Equal(7, processor.Sequence.Value);
    }

    [Theory]
    [InlineData("busy")]
    [InlineData("yielding")]
    [InlineData("sleeping")]
    [InlineData("blocking")]
    public void An_idle_handler_hears_of_time_outs_and_of_events_after_them(string strategy)
    {
        var handler = new ProbeHandler();
        var options = new HandlerOptions { WaitTimeout = TimeSpan.FromMilliseconds(2), WaitStrategy = RingTesting.NewStrategy(strategy) };
        (RingBuffer<TestSlot> ring, EventProcessor processor) = NewProcessor(handler, options);
        processor.Start();
        RingTesting.Eventually(() => handler.Timeouts >= 2, "two time-outs");
        RingTesting.Produce(ring, 1);
        RingTesting.Eventually(() => handler.Handled == 1, "the event");
        processor.Halt();
        Assert.True(processor.Join(RingTesting.Patience));
    }

    [Fact]
    public void An_exception_stops_the_processor_and_says_where_and_publishes_nothing_of_the_batch()
    {
        var handler = new ProbeHandler { ThrowAt = 7 };
        (RingBuffer<TestSlot> ring, EventProcessor processor) = NewProcessor(handler, new HandlerOptions { MaxBatchSize = 4 });
        RingTesting.Produce(ring, 10);
        processor.Run();
        HandlerFault fault = Assert.IsType<HandlerFault>(processor.Fault);
        Assert.Equal("handler 'probe' failed at sequence 7: InvalidDataException: bad event 7", fault.Describe());
        Assert.Equal(3, processor.Sequence.Value);
        Assert.Equal("shutdown on ", handler.Log[^1][..12]);
    }

    [Fact]
    public void A_skip_policy_reports_the_event_and_goes_on()
    {
        var reported = new List<long>();
        var policy = new SkipOnFault(fault => reported.Add(fault.Sequence));
        var handler = new ProbeHandler { ThrowAt = 4 };
        (RingBuffer<TestSlot> ring, EventProcessor processor) = NewProcessor(handler, new HandlerOptions { ExceptionPolicy = policy });
        RingTesting.Produce(ring, 10);
        processor.DrainAndHalt();
        processor.Run();
        Assert.Equal([4], reported);
        Assert.Equal(1, policy.Skipped);
        Assert.Equal(9, handler.Handled);
        Assert.Equal(9, processor.Sequence.Value);
        Assert.Null(processor.Fault);
    }

    [Fact]
    public void A_policy_that_throws_itself_stops_the_processor_with_both_exceptions()
    {
        var policy = new SkipOnFault(_ => throw new NotSupportedException("no report"));
        (RingBuffer<TestSlot> ring, EventProcessor processor) =
            NewProcessor(new ProbeHandler { ThrowAt = 0 }, new HandlerOptions { ExceptionPolicy = policy });
        RingTesting.Produce(ring, 1);
        processor.Run();
        var both = Assert.IsType<AggregateException>(processor.Fault?.Exception);
        Assert.Equal([typeof(InvalidDataException), typeof(NotSupportedException)], both.InnerExceptions.Select(e => e.GetType()));
    }

    [Fact]
    public void Failures_to_start_and_to_shut_down_are_faults_too()
    {
        var start = new ProbeHandler { ThrowOnStart = true };
        (_, EventProcessor processor) = NewProcessor(start);
        processor.Run();
        Assert.Equal("no start", processor.Fault?.Exception.Message);
        Assert.Single(start.Log);   // What did not start is not shut down.

        (_, processor) = NewProcessor(new ProbeHandler { ThrowOnShutdown = true });
        processor.Halt();
        processor.Run();
        Assert.Equal("no shutdown", processor.Fault?.Exception.Message);
    }

    [Fact]
    public void A_processor_runs_once()
    {
        (_, EventProcessor processor) = NewProcessor(new ProbeHandler());
        processor.Halt();
        processor.Run();
        Assert.Throws<InvalidOperationException>(processor.Run);
    }

    [Fact]
    public void A_struct_handler_keeps_its_state()
    {
        var ring = new RingBuffer<TestSlot>(16, new YieldingWaitStrategy());
        var seen = new long[1];
        var processor = new EventProcessor<TestSlot, CountingStruct>(
            "count", ring, ring.NewBarrier(new YieldingWaitStrategy()), new CountingStruct { Seen = seen });
        RingTesting.Produce(ring, 6);
        processor.DrainAndHalt();
        processor.Run();
        Assert.Equal(6, seen[0]);
    }

    [Fact]
    public void A_mutable_struct_with_optional_interfaces_is_refused()
    {
        var ring = new RingBuffer<TestSlot>(16, new YieldingWaitStrategy());
        var error = Assert.Throws<ArgumentException>(() => new EventProcessor<TestSlot, MutableLifecycleStruct>(
            "bad", ring, ring.NewBarrier(new YieldingWaitStrategy()), default));
        Assert.Contains("readonly struct", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        var batch = Assert.Throws<ArgumentException>(() => NewProcessor(new ProbeHandler(), new HandlerOptions { MaxBatchSize = 0 }));
        Assert.Contains("'probe': MaxBatchSize", batch.Message, StringComparison.Ordinal);
        var timeout = Assert.Throws<ArgumentException>(() => NewProcessor(new ProbeHandler(), new HandlerOptions { WaitTimeout = TimeSpan.Zero }));
        Assert.Contains("'probe': WaitTimeout", timeout.Message, StringComparison.Ordinal);
    }

    private static (RingBuffer<TestSlot> Ring, EventProcessor Processor) NewProcessor(ProbeHandler handler, HandlerOptions? options = null)
    {
        var ring = new RingBuffer<TestSlot>(16, new YieldingWaitStrategy());
        SequenceBarrier barrier = ring.NewBarrier(options?.WaitStrategy ?? new BlockingWaitStrategy());
        var processor = new EventProcessor<TestSlot, ProbeHandler>("probe", ring, barrier, handler, options);
        ring.AddGatingSequences(processor.Sequence);
        return (ring, processor);
    }

    private struct CountingStruct : IEventHandler<TestSlot>
    {
        private long _count;

        public long[] Seen { get; init; }

        public void OnEvent(ref TestSlot slot, long sequence, bool endOfBatch) => Seen[0] = ++_count;
    }

    private struct MutableLifecycleStruct : IEventHandler<TestSlot>, ILifecycleAware
    {
        private int _started;

        public readonly void OnEvent(ref TestSlot slot, long sequence, bool endOfBatch) => slot.Id += _started;

        public void OnStart() => _started++;

        public void OnShutdown() => _started--;
    }
}
