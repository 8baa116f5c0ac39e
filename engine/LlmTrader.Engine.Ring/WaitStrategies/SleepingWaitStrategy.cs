namespace LlmTrader.Engine.Ring;

/// <summary>
/// Spins, then yields, then sleeps about a millisecond between looks. Costs the writers of sequences nothing and an
/// idle core nearly nothing; for handlers whose delay does not matter.
/// </summary>
public sealed class SleepingWaitStrategy : IWaitStrategy
{
    private const int SpinTries = 100;
    private const int YieldTries = 100;

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
            if (tries < SpinTries) { Spin.Pause(); }
            else if (tries < SpinTries + YieldTries) { Thread.Yield(); }
            else { Thread.Sleep(1); }
            tries = Math.Min(tries + 1, SpinTries + YieldTries);
        }

        return WaitStatus.Available;
    }

    /// <inheritdoc/>
    public void SignalAllWhenBlocking()
    {
        // Sleepers look again by themselves.
    }
}
