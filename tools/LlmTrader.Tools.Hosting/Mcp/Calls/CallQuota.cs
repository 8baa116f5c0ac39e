namespace LlmTrader.Tools.Hosting.Mcp.Calls;

/// <summary>So many in any stretch of time, whenever that begins. Any thread may use it.</summary>
/// <param name="most">How many.</param>
/// <param name="window">In which time.</param>
/// <param name="time">Its clock.</param>
public sealed class CallQuota(int most, TimeSpan window, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<long> _taken = new(Math.Min(most, 1024));

    /// <summary>Takes one; false when there is none left, and then how long until there is.</summary>
    public bool TryTake(out TimeSpan wait)
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            while (_taken.TryPeek(out long oldest) && time.GetElapsedTime(oldest, now) >= window) { _taken.Dequeue(); }
            wait = TimeSpan.Zero;
            if (_taken.Count < most)
            {
                _taken.Enqueue(now);
                return true;
            }

            wait = most == 0 ? Timeout.InfiniteTimeSpan : window - time.GetElapsedTime(_taken.Peek(), now);
            return false;
        }
    }
}
