namespace LlmTrader.Engine.Ring;

/// <summary>
/// How a thread spends the time until a sequence is available: the choice between latency and a core. An instance may
/// be shared by several barriers; a blocking one wakes less often in vain when each barrier has its own.
/// </summary>
public interface IWaitStrategy
{
    /// <summary>
    /// True if waiters sleep until <see cref="SignalAllWhenBlocking"/>, between <see cref="SequenceBarrier.BeginSleep"/> and
    /// <see cref="SequenceBarrier.EndSleep"/>; false if they look by themselves.
    /// </summary>
    bool NeedsSignal { get; }

    /// <summary>
    /// Waits until <paramref name="barrier"/> has <paramref name="sequence"/>, is alerted, or
    /// <paramref name="timeout"/> has passed. Called on the waiting thread; allocates nothing.
    /// </summary>
    WaitStatus WaitFor(long sequence, SequenceBarrier barrier, TimeSpan timeout, out long available);

    /// <summary>Wakes every waiter. Called when what a barrier's sleeper waits for has become available, and after an alert.</summary>
    void SignalAllWhenBlocking();
}
