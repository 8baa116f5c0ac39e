using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Commands on their way to the venue. The latency is one constant, so first sent is first to arrive.</summary>
internal sealed class ArrivalQueue
{
    private readonly Arrival[] _ring;
    private int _head;

    /// <summary>Holds up to <paramref name="capacity"/> commands; full is an answer, not a reason to grow.</summary>
    public ArrivalQueue(int capacity) => _ring = new Arrival[capacity];

    public int Count { get; private set; }

    /// <summary>When the oldest arrives; the end of time when nothing is on its way, so that one comparison tells.</summary>
    public Timestamp NextDue { get; private set; } = Timestamp.MaxValue;

    /// <summary>False when the queue is full. Times never go back.</summary>
    public bool TryEnqueue(in OrderCommand command, Timestamp due)
    {
        if (Count == _ring.Length) { return false; }

        int tail = _head + Count;
        if (tail >= _ring.Length) { tail -= _ring.Length; }
        _ring[tail].Command = command;
        _ring[tail].Due = due;
        if (Count++ == 0) { NextDue = due; }
        return true;
    }

    /// <summary>Takes the oldest out. The queue must not be empty.</summary>
    public void Dequeue(out OrderCommand command, out Timestamp due)
    {
        Invariant.Holds(Count > 0);
        command = _ring[_head].Command;
        due = _ring[_head].Due;
        if (++_head == _ring.Length) { _head = 0; }
        NextDue = --Count > 0 ? _ring[_head].Due : Timestamp.MaxValue;
    }

    private struct Arrival
    {
        public OrderCommand Command;
        public Timestamp Due;
    }
}
