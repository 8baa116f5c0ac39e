namespace LlmTrader.Persistence.Journal;

/// <summary>Looks from another thread whether a writer is stuck in the kernel, and says so once.</summary>
public sealed class JournalWatchdog : IDisposable
{
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromSeconds(1);

    private readonly DiskMonitor _disk;
    private readonly Action<JournalStalledException> _onStalled;
    private readonly Timer _timer;
    private int _hasBarked;

    /// <param name="disk">A writer's <see cref="JournalWriter.Disk"/>.</param>
    /// <param name="onStalled">Called at most once, on a thread of the pool: the place to latch a kill and stop the engine.</param>
    public JournalWatchdog(DiskMonitor disk, Action<JournalStalledException> onStalled)
    {
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(onStalled);
        _disk = disk;
        _onStalled = onStalled;
        TimeSpan period = TimeSpan.FromTicks(Math.Clamp(disk.Limit.Ticks / 4, TimeSpan.TicksPerMillisecond, LongestPeriod.Ticks));
        _timer = new Timer(_ => Look(), null, period, period);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (_disk.StalledFor < _disk.Limit || Interlocked.Exchange(ref _hasBarked, 1) != 0) { return; }
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _onStalled(_disk.Stalled());
    }
}
