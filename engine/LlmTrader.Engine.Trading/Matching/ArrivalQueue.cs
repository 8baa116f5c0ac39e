using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Commands on their way to the venue, by (due, order of sending): with a latency that varies one can overtake another, as it
/// does on the way to a real venue. A heap of places, so that commands are written and read once.
/// </summary>
internal sealed class ArrivalQueue : ISnapshotState
{
    private readonly int _capacity;
    private Arrival[] _arrivals = [];
    private int[] _heap = [];   // Places of what is on its way first, those that are free behind.
    private long _sent;

    /// <summary>Holds up to <paramref name="capacity"/> commands; full is an answer, not a reason to grow.</summary>
    /// <param name="capacity">The most commands.</param>
    /// <param name="first">Places to begin with, doubled up to the capacity when they are taken; null makes all at once.</param>
    public ArrivalQueue(int capacity, int? first = null)
    {
        _capacity = capacity;
        Grow(Math.Min(capacity, first ?? capacity));
    }

    public int Count { get; private set; }

    /// <summary>When the first arrives; the end of time when nothing is on its way, so that one comparison tells.</summary>
    public Timestamp NextDue { get; private set; } = Timestamp.MaxValue;

    /// <summary>False when the queue is full.</summary>
    public bool TryEnqueue(in OrderCommand command, Timestamp due)
    {
        if (Count == _arrivals.Length && !TryGrow()) { return false; }

        int place = _heap[Count];
        ref Arrival arrival = ref _arrivals[place];
        arrival.Command = command;
        arrival.Due = due;
        arrival.Sent = _sent++;
        SiftUp(Count++, place);
        NextDue = _arrivals[_heap[0]].Due;
        return true;
    }

    /// <summary>Takes the first to arrive out. The queue must not be empty.</summary>
    public void Dequeue(out OrderCommand command, out Timestamp due)
    {
        Invariant.Holds(Count > 0);
        int first = _heap[0];
        command = _arrivals[first].Command;
        due = _arrivals[first].Due;
        int last = _heap[--Count];
        _heap[Count] = first;
        if (Count > 0) { SiftDown(last); }
        NextDue = Count > 0 ? _arrivals[_heap[0]].Due : Timestamp.MaxValue;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section($"commands on their way, {_capacity} at most");
        transfer.Value(ref _sent);
        Count = transfer.Count(Count, _capacity);
        if (Count > _arrivals.Length) { Grow(_capacity); }
        Arrival[] heap = new Arrival[Count];
        for (int i = 0; i < Count; i++) { heap[i] = _arrivals[_heap[i]]; }
        transfer.Values(heap.AsSpan());
        if (!transfer.IsLoading) { return; }
        for (int i = 0; i < _heap.Length; i++) { _heap[i] = i; }   // Nobody sees the places, only their order.
        heap.CopyTo(_arrivals, 0);
        NextDue = Count > 0 ? _arrivals[0].Due : Timestamp.MaxValue;
    }

    private bool TryGrow()
    {
        if (Count == _capacity) { return false; }
        Grow(Math.Min(_capacity, 2 * Count));
        return true;
    }

    private void Grow(int places)
    {
        int first = _heap.Length;
        Array.Resize(ref _arrivals, places);
        Array.Resize(ref _heap, places);
        for (int i = first; i < places; i++) { _heap[i] = i; }
    }

    private void SiftUp(int at, int place)
    {
        while (at > 0)
        {
            int parent = (at - 1) >> 1;
            if (!Precedes(place, _heap[parent])) { break; }
            _heap[at] = _heap[parent];
            at = parent;
        }

        _heap[at] = place;
    }

    private void SiftDown(int place)
    {
        int at = 0;
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= Count) { break; }
            if (child + 1 < Count && Precedes(_heap[child + 1], _heap[child])) { child++; }
            if (!Precedes(_heap[child], place)) { break; }
            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = place;
    }

    private bool Precedes(int left, int right)
    {
        ref Arrival a = ref _arrivals[left];
        ref Arrival b = ref _arrivals[right];
        return a.Due < b.Due || (a.Due == b.Due && a.Sent < b.Sent);
    }

    private struct Arrival
    {
        public OrderCommand Command;
        public Timestamp Due;
        public long Sent;
    }
}
