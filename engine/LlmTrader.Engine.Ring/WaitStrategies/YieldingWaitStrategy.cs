namespace LlmTrader.Engine.Ring;

/// <summary>
/// Spins a little, then offers the core to others between looks. Nearly as quick as spinning while cores are free,
/// and bearable when there are more threads than cores; uses a whole core all the same.
/// </summary>
public sealed class YieldingWaitStrategy : IWaitStrategy
{
    private const int SpinTries = 100;

    /// <inheritdoc/>
    public bool NeedsSignal => false;

    /// <inheritdoc/>
    public WaitStatus WaitFor(long sequence, SequenceBarrier barrier, TimeSpan timeout, out long available)
    {
        ArgumentNullException.ThrowIfNull(barrier);
        Deadline deadline = Deadline.After(timeout);
        int tries = 0;
        while ((available = barrier.GetAvailable()) < sequence)
        {
            if (barrier.IsAlerted) { return WaitStatus.Alerted; }
            if (deadline.IsPast) { return WaitStatus.TimedOut; }
            if (tries < SpinTries)
            {
                tries++;
                Spin.Pause();
            }
            else
            {
                Thread.Yield();
            }
        }

        return WaitStatus.Available;
    }

    /// <inheritdoc/>
    public void SignalAllWhenBlocking()
    {
        // Nobody sleeps for longer than a yield.
    }
}
