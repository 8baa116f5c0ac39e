using System.Diagnostics;

namespace LlmTrader.Feeds.Binance;

/// <summary>Our share of the venue's weight units in its minute, by our own count or the venue's, whichever is higher. One thread at a time asks.</summary>
internal sealed class WeightBudget(int limit, TimeSpan period)
{
    private long _periodStart = Stopwatch.GetTimestamp();
    private int _used;
    private long _restTicks;      // No request before this.

    /// <summary>Zero or less when a request of this weight may go now.</summary>
    public TimeSpan TimeUntilRoom(int weight)
    {
        TimeSpan rest = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _restTicks);
        if (_restTicks != 0 && rest > TimeSpan.Zero) { return rest; }
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_periodStart);
        if (elapsed >= period)
        {
            (_periodStart, _used) = (Stopwatch.GetTimestamp(), 0);
            return TimeSpan.Zero;
        }

        return _used + weight <= limit ? TimeSpan.Zero : period - elapsed;
    }

    public void Spend(int weight) => _used += weight;

    /// <summary>What the venue has counted in its present minute, for all clients of our address.</summary>
    public void VenueCounts(int used) => _used = Math.Max(_used, used);

    public void RestFor(TimeSpan wait) => _restTicks = Stopwatch.GetTimestamp() + (long)(wait.TotalSeconds * Stopwatch.Frequency);
}
