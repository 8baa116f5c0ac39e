namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Lets the Sequencer sleep until somebody has put something into one of its inboxes. Ringing costs one fence and one
/// read while it is awake. The sleeper stores "asleep" before it looks once more, the ringer publishes before it reads
/// "asleep", each with a full fence between: one of them sees the other, so no wake-up is lost.
/// </summary>
public sealed class Doorbell
{
    private readonly object _gate = new();
    private bool _asleep;

    /// <summary>Call after publishing.</summary>
    public void Ring()
    {
        Interlocked.MemoryBarrier();
        if (!Volatile.Read(ref _asleep)) { return; }
        lock (_gate) { Monitor.Pulse(_gate); }
    }

    /// <summary>Sleeps until the bell rings or the time is up, unless <paramref name="hasWork"/> says that there is something to do.</summary>
    public void Wait(Func<bool> hasWork, int milliseconds)
    {
        lock (_gate)
        {
            Volatile.Write(ref _asleep, true);
            Interlocked.MemoryBarrier();
            if (!hasWork()) { Monitor.Wait(_gate, milliseconds); }
            Volatile.Write(ref _asleep, false);
        }
    }
}
