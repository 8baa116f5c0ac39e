using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Orders, cancels, limit and state changes by people and outside programs. Any thread may write. The Sequencer lets
/// only so many be under way at once, so that even their rejects always find room on the way back.
/// </summary>
public sealed class CommandInbox(int capacity, Doorbell doorbell)
{
    /// <summary>Commands between the Sequencer and the last stage.</summary>
    public const int MaxUnderWay = 1024;

    private readonly SpscQueue<EngineEvent> _queue = new(capacity);
    private readonly Lock _writers = new();
    private readonly long[] _admitted = new long[MaxUnderWay];   // Sequences of the latest commands, round robin.
    private long _count;

    /// <summary>False when the inbox is full: the caller answers its client with that.</summary>
    public bool TryWrite(in EngineEvent command)
    {
        lock (_writers)
        {
            ref EngineEvent slot = ref _queue.TryClaim(out bool claimed);
            if (!claimed) { return false; }
            slot = command;
            _queue.Publish();
        }

        doorbell.Ring();
        return true;
    }

    internal bool IsEmpty
    {
        get
        {
            _queue.TryPeek(out bool available);
            return !available;
        }
    }

    /// <summary>The next command, when there is one and one more may be under way. <paramref name="passed"/>: how far the last stage is.</summary>
    internal ref EngineEvent TryAdmit(long sequence, long passed, out bool admitted)
    {
        ref EngineEvent slot = ref _queue.TryPeek(out admitted);
        if (!admitted) { return ref slot; }

        ref long oldest = ref _admitted[_count % MaxUnderWay];
        admitted = _count < MaxUnderWay || oldest <= passed;
        if (!admitted) { return ref slot; }
        oldest = sequence;
        _count++;
        return ref slot;
    }

    internal void Release() => _queue.Release();
}
