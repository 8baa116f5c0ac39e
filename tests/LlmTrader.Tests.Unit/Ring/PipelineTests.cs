using LlmTrader.Engine.Ring;

namespace LlmTrader.Tests.Unit.Ring;

public sealed class PipelineTests
{
    public static TheoryData<string> Strategies => new("yielding", "sleeping", "blocking");

    [Fact]
    public void Wiring_mistakes_are_refused_with_the_name()
    {
        PipelineBuilder<TestSlot> builder = NewBuilder(8);
        var handler = new ProbeHandler();
        HandlerNode<TestSlot> bars = builder.Handle("bars", handler);
        Assert.Contains("two handlers named 'bars'", Refused(() => builder.Handle("bars", new ProbeHandler())), StringComparison.Ordinal);
        Assert.Contains("'again' is in the pipeline already", Refused(() => builder.Handle("again", handler)), StringComparison.Ordinal);
        Assert.Contains("'bars' belongs to another pipeline", Refused(() => NewBuilder(8).After(bars)), StringComparison.Ordinal);
        Assert.Contains("at least one handler", Refused(() => builder.After()), StringComparison.Ordinal);
        Assert.Contains("'odd': MaxBatchSize", Refused(() => builder.Handle("odd", new ProbeHandler(), new HandlerOptions { MaxBatchSize = -1 })), StringComparison.Ordinal);
        Assert.Contains("power of two", Refused(() => NewBuilder(10)), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => builder.Handle(" ", new ProbeHandler()));
        Assert.Throws<InvalidOperationException>(() => NewBuilder(8).Build());

        builder.Build();
        Assert.Throws<InvalidOperationException>(() => builder.Build());
        Assert.Throws<InvalidOperationException>(() => builder.Handle("late", new ProbeHandler()));
    }

