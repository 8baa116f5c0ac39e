namespace LlmTrader.Tools.Hosting.Admin.Commands;

/// <summary>Numbers of requests: never twice, also not after a restart, as long as the clock is not put back by more than it was down.</summary>
internal sealed class RequestIds(TimeProvider clock)
{
    private long _last;

    public long Next()
    {
        while (true)
        {
            long last = Volatile.Read(ref _last);
            long next = Math.Max(last + 1, (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10);   // Microseconds: JavaScript reads them exactly.
            if (Interlocked.CompareExchange(ref _last, next, last) == last) { return next; }
        }
    }
}
