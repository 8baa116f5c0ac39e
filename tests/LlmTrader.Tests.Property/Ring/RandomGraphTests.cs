using LlmTrader.Engine.Ring;

namespace LlmTrader.Tests.Property.Ring;

/// <summary>
/// Random graphs, ring sizes, batch sizes, strategies and speeds. The model is the definition: every handler sees each
/// sequence once, in order, with the content that the producer gave it, and after all of its dependencies.
/// </summary>
public sealed class RandomGraphTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void Every_handler_sees_everything_once_in_order_after_its_dependencies()
    {
        for (int seed = 1; seed <= 60; seed++) { RunOne(seed, failAt: -1); }
    }

    [Fact]
    public void A_fault_anywhere_stops_everything_and_no_later_handler_passes_the_failed_event()
    {
        for (int seed = 1_001; seed <= 1_040; seed++) { RunOne(seed, failAt: new Random(seed).Next(1, 1_500)); }
    }

    private static void RunOne(int seed, long failAt)
    {
        var random = new Random(seed);
        int capacity = 1 << random.Next(0, 9);
        const int Events = 2_000;
        var builder = new PipelineBuilder<GraphSlot>(capacity, () => NewStrategy(random));
        var nodes = new List<(HandlerNode<GraphSlot> Node, GraphHandler Handler)>();
        int handlers = random.Next(1, 6);
        int failing = failAt >= 0 ? random.Next(handlers) : -1;
        for (int index = 0; index < handlers; index++)
        {
            nodes.Add(AddHandler(builder, nodes, index, index == failing ? failAt : -1, random));
        }

        using Pipeline<GraphSlot> pipeline = builder.Build();
        pipeline.Start();
        bool wasAlerted = !TryProduce(pipeline.Ring, Events, random);
        bool isDrained = pipeline.Drain(Patience);
        Assert.True(pipeline.Join(Patience), $"seed {seed}: handlers hang");

        foreach ((_, GraphHandler handler) in nodes)
        {
            Assert.True(handler.Broken is null, $"seed {seed}: {handler.Name}: {handler.Broken}");
        }

        if (failing < 0)
        {
            Assert.True(isDrained && !wasAlerted, $"seed {seed}: not drained: {pipeline.Fault?.Describe()}");
            Assert.All(nodes, node => Assert.True(node.Handler.Next == Events, $"seed {seed}: {node.Handler.Name} saw {node.Handler.Next}"));
        }
        else
        {
            Assert.False(isDrained, $"seed {seed}: a failed pipeline called itself drained");
            Assert.True(pipeline.Fault?.Sequence == failAt && pipeline.Fault.HandlerName == $"h{failing}", $"seed {seed}: {pipeline.Fault}");
            Assert.True(nodes[failing].Node.Processor.Sequence.Value < failAt, $"seed {seed}: the failed event was published");
        }
    }

    private static (HandlerNode<GraphSlot> Node, GraphHandler Handler) AddHandler(
        PipelineBuilder<GraphSlot> builder, List<(HandlerNode<GraphSlot> Node, GraphHandler Handler)> earlier, int index, long failAt, Random random)
    {
        (HandlerNode<GraphSlot> Node, GraphHandler Handler)[] chosen = [.. earlier.Where(_ => random.Next(3) == 0)];
        bool followsWritten = earlier.Count > 0 && random.Next(4) == 0;
        GraphHandler? writer = followsWritten ? earlier[random.Next(earlier.Count)].Handler : null;
        var handler = new GraphHandler($"h{index}", failAt, [.. chosen.Select(c => c.Handler)], writer, random.Next());
        var options = new HandlerOptions { MaxBatchSize = random.Next(1, 40), WaitStrategy = random.Next(2) == 0 ? NewStrategy(random) : null };

        HandlerNode<GraphSlot> node;
        if (chosen.Length > 0)
        {
            HandlerGroup<GraphSlot> group = builder.After([.. chosen.Select(c => c.Node)]);
            node = (writer is null ? group : group.AndAfter(writer.Written)).Handle(handler.Name, handler, options);
        }
        else
        {
            node = writer is null
                ? builder.Handle(handler.Name, handler, options)
                : builder.After(writer.Written).Handle(handler.Name, handler, options);
        }

        return (node, handler);
    }

    private static bool TryProduce(RingBuffer<GraphSlot> ring, int events, Random random)
    {
        try
        {
            int left = events;
            while (left > 0)
            {
                int count = Math.Min(left, random.Next(1, Math.Min(ring.Capacity, 20) + 1));
                long hi = Claim(ring, count, random);
                for (long sequence = hi - count + 1; sequence <= hi; sequence++)
                {
                    ring[sequence].Id = sequence;
                    ring[sequence].Check = ~sequence;
                }

                ring.Publish(hi - count + 1, hi);
                left -= count;
            }

            return true;
        }
        catch (AlertException)
        {
            return false;
        }
    }

    private static long Claim(RingBuffer<GraphSlot> ring, int count, Random random)
    {
        if (random.Next(2) == 0) { return ring.Next(count); }
        long hi;
        while (!ring.TryClaim(count, out hi))
        {
            if (ring.IsAlerted) { throw new AlertException(); }
            Thread.Yield();
        }

        return hi;
    }

    // Spinning without yielding is left out: there are more threads here than cores.
    private static IWaitStrategy NewStrategy(Random random) => random.Next(4) switch
    {
        0 => new YieldingWaitStrategy(),
        1 => new SleepingWaitStrategy(),
        _ => new BlockingWaitStrategy(),
    };

    private struct GraphSlot
    {
        public long Id;
        public long Check;
    }

    /// <summary>Checks the model on its own thread; the dependencies' own counters, not the barrier, say how far those are.</summary>
    private sealed class GraphHandler(string name, long failAt, GraphHandler[] dependencies, GraphHandler? writer, int seed)
        : IEventHandler<GraphSlot>
    {
        private readonly Random _random = new(seed);
        private long _next;

        public string Name { get; } = name;

        public string? Broken { get; private set; }

        public long Next => Volatile.Read(ref _next);

        /// <summary>Published by this handler itself, at the end of each batch.</summary>
        public Sequence Written { get; } = new();

        public void OnEvent(ref GraphSlot slot, long sequence, bool endOfBatch)
        {
            if (sequence == failAt) { throw new InvalidDataException("planned"); }
            if (sequence != _next) { Broken ??= $"got {sequence} instead of {_next}"; }
            if (slot.Id != sequence || slot.Check != ~sequence) { Broken ??= $"slot {slot.Id} at {sequence}"; }
            foreach (GraphHandler dependency in dependencies)
            {
                if (dependency.Next <= sequence) { Broken ??= $"{sequence} before {dependency.Name}, which is at {dependency.Next}"; }
            }

            if (writer is not null && writer.Written.Value < sequence) { Broken ??= $"{sequence} before it was written"; }
            if (_random.Next(200) == 0) { Thread.Yield(); }
            Volatile.Write(ref _next, sequence + 1);
            if (endOfBatch) { Written.Value = sequence; }
        }
    }
}
