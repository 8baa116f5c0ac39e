using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Binance;

/// <summary>The latencies of the last messages. One thread at a time records; any thread may ask, and sees a few of them older or newer than the rest.</summary>
internal sealed class LatencyWindow
{
    private const int Size = 1_024;

    private readonly long[] _latencies = new long[Size];
    private long _count;

    public void Record(long nanoseconds)
    {
        Volatile.Write(ref _latencies[_count % Size], nanoseconds);
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Null before the first.</summary>
    public FeedLatency? Summarise()
    {
        int count = (int)Math.Min(Volatile.Read(ref _count), Size);
        if (count == 0) { return null; }
        long[] sorted = _latencies[..count];
        Array.Sort(sorted);
        return new FeedLatency(new Duration(sorted[0]), new Duration(sorted[count / 2]), new Duration(sorted[(int)(count * 99L / 100)]));
    }
}
