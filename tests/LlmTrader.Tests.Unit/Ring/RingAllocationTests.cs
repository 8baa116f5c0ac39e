using LlmTrader.Engine.Ring;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Ring;

/// <summary>The hot path's budget is zero bytes, on every thread of it, full and empty rings included.</summary>
public sealed class RingAllocationTests
{
    private const long WarmUp = 20_000;
    private const long Measured = 100_000;

    [Theory]
    [InlineData("yielding")]
    [InlineData("sleeping")]
    [InlineData("blocking")]
    public void Producer_and_handlers_allocate_nothing(string strategy) => Assert.Equal(0, AllocatedBytes.LeastOf(() => RunPipeline(strategy)));

    [Fact]
    public void A_queue_allocates_nothing()
    {
        var queue = new SpscQueue<TestSlot>(8);
        long sum = 0;
        long next = 0;
        Run(1_000);
        Assert.Equal(0, AllocatedBytes.Least(() => Run(Measured)));
        Assert.True(sum > 0);

        void Run(long count)
        {
            for (long end = next + count; next < end; next++)
            {
                ref TestSlot slot = ref queue.TryClaim(out bool claimed);
                if (claimed)
                {
                    slot.Id = next;
                    queue.Publish();
                }
                else
                {
                    sum += queue.TryPeek(out _).Id;
                    queue.Release();
                }
            }
        }
    }

    // What all its threads allocate together.
    private static long RunPipeline(string strategy)
    {
        var builder = new PipelineBuilder<TestSlot>(256, () => RingTesting.NewStrategy(strategy));
        var first = new MeteringHandler();
        var second = new MeteringHandler();
        HandlerNode<TestSlot> node = builder.Handle("first", first);
        builder.After(node).Handle("second", second, new HandlerOptions { WaitTimeout = TimeSpan.FromMilliseconds(1) });
        using Pipeline<TestSlot> pipeline = builder.Build();
        pipeline.Start();

        RingTesting.Produce(pipeline.Ring, WarmUp);
        long producer = AllocatedBytes.By(() =>
        {
            RingTesting.Produce(pipeline.Ring, Measured / 2);
            for (long i = 0; i < Measured / 2 / 10; i++) { ProduceBatch(pipeline.Ring); }
        });

        Assert.True(pipeline.Drain(RingTesting.Patience));
        Assert.Equal((WarmUp + Measured, WarmUp + Measured), (first.Handled, second.Handled));
        return producer + first.Allocated + second.Allocated;
    }

    private static void ProduceBatch(RingBuffer<TestSlot> ring)
    {
        long hi;
        while (!ring.TryClaim(10, out hi)) { Thread.Yield(); }
        for (long sequence = hi - 9; sequence <= hi; sequence++) { ring[sequence].Id = sequence; }
        ring.Publish(hi - 9, hi);
    }

    private sealed class MeteringHandler : IEventHandler<TestSlot>
    {
        private long _start;

        public long Handled { get; private set; }

        public long Allocated { get; private set; }

        public void OnEvent(ref TestSlot slot, long sequence, bool endOfBatch)
        {
            Handled++;
            if (sequence == WarmUp) { _start = GC.GetAllocatedBytesForCurrentThread(); }
            if (sequence == WarmUp + Measured - 1) { Allocated = GC.GetAllocatedBytesForCurrentThread() - _start; }
        }
    }
}