    [Fact]
    public void Handlers_are_found_by_name_and_a_pipeline_starts_once()
    {
        PipelineBuilder<TestSlot> builder = NewBuilder(8);
        HandlerNode<TestSlot> bars = builder.Handle("bars", new ProbeHandler());
        using Pipeline<TestSlot> pipeline = builder.Build();
        Assert.Same(bars.Processor, pipeline["bars"]);
        Assert.Contains("there are bars", Assert.Throws<KeyNotFoundException>(() => pipeline["barz"]).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => pipeline.Drain(RingTesting.Patience));
        pipeline.Start();
        Assert.Throws<InvalidOperationException>(pipeline.Start);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Every_handler_gets_every_event_over_many_laps_and_drain_leaves_none(string strategy)
    {
        const int Events = 20_000;
        PipelineBuilder<TestSlot> builder = NewBuilder(64, strategy);
        ProbeHandler[] handlers = [new(), new(), new()];
        HandlerNode<TestSlot> first = builder.Handle("first", handlers[0]);
        HandlerNode<TestSlot> side = builder.Handle("side", handlers[1]);
        builder.After(first, side).Handle("last", handlers[2]);
        using Pipeline<TestSlot> pipeline = builder.Build();
        pipeline.Start();
        RingTesting.Produce(pipeline.Ring, Events);
        Assert.True(pipeline.Drain(RingTesting.Patience));
        Assert.All(handlers, handler => Assert.Equal((Events, null), (handler.Handled, handler.Broken)));
        Assert.Throws<AlertException>(() => pipeline.Ring.Next());   // Nobody would handle it.
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_slow_consumer_holds_the_producer_exactly_a_lap_ahead(string strategy)
    {
        using var block = new ManualResetEventSlim();
        PipelineBuilder<TestSlot> builder = NewBuilder(16, strategy);
        HandlerNode<TestSlot> fast = builder.Handle("fast", new ProbeHandler());
        var slow = new ProbeHandler { Block = block };
        builder.After(fast).Handle("slow", slow);
        using Pipeline<TestSlot> pipeline = builder.Build();
        pipeline.Start();
        Task producing = RingTesting.OnThread(() => RingTesting.Produce(pipeline.Ring, 40));
        RingTesting.Eventually(() => fast.Processor.Sequence.Value == 15, "a lap");
        await Task.Delay(30);
        Assert.Equal(15, pipeline.Ring.Cursor);
        Assert.False(producing.IsCompleted);
        block.Set();
        await producing.WaitAsync(RingTesting.Patience);
        Assert.True(pipeline.Drain(RingTesting.Patience));
        Assert.Equal((40, null), (slow.Handled, slow.Broken));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_fault_stops_everything_also_a_producer_that_waits_on_a_full_ring(string strategy)
    {
        PipelineBuilder<TestSlot> builder = NewBuilder(16, strategy);
        HandlerNode<TestSlot> healthy = builder.Handle("healthy", new ProbeHandler());
        using var block = new ManualResetEventSlim();
        builder.After(healthy).Handle("failing", new ProbeHandler { ThrowAt = 5, Block = block });
        builder.Handle("idle", new ProbeHandler());
        using Pipeline<TestSlot> pipeline = builder.Build();
        HandlerFault? raised = null;
        pipeline.Faulted += fault => raised = fault;
        pipeline.Start();

        Task producing = RingTesting.OnThread(() => RingTesting.Produce(pipeline.Ring, 1_000));
        RingTesting.Eventually(() => pipeline.Ring.Cursor == 15, "a full ring");
        block.Set();

        var error = await Assert.ThrowsAsync<AlertException>(() => producing.WaitAsync(RingTesting.Patience));
        Assert.Contains("handler 'failing' failed at sequence 5", error.Message, StringComparison.Ordinal);
        Assert.True(pipeline.Join(RingTesting.Patience));
        Assert.All(pipeline.Processors, processor => Assert.True(processor.IsStopped));
        Assert.Equal(("failing", 5L), (pipeline.Fault!.HandlerName, pipeline.Fault.Sequence));
        Assert.Same(pipeline.Fault, raised);
        Assert.Null(pipeline["healthy"].Fault);
        Assert.False(pipeline.Drain(RingTesting.Patience));
    }

    [Fact]
    public void A_fault_reaches_a_producer_that_has_room_at_its_next_claim()
    {
        PipelineBuilder<TestSlot> builder = NewBuilder(16);
        builder.Handle("failing", new ProbeHandler { ThrowAt = 0 });
        using Pipeline<TestSlot> pipeline = builder.Build();
        pipeline.Start();
        RingTesting.Produce(pipeline.Ring, 1);
        Assert.True(pipeline.Join(RingTesting.Patience));
        Assert.Throws<AlertException>(() => pipeline.Ring.Next());
    }

    [Fact]
    public void A_drain_that_runs_out_of_time_says_so_and_can_be_repeated()
    {
        using var block = new ManualResetEventSlim();
        PipelineBuilder<TestSlot> builder = NewBuilder(16);
        var handler = new ProbeHandler { Block = block };
        builder.Handle("slow", handler);
        using Pipeline<TestSlot> pipeline = builder.Build();
        pipeline.Start();
        RingTesting.Produce(pipeline.Ring, 5);
        Assert.False(pipeline.Drain(TimeSpan.FromMilliseconds(20)));
        block.Set();
        Assert.True(pipeline.Drain(RingTesting.Patience));
        Assert.Equal(5, handler.Handled);
    }

    [Fact]
    public void A_halt_from_a_handler_stops_all()
    {
        PipelineBuilder<TestSlot> builder = NewBuilder(16);
        Pipeline<TestSlot>? pipeline = null;
        builder.Handle("stopper", new ProbeHandler { OnEachEvent = (_, _) => pipeline!.Halt() });
        builder.Handle("other", new ProbeHandler());
        pipeline = builder.Build();
        pipeline.Start();
        RingTesting.Produce(pipeline.Ring, 1);
        Assert.True(pipeline.Join(RingTesting.Patience));
        Assert.Null(pipeline.Fault);
    }

    /// <summary>The gate waits for what the journal says is written, not for what it has taken in.</summary>
    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_handler_can_wait_for_a_sequence_that_another_one_publishes_itself(string strategy)
    {
        var written = new Sequence();
        PipelineBuilder<TestSlot> builder = NewBuilder(16, strategy);
        HandlerNode<TestSlot> matching = builder.Handle("matching", new ProbeHandler());
        HandlerNode<TestSlot> journal = builder.Handle("journal", new ProbeHandler());
        bool tooEarly = false;
        var gate = new ProbeHandler { OnEachEvent = (sequence, _) => tooEarly |= sequence > written.Value };
        builder.After(matching).AndAfter(written).Handle("gate", gate);
        using Pipeline<TestSlot> pipeline = builder.Build();
        pipeline.Start();

        RingTesting.Produce(pipeline.Ring, 10);
        RingTesting.Eventually(() => journal.Processor.Sequence.Value == 9, "the journal's processed sequence");
        await Task.Delay(20);
        Assert.Equal(0, gate.Handled);
        written.Value = 3;
        RingTesting.Eventually(() => gate.Handled == 4, "four released events");
        await Task.Delay(20);
        Assert.Equal(4, gate.Handled);
        written.Value = 9;
        Assert.True(pipeline.Drain(RingTesting.Patience));
        Assert.Equal((10, false), (gate.Handled, tooEarly));
    }

    [Fact]
    public void A_free_sequence_that_runs_ahead_shows_nothing_unpublished()
    {
        var published = new Sequence(1_000);
        PipelineBuilder<TestSlot> builder = NewBuilder(16);
        var handler = new ProbeHandler();
        builder.After(published).Handle("follower", handler);
        using Pipeline<TestSlot> pipeline = builder.Build();
        pipeline.Start();
        RingTesting.Produce(pipeline.Ring, 3);
        Assert.True(pipeline.Drain(RingTesting.Patience));
        Assert.Equal((3, null), (handler.Handled, handler.Broken));
    }

    private static PipelineBuilder<TestSlot> NewBuilder(int capacity, string strategy = "blocking") =>
        new(capacity, () => RingTesting.NewStrategy(strategy));

    private static string Refused(Action wiring) => Assert.ThrowsAny<ArgumentException>(wiring).Message;
}
