using System.Runtime.CompilerServices;

namespace LlmTrader.Engine.Ring;

/// <summary>
/// Where one thread waits until all the sequences that it depends on have come far enough. A handler waits here for
/// the cursor or for earlier handlers; the producer waits at one for its slowest consumers.
/// </summary>
public sealed class SequenceBarrier
{
    // Who reads a sequence takes its cache line from the thread that writes it, and that thread's stores then queue up behind the line's
    // way back: a reader close behind a writer slows both down by looking after every few events. So where it has found few events so
    // many times in a row without waiting once, that is in a stream near the ring's limit, it looks a moment later, and at more events:
    // twice the throughput. A thread that waits for single events is never held up. The figures are measured; the moment is the time
    // of one transfer, some 80 ns.
    private const int FewEvents = 32;
    private const int ShortBatchesInARow = 16;
    private const int Pauses = 4;

    private const long NobodySleeps = long.MaxValue;

    private readonly IWaitStrategy _waitStrategy;
    private readonly Sequence[] _dependencies;
    private int _alerted;
    private int _shortBatches;   // Of the one thread that waits here.
    private PaddedLong _sleptFor = new() { Value = NobodySleeps };   // Read by the dependencies' writers at every change.

    /// <summary>
    /// A barrier over <paramref name="dependencies"/>; with none of them everything is always available. Construct it
    /// before the threads that write the dependencies start: a blocking strategy enrols itself with them to be woken.
    /// </summary>
    public SequenceBarrier(IWaitStrategy waitStrategy, params ReadOnlySpan<Sequence> dependencies)
    {
        ArgumentNullException.ThrowIfNull(waitStrategy);
        _waitStrategy = waitStrategy;
        _dependencies = dependencies.ToArray();
        foreach (Sequence dependency in _dependencies)
        {
            ArgumentNullException.ThrowIfNull(dependency, nameof(dependencies));
            if (waitStrategy.NeedsSignal) { dependency.WakeOnChange(this); }
        }
    }

    /// <summary>True from <see cref="Alert"/> to <see cref="ClearAlert"/>.</summary>
    public bool IsAlerted
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _alerted) != 0;
    }

    internal ReadOnlySpan<Sequence> Dependencies => _dependencies;

    internal IWaitStrategy WaitStrategy => _waitStrategy;

    /// <summary>The highest sequence that all dependencies have reached.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long GetAvailable() => Sequence.Minimum(_dependencies);

    /// <summary>
    /// Waits until <paramref name="sequence"/> is available, the barrier is alerted, or <paramref name="timeout"/>
    /// (<see cref="Timeout.InfiniteTimeSpan"/>: never) has passed. An alert wins over available events, so that a
    /// thread under full load notices it too.
    /// </summary>
    /// <param name="sequence">The first sequence that the caller wants.</param>
    /// <param name="timeout">Wall time; it decides only when the caller gets control back, never what it sees.</param>
    /// <param name="available">The highest sequence available; at least <paramref name="sequence"/> if so returned.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WaitStatus WaitFor(long sequence, TimeSpan timeout, out long available)
    {
        available = GetAvailable();
        if (IsAlerted) { return WaitStatus.Alerted; }
        if (available >= sequence)
        {
            if (available - sequence < FewEvents) { available = LetGetAhead(available); }
            return WaitStatus.Available;
        }

        if (_shortBatches != 0) { _shortBatches = 0; }   // Written only in a stream: what lies beside may be another thread's.
        return _waitStrategy.WaitFor(sequence, this, timeout, out available);
    }

    /// <summary>Makes the waiting thread, and every later wait, return <see cref="WaitStatus.Alerted"/>.</summary>
    public void Alert()
    {
        Volatile.Write(ref _alerted, 1);
        _waitStrategy.SignalAllWhenBlocking();
    }

    /// <summary>
    /// Ends the alert. A full fence: what the caller reads afterwards is at least as new as the alert that it cleared,
    /// so "clear, then look at the request" can't miss a request whose alert it wiped out.
    /// </summary>
    public void ClearAlert() => Interlocked.Exchange(ref _alerted, 0);

    /// <summary>
    /// Says that a waiter is about to sleep until <paramref name="sequence"/> is available; a full fence, so that the sequences that it
    /// reads next are at least as new as any that was written by somebody who did not see it sleep. It holds for one sleep.
    /// </summary>
    public void BeginSleep(long sequence) => Interlocked.Exchange(ref _sleptFor.Value, sequence);

    /// <summary>Says that the waiter is awake.</summary>
    public void EndSleep() => Volatile.Write(ref _sleptFor.Value, NobodySleeps);

    /// <summary>
    /// After a dependency was written: wakes the sleeper if that was the last one it waits for. Whoever waits for a fast thread and a
    /// slow one is woken by the slow one alone. Of two writers at the same time at least one sees both sequences: each has a full fence
    /// between its store and its look at the others.
    /// </summary>
    internal void WakeIfAvailable()
    {
        Interlocked.MemoryBarrier();   // The caller's store before our reads; the sleeper's half is in BeginSleep.
        long sleptFor = Volatile.Read(ref _sleptFor.Value);
        if (sleptFor == NobodySleeps || GetAvailable() < sleptFor) { return; }

        // Once for each sleep: until the sleeper has a core again, every later change would call it as well.
        if (Interlocked.CompareExchange(ref _sleptFor.Value, NobodySleeps, sleptFor) == sleptFor) { _waitStrategy.SignalAllWhenBlocking(); }
    }

    /// <summary>For code that has no status to return.</summary>
    /// <exception cref="AlertException">The barrier is alerted.</exception>
    public void CheckAlert()
    {
        if (IsAlerted) { throw new AlertException(); }
    }

    private long LetGetAhead(long available)
    {
        if (_shortBatches < ShortBatchesInARow)
        {
            _shortBatches++;
            return available;
        }

        for (int i = 0; i < Pauses; i++) { Spin.Pause(); }
        return GetAvailable();
    }
}
