using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Perf.Micro.Budgets;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>Claim and publish, wait and read, on one thread and on two.</summary>
public class RingBenchmarks : IDisposable
{
    private const int Operations = 16_384;
    private const int Batch = 16;   // A multiple of which is one lap.
    private const int LargeBatch = 64;
    private const int Capacity = 4_096;

    private readonly Sequence _consumer = new();
    private readonly RingBuffer<EngineEvent> _ring = new(Capacity, new BusySpinWaitStrategy());
    private readonly SpscQueue<EngineEvent> _queue = new(Capacity);
    private readonly SequenceBarrier _barrier;
    private readonly Summing _summing = new();
    private readonly Pipeline<EngineEvent> _pipeline;

    public RingBenchmarks()
    {
        _ring.AddGatingSequences(_consumer);
        _barrier = _ring.NewBarrier(new BusySpinWaitStrategy());
        PipelineBuilder<EngineEvent> builder = new(Capacity, static () => new YieldingWaitStrategy());
        builder.Handle("sum", _summing);
        _pipeline = builder.Build();
    }

    [GlobalSetup]
    public void Start() => _pipeline.Start();

    /// <summary>Events one by one into a ring whose consumer keeps up.</summary>
    [Benchmark(Description = "ring.publish", OperationsPerInvoke = Operations)]
    public long Publish()
    {
        for (int i = 0; i < Operations; i++)
        {
            long sequence = _ring.Next();
            _ring[sequence].Sequence = sequence;
            _ring.Publish(sequence);
            if ((sequence & (Batch - 1)) == 0) { _consumer.Value = sequence; }
        }

        return _consumer.Value = _ring.Cursor;
    }

    /// <summary>The same in batches.</summary>
    [Benchmark(Description = "ring.publish.batch16", OperationsPerInvoke = Operations)]
    public long PublishBatches()
    {
        for (int i = 0; i < Operations; i += Batch)
        {
            long last = _ring.Next(Batch);
            long first = last - Batch + 1;
            for (long sequence = first; sequence <= last; sequence++) { _ring[sequence].Sequence = sequence; }
            _ring.Publish(first, last);
            _consumer.Value = last;
        }

        return _ring.Cursor;
    }

    /// <summary>Publish a batch, wait at a barrier where it is already, read it, show the progress. After smaller ones a barrier pauses.</summary>
    [Benchmark(Description = "ring.wait", OperationsPerInvoke = Operations)]
    public long Wait()
    {
        long sum = 0;
        for (int i = 0; i < Operations; i += LargeBatch)
        {
            long last = _ring.Next(LargeBatch);
            long first = last - LargeBatch + 1;
            for (long sequence = first; sequence <= last; sequence++) { _ring[sequence].Sequence = sequence; }
            _ring.Publish(first, last);
            WaitStatus status = _barrier.WaitFor(first, Timeout.InfiniteTimeSpan, out long available);
            Invariant.Holds(status == WaitStatus.Available && available == last);
            for (long sequence = first; sequence <= available; sequence++) { sum += _ring[sequence].Sequence; }
            _consumer.Value = available;
        }

        return sum;
    }

    /// <summary>An event through a queue of one producer and one consumer.</summary>
    [Benchmark(Description = "ring.queue", OperationsPerInvoke = Operations)]
    public long Queue()
    {
        long sum = 0;
        for (int i = 0; i < Operations; i++)
        {
            ref EngineEvent slot = ref _queue.TryClaim(out bool claimed);
            Invariant.Holds(claimed);
            slot.Sequence = i;
            _queue.Publish();
            sum += _queue.TryPeek(out bool _).Sequence;
            _queue.Release();
        }

        return sum;
    }

    /// <summary>Events to a handler on a thread of its own.</summary>
    [Benchmark(Description = "ring.pipeline", OperationsPerInvoke = Operations)]
    [BenchmarkCategory(BenchmarkCase.Threads)]
    public long HandOver()
    {
        long last = 0;
        for (int i = 0; i < Operations; i++)
        {
            last = _pipeline.Ring.Next();
            _pipeline.Ring[last].Sequence = last;
            _pipeline.Ring.Publish(last);
        }

        while (_summing.Last < last) { Thread.Yield(); }
        return _summing.Sum;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _pipeline.Dispose();
        GC.SuppressFinalize(this);
    }

    private sealed class Summing : IEventHandler<EngineEvent>
    {
        private long _last = -1;

        public long Sum { get; private set; }

        public long Last => Volatile.Read(ref _last);

        public void OnEvent(ref EngineEvent slot, long sequence, bool endOfBatch)
        {
            Sum += slot.Sequence;
            Volatile.Write(ref _last, sequence);
        }
    }
}
