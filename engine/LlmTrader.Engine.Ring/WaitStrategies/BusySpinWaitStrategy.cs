namespace LlmTrader.Engine.Ring;

/// <summary>Spins and never gives the core away: the lowest latency, for a thread that has a core of its own.</summary>
public sealed class BusySpinWaitStrategy : IWaitStrategy
{
    // Turns of the loop between two looks at the clock, a few microseconds: a look takes as long as a turn.
    private const int TurnsPerLook = 64;

    /// <inheritdoc/>
    public bool NeedsSignal => false;

    /// <inheritdoc/>
    public WaitStatus WaitFor(long sequence, SequenceBarrier barrier, TimeSpan timeout, out long available)
    {
        ArgumentNullException.ThrowIfNull(barrier);
        Deadline deadline = Deadline.After(timeout);
        for (int turn = 0; (available = barrier.GetAvailable()) < sequence; turn++)
        {
            if (barrier.IsAlerted) { return WaitStatus.Alerted; }
            if (turn % TurnsPerLook == 0 && deadline.IsPast) { return WaitStatus.TimedOut; }
            Spin.Pause();
        }

        return WaitStatus.Available;
    }

    /// <inheritdoc/>
    public void SignalAllWhenBlocking()
    {
        // Nobody sleeps.
    }
}
