using Disruptor;
using Disruptor.Processing;
using LlmTrader.Perf.Latency.Ring;

namespace LlmTrader.Perf.Peers.Ring;

/// <summary>
/// What <c>RingScenario</c> does, over Disruptor-net: a ring of struct slots and its own event processors, with struct handlers,
/// which it compiles for each type as ours are.
/// </summary>
internal static class DisruptorScenario
{
    private const int Capacity = 65_536;
    private const int SumIndex = 16;   // A cache line away from whatever lies next to the array.

    /// <summary>Events per second.</summary>
    /// <param name="events">How many; a multiple of <paramref name="batch"/>.</param>
    /// <param name="stages">Handlers, one after the other.</param>
    /// <param name="batch">Events per claim and publish.</param>
    /// <param name="newWaitStrategy">How the handlers wait. A single producer of Disruptor-net has a spinning wait of its own.</param>
    /// <param name="cores">Producer's core, then each handler's.</param>
    public static double Run(long events, int stages, int batch, Func<IWaitStrategy> newWaitStrategy, IReadOnlyList<int> cores)
    {
        long[] sum = new long[2 * SumIndex];
        using CountdownEvent ready = new(stages);
        ValueRingBuffer<Event64> ring = ValueRingBuffer<Event64>.CreateSingleProducer(() => default, Capacity, newWaitStrategy());
        List<IValueEventProcessor<Event64>> processors = [];
        for (int stage = 1; stage <= stages; stage++)
        {
            SequenceBarrier barrier = stage == 1 ? ring.NewBarrier() : ring.NewBarrier(processors[^1].Sequence);
            int? core = DisruptorRun.CoreAt(cores, stage);
            processors.Add(stage < stages
                ? EventProcessorFactory.Create(ring, barrier, new TouchHandler(core, ready))
                : EventProcessorFactory.Create(ring, barrier, new SumHandler(core, ready, sum)));
        }

        ring.AddGatingSequences(processors[^1].Sequence);
        using DisruptorRun run = new(processors);
        ready.Wait();
        Sequence last = processors[^1].Sequence;
        double seconds = BenchmarkThread.Time("peer-producer", DisruptorRun.CoreAt(cores, 0), () =>
        {
            if (batch == 1) { Produce(ring, events); }
            else { ProduceBatches(ring, events, batch); }
            while (last.Value < events - 1) { Thread.Yield(); }
        });
        Checksum.Verify("Disruptor-net", sum[SumIndex], events, stages - 1);
        return events / seconds;
    }

    private static void Produce(ValueRingBuffer<Event64> ring, long events)
    {
        for (long i = 0; i < events; i++)
        {
            long sequence = ring.Next();
            Event64.Fill(ref ring[sequence], i);
            ring.Publish(sequence);
        }
    }

    private static void ProduceBatches(ValueRingBuffer<Event64> ring, long events, int batch)
    {
        for (long i = 0; i < events; i += batch)
        {
            long hi = ring.Next(batch);
            long lo = hi - batch + 1;
            for (long sequence = lo; sequence <= hi; sequence++) { Event64.Fill(ref ring[sequence], sequence); }
            ring.Publish(lo, hi);
        }
    }

    private readonly struct TouchHandler(int? core, CountdownEvent ready) : IValueEventHandler<Event64>
    {
        public void OnEvent(ref Event64 data, long sequence, bool endOfBatch) => Event64.Touch(ref data);

        public void OnStart() => DisruptorRun.Started(core, ready);
    }

    private readonly struct SumHandler(int? core, CountdownEvent ready, long[] sum) : IValueEventHandler<Event64>
    {
        public void OnEvent(ref Event64 data, long sequence, bool endOfBatch) => sum[SumIndex] += Event64.Read(ref data);

        public void OnStart() => DisruptorRun.Started(core, ready);
    }
}
