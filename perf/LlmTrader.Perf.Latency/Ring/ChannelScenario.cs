using System.Diagnostics;
using System.Threading.Channels;

namespace LlmTrader.Perf.Latency.Ring;

/// <summary>
/// The same work over System.Threading.Channels: a bounded channel of the ring's capacity, single reader and single
/// writer, before each stage. Two ways to use one, so that the comparison is with the better of them: the documented
/// await loops on the thread pool, and TryRead/TryWrite in yielding spin loops on pinned threads, as the ring's are.
/// </summary>
internal static class ChannelScenario
{
    /// <summary>Events per second with WaitToReadAsync and WriteAsync.</summary>
    public static double RunAwaiting(int capacity, long events, int stages)
    {
        Channel<Event64>[] channels = NewChannels(capacity, stages);
        long start = Stopwatch.GetTimestamp();
        var middle = new List<Task>();
        for (int stage = 0; stage < stages - 1; stage++)
        {
            ChannelReader<Event64> reader = channels[stage].Reader;
            ChannelWriter<Event64> writer = channels[stage + 1].Writer;
            middle.Add(Task.Run(() => TouchAsync(reader, writer)));
        }

        Task<long> sum = Task.Run(() => SumAsync(channels[^1].Reader));
        Task producer = Task.Run(() => ProduceAsync(channels[0].Writer, events));
        Task.WaitAll([producer, .. middle, sum]);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Checksum.Verify("channels, await", sum.Result, events, stages - 1);
        return events / seconds;
    }

    /// <summary>Events per second with TryRead and TryWrite.</summary>
    /// <param name="capacity">Of each channel.</param>
    /// <param name="events">How many.</param>
    /// <param name="stages">Readers, one after the other.</param>
    /// <param name="cores">Producer's core, then each stage's; empty: wherever the system puts them.</param>
    public static double RunSpinning(int capacity, long events, int stages, IReadOnlyList<int> cores)
    {
        Channel<Event64>[] channels = NewChannels(capacity, stages);
        var threads = new List<Thread>();
        for (int stage = 0; stage < stages - 1; stage++)
        {
            ChannelReader<Event64> reader = channels[stage].Reader;
            ChannelWriter<Event64> writer = channels[stage + 1].Writer;
            threads.Add(BenchmarkThread.Start($"bench-stage-{stage + 1}", RingScenario.CoreAt(cores, stage + 1), () =>
            {
                for (long i = 0; i < events; i++)
                {
                    Event64 item = Read(reader);
                    Event64.Touch(ref item);
                    Write(writer, item);
                }
            }));
        }

        long sum = 0;
        Thread last = BenchmarkThread.Start("bench-last", RingScenario.CoreAt(cores, stages), () =>
        {
            long local = 0;
            for (long i = 0; i < events; i++)
            {
                Event64 item = Read(channels[^1].Reader);
                local += Event64.Read(ref item);
            }

            sum = local;
        });

        double seconds = BenchmarkThread.Time("bench-producer", RingScenario.CoreAt(cores, 0), () =>
        {
            Event64 item = default;
            for (long i = 0; i < events; i++)
            {
                Event64.Fill(ref item, i);
                Write(channels[0].Writer, item);
            }

            last.Join();
        });
        threads.ForEach(thread => thread.Join());
        Checksum.Verify("channels, spin", sum, events, stages - 1);
        return events / seconds;
    }

    private static Channel<Event64>[] NewChannels(int capacity, int stages) =>
        [.. Enumerable.Range(0, stages).Select(_ => Channel.CreateBounded<Event64>(
            new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true }))];

    private static async Task ProduceAsync(ChannelWriter<Event64> writer, long events)
    {
        for (long i = 0; i < events; i++)
        {
            Event64 item = default;
            Event64.Fill(ref item, i);
            if (!writer.TryWrite(item)) { await writer.WriteAsync(item).ConfigureAwait(false); }
        }

        writer.Complete();
    }

    private static async Task TouchAsync(ChannelReader<Event64> reader, ChannelWriter<Event64> writer)
    {
        while (await reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (reader.TryRead(out Event64 item))
            {
                Event64.Touch(ref item);
                if (!writer.TryWrite(item)) { await writer.WriteAsync(item).ConfigureAwait(false); }
            }
        }

        writer.Complete();
    }

    private static async Task<long> SumAsync(ChannelReader<Event64> reader)
    {
        long sum = 0;
        while (await reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (reader.TryRead(out Event64 item)) { sum += Event64.Read(ref item); }
        }

        return sum;
    }

    private static Event64 Read(ChannelReader<Event64> reader)
    {
        Event64 item;
        var spinner = default(SpinWait);
        while (!reader.TryRead(out item)) { spinner.SpinOnce(sleep1Threshold: -1); }
        return item;
    }

    private static void Write(ChannelWriter<Event64> writer, Event64 item)
    {
        var spinner = default(SpinWait);
        while (!writer.TryWrite(item)) { spinner.SpinOnce(sleep1Threshold: -1); }
    }
}
