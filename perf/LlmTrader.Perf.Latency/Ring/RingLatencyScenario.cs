using LlmTrader.Engine.Ring;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Ring;

/// <summary>How long one event takes over the ring: there and back again, and one way at a fixed rate.</summary>
internal static class RingLatencyScenario
{
    /// <summary>Slots of the rings: few, so that the slots stay in the caches and the hand-over is what is measured.</summary>
    public const int Capacity = 1024;

    /// <summary>One event each microsecond: slow enough that the consumer always waits when an event comes.</summary>
    public const long HopEventsPerSecond = 1_000_000;

    /// <summary>Round trips over two rings, in ns: the next ping leaves when the pong is there.</summary>
    /// <param name="trips">How many.</param>
    /// <param name="newWaitStrategy">For the producer and for each handler.</param>
    /// <param name="cores">The pinger's core and the ponger's; empty: wherever the system puts them.</param>
    public static LatencyHistogram PingPong(long trips, Func<IWaitStrategy> newWaitStrategy, IReadOnlyList<int> cores)
    {
        var times = new PingTimes(trips);
        using var ready = new CountdownEvent(2);
        var there = new PipelineBuilder<Event64>(Capacity, newWaitStrategy);
        var back = new PipelineBuilder<Event64>(Capacity, newWaitStrategy);
        there.Handle("pong", new PongHandler(RingScenario.CoreAt(cores, 1), ready, back.Ring));
        back.Handle("ping", new PingHandler(RingScenario.CoreAt(cores, 0), ready, there.Ring, times));
        using Pipeline<Event64> backPipeline = back.Build();
        using Pipeline<Event64> therePipeline = there.Build();
        backPipeline.Start();
        therePipeline.Start();
        times.Done.Wait();
        return times.Histogram;
    }

    /// <summary>
    /// From just before the claim to the handler, in ns, at <see cref="HopEventsPerSecond"/>. The schedule is open loop, and a
    /// late event leaves at once; the time counts from when it left, so that it is the ring's and not the generator's.
    /// </summary>
    /// <param name="events">How many.</param>
    /// <param name="newWaitStrategy">For the producer and for the handler.</param>
    /// <param name="cores">The producer's core and the handler's; empty: wherever the system puts them.</param>
    public static LatencyHistogram Hop(long events, Func<IWaitStrategy> newWaitStrategy, IReadOnlyList<int> cores)
    {
        LatencyHistogram histogram = LatencyHistogram.OfNanoseconds();
        using var ready = new CountdownEvent(1);
        var builder = new PipelineBuilder<Event64>(Capacity, newWaitStrategy);
        builder.Handle("hop", new HopHandler(RingScenario.CoreAt(cores, 1), ready, histogram));
        using Pipeline<Event64> pipeline = builder.Build();
        pipeline.Start();
        ready.Wait();
        BenchmarkThread.Time("bench-producer", RingScenario.CoreAt(cores, 0), () =>
        {
            var pace = new HopPace(HopEventsPerSecond);
            RingBuffer<Event64> ring = pipeline.Ring;
            for (long i = 0; i < events; i++)
            {
                long now = pace.WaitNext();
                long sequence = ring.Next();
                Event64.Fill(ref ring[sequence], now);
                ring.Publish(sequence);
            }
        });
        if (!pipeline.Drain(Timeout.InfiniteTimeSpan)) { throw new InvalidOperationException($"The ring stopped: {pipeline.Fault?.Describe()}."); }
        return histogram;
    }

    private readonly struct PongHandler(int? core, CountdownEvent ready, RingBuffer<Event64> back) : IEventHandler<Event64>, ILifecycleAware
    {
        public void OnEvent(ref Event64 slot, long sequence, bool endOfBatch)
        {
            long reply = back.Next();
            Event64.Fill(ref back[reply], Event64.ValueOf(in slot));
            back.Publish(reply);
        }

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

    private readonly struct PingHandler(int? core, CountdownEvent ready, RingBuffer<Event64> there, PingTimes times) : IEventHandler<Event64>, ILifecycleAware
    {
        public void OnEvent(ref Event64 slot, long sequence, bool endOfBatch)
        {
            if (times.TryReturn(Event64.ValueOf(in slot))) { Send(); }
        }

        public void OnStart()
        {
            CorePlacement.TryPinCurrentThread(core);
            ready.Signal();
            ready.Wait();
            Send();
        }

        public void OnShutdown()
        {
            // The thread ends, and its pinning with it.
        }

        private void Send()
        {
            long sequence = there.Next();
            Event64.Fill(ref there[sequence], times.Leave());
            there.Publish(sequence);
        }
    }

    private readonly struct HopHandler(int? core, CountdownEvent ready, LatencyHistogram histogram) : IEventHandler<Event64>, ILifecycleAware
    {
        public void OnEvent(ref Event64 slot, long sequence, bool endOfBatch) =>
            histogram.Record(ExternalClock.TicksToNanoseconds(ExternalClock.NowTicks - Event64.ValueOf(in slot)));

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
