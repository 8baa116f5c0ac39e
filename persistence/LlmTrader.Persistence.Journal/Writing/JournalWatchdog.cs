namespace LlmTrader.Persistence.Journal;

/// <summary>Looks from another thread whether a writer is stuck in the kernel, and says so once.</summary>
public sealed class JournalWatchdog : IDisposable
{
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromSeconds(1);

    private readonly DiskMonitor _disk;
    private readonly Action<JournalStalledException> _onStalled;
    private readonly ManualResetEventSlim _stop = new();
    private readonly TimeSpan _period;
    private readonly Thread _thread;

    /// <param name="disk">A writer's <see cref="JournalWriter.Disk"/>.</param>
    /// <param name="onStalled">Called at most once, on the watchdog's own thread: the place to latch a kill and stop the engine.</param>
    public JournalWatchdog(DiskMonitor disk, Action<JournalStalledException> onStalled)
    {
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(onStalled);
        _disk = disk;
        _onStalled = onStalled;
        _period = TimeSpan.FromTicks(Math.Clamp(disk.Limit.Ticks / 4, TimeSpan.TicksPerMillisecond, LongestPeriod.Ticks));
        _thread = new Thread(Watch) { IsBackground = true, Name = "journal watchdog" };    // The pool may be as stuck as the disk.
        _thread.Start();
    }

    /// <summary>Stops watching. Not to be called by the callback.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Watch()
    {
        while (!_stop.Wait(_period))
        {
            if (_disk.StalledFor < _disk.Limit) { continue; }
            _onStalled(_disk.Stalled());
            return;
        }
    }
}
