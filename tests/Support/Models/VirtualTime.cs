namespace LlmTrader.Tests.Support.Models;

/// <summary>A clock that stands until it is moved: hours of waiting take no time. Timers fire in the order of their due times.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private static readonly TimeSpan Near = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly List<VirtualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) { return _now; }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        VirtualTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on, and fires what is due on the way.</summary>
    public void Advance(TimeSpan time)
    {
        DateTimeOffset end = GetUtcNow() + time;
        while (true)
        {
            VirtualTimer? next;
            lock (_gate)
            {
                next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
                if (next is null)
                {
                    _now = end;
                    return;
                }

                _timers.Remove(next);
                if (next.Due > _now) { _now = next.Due; }
            }

            next.Fire();
        }
    }

    /// <summary>Moves on to what the work waits for, until it is done. While nothing is due within ten seconds it is taken to be at work, and time goes on slowly.</summary>
    public async Task<T> RunAsync<T>(Task<T> work)
    {
        while (await Task.WhenAny(work, Task.Delay(1)) != work)
        {
            TimeSpan? next;
            lock (_gate) { next = _timers.Count > 0 ? _timers.Min(timer => timer.Due) - _now : null; }
            if (next > Near || next is null)
            {
                await Task.WhenAny(work, Task.Delay(20));
                next = Step;
            }

            Advance(next.Value);
        }

        return await work;
    }

    private sealed class VirtualTimer(VirtualTime time, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan && period != TimeSpan.Zero) { throw new NotSupportedException("Nothing here asks for a period."); }
            lock (time._gate)
            {
                time._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) { return true; }
                Due = time._now + dueTime;
                time._timers.Add(this);
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._gate) { time._timers.Remove(this); }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
