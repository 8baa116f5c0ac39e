using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace LlmTrader.Perf.Latency.Ring;

/// <summary>A bounded queue between two threads that wait for each other.</summary>
internal interface IBenchmarkQueue
{
    /// <summary>Waits while it is full.</summary>
    void Put(in Event64 item);

    /// <summary>Waits while it is empty.</summary>
    Event64 Take();
}

/// <summary>The ring's work over a queue before each stage, on the ring's cores.</summary>
internal static class QueueScenario
{
    /// <summary>Events per second.</summary>
    /// <param name="name">For a report of lost events.</param>
    /// <param name="newQueue">Makes one queue.</param>
    /// <param name="events">How many.</param>
    /// <param name="stages">Readers, one after the other.</param>
    /// <param name="cores">Producer's core, then each stage's; empty: wherever the system puts them.</param>
    public static double Run<TQueue>(string name, Func<TQueue> newQueue, long events, int stages, IReadOnlyList<int> cores)
        where TQueue : struct, IBenchmarkQueue
    {
        TQueue[] queues = [.. Enumerable.Range(0, stages).Select(_ => newQueue())];
        var threads = new List<Thread>();
        for (int stage = 0; stage < stages - 1; stage++)
        {
            TQueue from = queues[stage];
            TQueue to = queues[stage + 1];
            threads.Add(BenchmarkThread.Start($"bench-stage-{stage + 1}", RingScenario.CoreAt(cores, stage + 1), () => Pass(from, to, events)));
        }

        long sum = 0;
        TQueue last = queues[^1];
        Thread consumer = BenchmarkThread.Start("bench-last", RingScenario.CoreAt(cores, stages), () => sum = Sum(last, events));
        TQueue first = queues[0];
        double seconds = BenchmarkThread.Time("bench-producer", RingScenario.CoreAt(cores, 0), () =>
        {
            Produce(first, events);
            consumer.Join();
        });
        threads.ForEach(thread => thread.Join());
        Checksum.Verify(name, sum, events, stages - 1);
        return events / seconds;
    }

    private static void Produce<TQueue>(TQueue queue, long events)
        where TQueue : struct, IBenchmarkQueue
    {
        Event64 item = default;
        for (long i = 0; i < events; i++)
        {
            Event64.Fill(ref item, i);
            queue.Put(in item);
        }
    }

    private static void Pass<TQueue>(TQueue from, TQueue to, long events)
        where TQueue : struct, IBenchmarkQueue
    {
        for (long i = 0; i < events; i++)
        {
            Event64 item = from.Take();
            Event64.Touch(ref item);
            to.Put(in item);
        }
    }

    private static long Sum<TQueue>(TQueue queue, long events)
        where TQueue : struct, IBenchmarkQueue
    {
        long sum = 0;
        for (long i = 0; i < events; i++)
        {
            Event64 item = queue.Take();
            sum += Event64.Read(ref item);
        }

        return sum;
    }
}

/// <summary>A channel on the ring's own terms: TryRead and TryWrite in yielding spin loops.</summary>
internal readonly struct SpinningChannel(int capacity) : IBenchmarkQueue
{
    private readonly Channel<Event64> _channel = Channel.CreateBounded<Event64>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });

    public void Put(in Event64 item)
    {
        var spinner = default(SpinWait);
        while (!_channel.Writer.TryWrite(item)) { spinner.SpinOnce(sleep1Threshold: -1); }
    }

    public Event64 Take()
    {
        Event64 item;
        var spinner = default(SpinWait);
        while (!_channel.Reader.TryRead(out item)) { spinner.SpinOnce(sleep1Threshold: -1); }
        return item;
    }
}

/// <summary>The base class library's blocking queue, as it comes.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The collection holds nothing but memory, and the collector takes that.")]
internal readonly struct BlockingQueue(int capacity) : IBenchmarkQueue
{
    private readonly BlockingCollection<Event64> _collection = new(capacity);

    public void Put(in Event64 item) => _collection.Add(item);

    public Event64 Take() => _collection.Take();
}

/// <summary>What is written when nothing else is at hand: a circle of slots under a lock, and a wait on it while it is full or empty.</summary>
internal readonly struct LockedQueue(int capacity) : IBenchmarkQueue
{
    private readonly Circle _circle = new(capacity);

    public void Put(in Event64 item)
    {
        lock (_circle)
        {
            while (_circle.Count == _circle.Slots.Length) { Monitor.Wait(_circle); }
            _circle.Slots[(_circle.First + _circle.Count) % _circle.Slots.Length] = item;
            if (_circle.Count++ == 0) { Monitor.Pulse(_circle); }   // Only a reader can be waiting, and only for this.
        }
    }

    public Event64 Take()
    {
        lock (_circle)
        {
            while (_circle.Count == 0) { Monitor.Wait(_circle); }
            Event64 item = _circle.Slots[_circle.First];
            _circle.First = (_circle.First + 1) % _circle.Slots.Length;
            if (_circle.Count-- == _circle.Slots.Length) { Monitor.Pulse(_circle); }
            return item;
        }
    }

    private sealed class Circle(int capacity)
    {
        public Event64[] Slots { get; } = new Event64[capacity];

        public int First { get; set; }

        public int Count { get; set; }
    }
}
