using LlmTrader.Engine.Core;

namespace LlmTrader.Perf.Latency.Swap;

/// <summary>
/// What a thread of the engine allocates, looked at from a port that the thread calls. Looked at every 64th call; armed
/// late, since code that runs for the first time may still load types.
/// </summary>
internal sealed class HotThread(string name)
{
    private const int Every = 64;

    private volatile bool _isArmed;
    private int _calls;
    private long _first = -1;
    private long _bytes;

    public string Name => name;

    /// <summary>Bytes since it was armed; null when the thread has not been seen twice.</summary>
    public long? Bytes => Volatile.Read(ref _first) < 0 ? null : Volatile.Read(ref _bytes);

    public void Arm() => _isArmed = true;

    /// <summary>The end of what is measured: stopping an engine may allocate.</summary>
    public void Disarm() => _isArmed = false;

    /// <summary>Called by the thread itself.</summary>
    public void Pass()
    {
        if (++_calls % Every != 0 || !_isArmed) { return; }
        long now = GC.GetAllocatedBytesForCurrentThread();
        if (_first < 0) { Volatile.Write(ref _first, now); }
        Volatile.Write(ref _bytes, now - _first);
    }
}

/// <summary>The machine's clock, as the Sequencer's thread reads it.</summary>
internal sealed class SequencerClock(HotThread thread) : IClock
{
    public Timestamp Now
    {
        get
        {
            thread.Pass();
            return new Timestamp((DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
        }
    }
}

/// <summary>The journal, as its thread writes it.</summary>
internal sealed class WatchedJournal(IJournal inner, HotThread thread) : IJournal
{
    public long WrittenSequence => inner.WrittenSequence;

    public long DurableSequence => inner.DurableSequence;

    public bool OnDurable(Action<long> moved) => inner.OnDurable(moved);

    public void Append(in EngineEvent sequenced)
    {
        thread.Pass();
        inner.Append(in sequenced);
    }

    public void EndOfBatch() => inner.EndOfBatch();

    public void Complete() => inner.Complete();
}

/// <summary>Sees the derived stream go by, on the thread of the accounts, and keeps what became of stagings.</summary>
internal sealed class StagingAnswers(HotThread thread) : IOutJournal
{
    private long _failures;
    private int _lastFailure;

    /// <summary>Sets that did not become ready.</summary>
    public long Failures => Volatile.Read(ref _failures);

    public RuleSetCode LastFailure => (RuleSetCode)Volatile.Read(ref _lastFailure);

    public void Append(in OutRecord record)
    {
        thread.Pass();
        if (record.Kind != OutKind.RuleSet || record.RuleSet.Change != EventKind.RuleSetReady || record.RuleSet.Code == RuleSetCode.None) { return; }
        Volatile.Write(ref _lastFailure, (int)record.RuleSet.Code);
        Volatile.Write(ref _failures, _failures + 1);
    }

    public void EndOfBatch()
    {
    }

    public void Complete()
    {
    }
}
