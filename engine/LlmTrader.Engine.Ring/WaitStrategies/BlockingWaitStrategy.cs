namespace LlmTrader.Engine.Ring;

/// <summary>
/// Spins briefly, then sleeps on a monitor until it is signalled: for machines with fewer cores than threads. A wake-up
/// costs tens of microseconds; a signal while nobody sleeps costs one fence and one read.
/// </summary>
/// <remarks>
/// Why no wake-up is lost. The waiter stores "I sleep until N", then reads the sequences. The signaller stores its sequence
/// (or the alert), then reads "somebody sleeps", and whether N is there. Both put a full fence between their store and their read, so at least
/// one of them sees the other's store. If the waiter does, it does not sleep. If the signaller does, it takes the lock:
/// the waiter, which holds the lock from its store until Monitor.Wait has put it on the waiting list, is on the list by
/// then, and the pulse reaches it. Acquire and release alone would not do: they let a read overtake an earlier store.
/// </remarks>
public sealed class BlockingWaitStrategy : IWaitStrategy
{
    // Long enough to catch the next event of a burst without a trip through the kernel, short enough to leave the core
    // to its other users at once.
    private const int SpinTries = 100;

    private readonly object _gate = new();
    private int _sleepers;

    /// <inheritdoc/>
    public bool NeedsSignal => true;

    /// <inheritdoc/>
    public WaitStatus WaitFor(long sequence, SequenceBarrier barrier, TimeSpan timeout, out long available)
    {
        ArgumentNullException.ThrowIfNull(barrier);
        Deadline deadline = Deadline.After(timeout);
        for (int i = 0; i < SpinTries; i++)
        {
            if ((available = barrier.GetAvailable()) >= sequence) { return WaitStatus.Available; }
            if (barrier.IsAlerted) { return WaitStatus.Alerted; }
            Spin.Pause();
        }

        return Sleep(sequence, barrier, deadline, out available);
    }

    /// <inheritdoc/>
    public void SignalAllWhenBlocking()
    {
        Interlocked.MemoryBarrier();   // The caller's store before our read; the other half is in Sleep.
        if (Volatile.Read(ref _sleepers) == 0) { return; }
        lock (_gate) { Monitor.PulseAll(_gate); }
    }

    private WaitStatus Sleep(long sequence, SequenceBarrier barrier, Deadline deadline, out long available)
    {
        lock (_gate)
        {
            _sleepers++;
            try
            {
                while (true)
                {
                    barrier.BeginSleep(sequence);   // "I sleep" before the reads of the sequences and of the alert.
                    if ((available = barrier.GetAvailable()) >= sequence) { return WaitStatus.Available; }
                    if (barrier.IsAlerted) { return WaitStatus.Alerted; }
                    if (deadline.IsPast) { return WaitStatus.TimedOut; }
                    Monitor.Wait(_gate, deadline.RemainingMilliseconds());
                }
            }
            finally
            {
                barrier.EndSleep();
                _sleepers--;
            }
        }
    }
}
