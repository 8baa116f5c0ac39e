namespace LlmTrader.Engine.Ring;

/// <summary>Spins and never gives the core away: the lowest latency, for a thread that has a core of its own.</summary>
public sealed class BusySpinWaitStrategy : IWaitStrategy
{
    /// <inheritdoc/>
    public bool NeedsSignal => false;

    /// <inheritdoc/>
    public WaitStatus WaitFor(long sequence, SequenceBarrier barrier, TimeSpan timeout, out long available)
    {
        ArgumentNullException.ThrowIfNull(barrier);
        Deadline deadline = Deadline.After(timeout);
        while ((available = barrier.GetAvailable()) < sequence)
        {
            if (barrier.IsAlerted) { return WaitStatus.Alerted; }
            if (deadline.IsPast) { return WaitStatus.TimedOut; }
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
