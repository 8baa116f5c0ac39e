using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Requested timers, earliest first, ties by timer id; the same timer at the same time is kept once. One that
/// <see cref="TimerId.EntersAfter"/> comes after all others of its time. A bounded binary heap.
/// </summary>
/// <param name="capacity">The most that may wait.</param>
/// <param name="first">Places to begin with, doubled up to the capacity when they are full; null makes all at once.</param>
public sealed class TimerHeap(int capacity, int? first = null)
{
    private (Timestamp Due, TimerId Id)[] _heap = new (Timestamp, TimerId)[Math.Min(capacity, first ?? capacity)];

    public int Count { get; private set; }

    /// <summary>When the first timer may enter; the end of time when there is none.</summary>
    public Timestamp NextDue => Count == 0 ? Timestamp.MaxValue : EntryOf(_heap[0].Due, _heap[0].Id);

    /// <summary>Whether the first timer waits for the end of this moment and nothing else.</summary>
    public bool IsMomentOverNext(Timestamp now) => Count > 0 && _heap[0].Id.EntersAfter && _heap[0].Due <= now;

    /// <summary>From when on a timer may enter.</summary>
    public static Timestamp EntryOf(Timestamp due, TimerId id) => id.EntersAfter ? due + new Duration(1) : due;

    public void Add(Timestamp due, TimerId id)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_heap[i].Due == due && _heap[i].Id == id) { return; }   // A handful of timers wait at any time.
        }

        Invariant.Holds(Count < capacity);
        if (Count == _heap.Length) { Array.Resize(ref _heap, Math.Min(capacity, 2 * Count)); }
        int child = Count++;
        _heap[child] = (due, id);
        while (child > 0)
        {
            int parent = (child - 1) / 2;
            if (!Before(child, parent)) { break; }
            (_heap[child], _heap[parent]) = (_heap[parent], _heap[child]);
            child = parent;
        }
    }

    /// <summary>Takes the first timer out. There must be one.</summary>
    public (Timestamp Due, TimerId Id) Take()
    {
        Invariant.Holds(Count > 0);
        (Timestamp, TimerId) first = _heap[0];
        _heap[0] = _heap[--Count];
        for (int parent = 0; ;)
        {
            int least = parent;
            int left = (2 * parent) + 1;
            if (left < Count && Before(left, least)) { least = left; }
            if (left + 1 < Count && Before(left + 1, least)) { least = left + 1; }
            if (least == parent) { return first; }
            (_heap[least], _heap[parent]) = (_heap[parent], _heap[least]);
            parent = least;
        }
    }

    private bool Before(int left, int right) =>
        _heap[left].Due != _heap[right].Due ? _heap[left].Due < _heap[right].Due : _heap[left].Id.Value < _heap[right].Id.Value;
}
