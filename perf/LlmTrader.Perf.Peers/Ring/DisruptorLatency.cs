using Disruptor;
using Disruptor.Processing;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Ring;

namespace LlmTrader.Perf.Peers.Ring;

/// <summary>What <c>RingLatencyScenario</c> does, over Disruptor-net.</summary>
internal static class DisruptorLatency
{
    /// <summary>Round trips over two rings, in ns.</summary>
    public static LatencyHistogram PingPong(long trips, Func<IWaitStrategy> newWaitStrategy, IReadOnlyList<int> cores)
    {
        PingTimes times = new(trips);
        using CountdownEvent ready = new(2);
        ValueRingBuffer<Event64> there = NewRing(newWaitStrategy);
        ValueRingBuffer<Event64> back = NewRing(newWaitStrategy);
        IValueEventProcessor<Event64> pong = EventProcessorFactory.Create(there, there.NewBarrier(), new PongHandler(DisruptorRun.CoreAt(cores, 1), ready, back));
        IValueEventProcessor<Event64> ping = EventProcessorFactory.Create(back, back.NewBarrier(), new PingHandler(DisruptorRun.CoreAt(cores, 0), ready, there, times));
        there.AddGatingSequences(pong.Sequence);
        back.AddGatingSequences(ping.Sequence);
        using DisruptorRun run = new([pong, ping]);
        times.Done.Wait();
        return times.Histogram;
    }

    /// <summary>From just before the claim to the handler, in ns.</summary>
    public static LatencyHistogram Hop(long events, Func<IWaitStrategy> newWaitStrategy, IReadOnlyList<int> cores)
    {
        LatencyHistogram histogram = LatencyHistogram.OfNanoseconds();
        using CountdownEvent ready = new(1);
        ValueRingBuffer<Event64> ring = NewRing(newWaitStrategy);
        IValueEventProcessor<Event64> hop = EventProcessorFactory.Create(ring, ring.NewBarrier(), new HopHandler(DisruptorRun.CoreAt(cores, 1), ready, histogram));
        ring.AddGatingSequences(hop.Sequence);
        using DisruptorRun run = new([hop]);
        ready.Wait();
        BenchmarkThread.Time("peer-producer", DisruptorRun.CoreAt(cores, 0), () =>
        {
            HopPace pace = new(RingLatencyScenario.HopEventsPerSecond);
            for (long i = 0; i < events; i++)
            {
                long now = pace.WaitNext();
                long sequence = ring.Next();
                Event64.Fill(ref ring[sequence], now);
                ring.Publish(sequence);
            }

            while (hop.Sequence.Value < events - 1) { Thread.Yield(); }
        });
        return histogram;
    }

    private static ValueRingBuffer<Event64> NewRing(Func<IWaitStrategy> newWaitStrategy) =>
        ValueRingBuffer<Event64>.CreateSingleProducer(() => default, RingLatencyScenario.Capacity, newWaitStrategy());

    private readonly struct PongHandler(int? core, CountdownEvent ready, ValueRingBuffer<Event64> back) : IValueEventHandler<Event64>
    {
        public void OnEvent(ref Event64 data, long sequence, bool endOfBatch)
        {
            long reply = back.Next();
            Event64.Fill(ref back[reply], Event64.ValueOf(in data));
            back.Publish(reply);
        }

        public void OnStart() => DisruptorRun.Started(core, ready);
    }

    private readonly struct PingHandler(int? core, CountdownEvent ready, ValueRingBuffer<Event64> there, PingTimes times) : IValueEventHandler<Event64>
    {
        public void OnEvent(ref Event64 data, long sequence, bool endOfBatch)
        {
            if (times.TryReturn(Event64.ValueOf(in data))) { Send(); }
        }

        public void OnStart()
        {
            DisruptorRun.Started(core, ready);
            ready.Wait();
            Send();
        }

        private void Send()
        {
            long sequence = there.Next();
            Event64.Fill(ref there[sequence], times.Leave());
            there.Publish(sequence);
        }
    }

    private readonly struct HopHandler(int? core, CountdownEvent ready, LatencyHistogram histogram) : IValueEventHandler<Event64>
    {
        public void OnEvent(ref Event64 data, long sequence, bool endOfBatch) =>
            histogram.Record(ExternalClock.TicksToNanoseconds(ExternalClock.NowTicks - Event64.ValueOf(in data)));

        public void OnStart() => DisruptorRun.Started(core, ready);
    }
}
