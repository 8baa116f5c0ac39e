using System.Diagnostics;
using System.Threading.Channels;

namespace LlmTrader.Perf.Latency.Ring;

/// <summary>
/// The same work over System.Threading.Channels as they are meant to be used: a bounded channel of the ring's capacity, single reader
/// and single writer, before each stage, and await loops on the thread pool. (<see cref="SpinningChannel"/> is the other way.)
/// </summary>
internal static class ChannelScenario
{
    /// <summary>Events per second with WaitToReadAsync and WriteAsync.</summary>
    public static double Run(int capacity, long events, int stages)
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
}
