namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>So much within any minute. Not safe for threads.</summary>
/// <param name="limit">0 for no limit.</param>
internal sealed class RateWindow(int limit)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Queue<Entry> _taken = [];
    private long _sum;

    /// <summary>How long until so much fits; zero when it does. More than the limit fits when nothing else is in the window.</summary>
    public TimeSpan WaitFor(long amount, DateTimeOffset now)
    {
        Forget(now);
        if (limit == 0) { return TimeSpan.Zero; }
        long left = _sum;
        TimeSpan wait = TimeSpan.Zero;
        foreach (Entry entry in _taken)
        {
            if (left + amount <= limit) { return wait; }
            left -= entry.Amount;
            wait = entry.Time + Minute - now;
        }

        return wait;
    }

    /// <summary>Takes so much.</summary>
    public Entry Take(long amount, DateTimeOffset now)
    {
        Entry entry = new(now) { Amount = amount };
        _taken.Enqueue(entry);
        _sum += amount;
        return entry;
    }

    /// <summary>It was less than was thought, or more.</summary>
    public void Correct(Entry entry, long amount)
    {
        if (entry.IsCounted) { _sum += amount - entry.Amount; }
        entry.Amount = amount;
    }

    private void Forget(DateTimeOffset now)
    {
        while (_taken.TryPeek(out Entry? oldest) && oldest.Time + Minute <= now)
        {
            _taken.Dequeue();
            _sum -= oldest.Amount;
            oldest.IsCounted = false;
        }
    }

    /// <summary>What was taken at a time.</summary>
    internal sealed class Entry(DateTimeOffset time)
    {
        public DateTimeOffset Time { get; } = time;

        public long Amount { get; set; }

        public bool IsCounted { get; set; } = true;
    }
}
