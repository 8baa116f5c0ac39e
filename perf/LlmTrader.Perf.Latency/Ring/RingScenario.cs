using System.Diagnostics;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Perf.Latency.Ring;

/// <summary>One producer, a chain of handlers, and the time from the first claim to the last event handled.</summary>
internal static class RingScenario
{
    // The checksum's place in an array of its own: a cache line away from whatever lies next to the array.
    private const int SumIndex = 16;

    /// <summary>Events per second.</summary>
    /// <param name="capacity">Slots of the ring.</param>
    /// <param name="events">How many; a multiple of <paramref name="batch"/>.</param>
    /// <param name="stages">Handlers, one after the other.</param>
    /// <param name="batch">Events per claim and publish.</param>
    /// <param name="newWaitStrategy">For the producer and for each handler.</param>
    /// <param name="cores">Producer's core, then each handler's; empty: wherever the system puts them.</param>
    public static double Run<T>(int capacity, long events, int stages, int batch, Func<IWaitStrategy> newWaitStrategy, IReadOnlyList<int> cores)
        where T : struct, IPayload<T>
    {
        long[] sum = new long[2 * SumIndex];
        using var ready = new CountdownEvent(stages);
        using Pipeline<T> pipeline = Wire<T>(capacity, stages, newWaitStrategy, cores, ready, sum);
        for (int i = 0; i < capacity; i++) { T.Prepare(ref pipeline.Ring[i]); }
        pipeline.Start();
        ready.Wait();

        Sequence last = pipeline.Processors[^1].Sequence;
        double seconds = BenchmarkThread.Time("bench-producer", CoreAt(cores, 0), () =>
        {
            if (batch == 1) { Produce(pipeline.Ring, events); }
            else { ProduceBatches(pipeline.Ring, events, batch); }
            while (last.Value < events - 1 && pipeline.Fault is null) { Thread.Yield(); }
        });

        if (!pipeline.Drain(Timeout.InfiniteTimeSpan)) { throw new InvalidOperationException($"The ring stopped: {pipeline.Fault?.Describe()}."); }
        Checksum.Verify("ring", sum[SumIndex], events, stages - 1);
        return events / seconds;
    }

    public static int? CoreAt(IReadOnlyList<int> cores, int index) => index < cores.Count ? cores[index] : null;

    private static Pipeline<T> Wire<T>(
        int capacity, int stages, Func<IWaitStrategy> newWaitStrategy, IReadOnlyList<int> cores, CountdownEvent ready, long[] sum)
        where T : struct, IPayload<T>
    {
        var builder = new PipelineBuilder<T>(capacity, newWaitStrategy);
        HandlerNode<T>? previous = null;
        for (int stage = 1; stage < stages; stage++)
        {
            var middle = new TouchHandler<T>(CoreAt(cores, stage), ready);
            string name = $"stage-{stage}";
            previous = previous is null ? builder.Handle(name, middle) : builder.After(previous).Handle(name, middle);
        }

        var final = new SumHandler<T>(CoreAt(cores, stages), ready, sum);
        _ = previous is null ? builder.Handle("last", final) : builder.After(previous).Handle("last", final);
        return builder.Build();
    }

    private static void Produce<T>(RingBuffer<T> ring, long events)
        where T : struct, IPayload<T>
    {
        for (long i = 0; i < events; i++)
        {
            long sequence = ring.Next();
            T.Fill(ref ring[sequence], i);
            ring.Publish(sequence);
        }
    }

    private static void ProduceBatches<T>(RingBuffer<T> ring, long events, int batch)
        where T : struct, IPayload<T>
    {
        for (long i = 0; i < events; i += batch)
        {
            long hi = ring.Next(batch);
            long lo = hi - batch + 1;
            for (long sequence = lo; sequence <= hi; sequence++) { T.Fill(ref ring[sequence], sequence); }
            ring.Publish(lo, hi);
        }
    }

    private readonly struct TouchHandler<T>(int? core, CountdownEvent ready) : IEventHandler<T>, ILifecycleAware
        where T : struct, IPayload<T>
    {
        public void OnEvent(ref T slot, long sequence, bool endOfBatch) => T.Touch(ref slot);

        public void OnStart()
        {
            CorePlacement.TryPinCurrentThread(core);
            ready.Signal();
        }

        public void OnShutdown()
        {
            // The thread ends, and its pinning with it.
        }
    }

    private readonly struct SumHandler<T>(int? core, CountdownEvent ready, long[] sum) : IEventHandler<T>, ILifecycleAware
        where T : struct, IPayload<T>
    {
        public void OnEvent(ref T slot, long sequence, bool endOfBatch) => sum[SumIndex] += T.Read(ref slot);

        public void OnStart()
        {
            CorePlacement.TryPinCurrentThread(core);
            ready.Signal();
        }

        public void OnShutdown()
        {
            // The thread ends, and its pinning with it.
        }
    }
}

/// <summary>A thread of its own for what is measured, so that pinning it leaves the caller's threads alone.</summary>
internal static class BenchmarkThread
{
    /// <summary>Seconds that <paramref name="action"/> took.</summary>
    public static double Time(string name, int? core, Action action)
    {
        double seconds = 0;
        Thread thread = Start(name, core, () =>
        {
            long start = Stopwatch.GetTimestamp();
            action();
            seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
        thread.Join();
        return seconds;
    }

    public static Thread Start(string name, int? core, Action action)
    {
        var thread = new Thread(() =>
        {
            CorePlacement.TryPinCurrentThread(core);
            action();
        }) { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }
}
