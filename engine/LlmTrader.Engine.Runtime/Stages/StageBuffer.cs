using System.Numerics;
using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Preallocated entries that one stage writes and the stages behind it read through a <see cref="StageRange"/> in the
/// event's slot. An entry is free again once the last stage has passed the event that wrote it; until then the writer
/// waits, exactly as the Sequencer waits for a full ring, so that a slow gate can never see an entry overwritten.
/// </summary>
public sealed class StageBuffer<T> where T : struct
{
    private T[] _entries;
    private long[] _writtenBy;   // The sequence of the event that an entry belongs to.
    private Sequence? _writer;
    private Sequence? _lastReader;
    private RingBuffer<EngineEvent>? _ring;
    private int _mask;
    private long _cursor;
    private long _passed = -1;            // Cached value of the last reader.

    /// <param name="capacity">Rounded up to a power of two; more than one event may ever write.</param>
    /// <param name="first">
    /// Entries to begin with, rounded up likewise: whenever one event fills them they are doubled, up to <paramref name="capacity"/>.
    /// The reference that the last <see cref="Append"/> gave is then stale. Only where nothing is gated; null makes all at once.
    /// </param>
    public StageBuffer(int capacity, int? first = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(first ?? 1, 1);
        Capacity = (int)BitOperations.RoundUpToPowerOf2((uint)capacity);
        int size = Math.Min(Capacity, (int)BitOperations.RoundUpToPowerOf2((uint)(first ?? capacity)));
        _entries = new T[size];
        _writtenBy = new long[size];
        Array.Fill(_writtenBy, -1);
        _mask = size - 1;
    }

    /// <summary>The most entries.</summary>
    public int Capacity { get; }

    /// <summary>
    /// Names the sequence of the handler that writes and that of the last one that reads. Without them, all stages run to
    /// the end of an event before the next begins.
    /// </summary>
    public void GateBy(Sequence writer, Sequence lastReader, RingBuffer<EngineEvent> ring)
    {
        Invariant.Holds(_entries.Length == Capacity);   // Readers on other threads would not see it grow.
        _writer = writer;
        _lastReader = lastReader;
        _ring = ring;
    }

    /// <summary>Where the next entry will lie: the start of an event's range.</summary>
    public int Position => (int)(_cursor & _mask);

    /// <summary>Entry <paramref name="offset"/> of a range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T At(StageRange range, int offset) => ref _entries[(range.First + offset) & _mask];

    /// <summary>The next entry, not cleared, for the event with this sequence.</summary>
    public ref T Append(long sequence)
    {
        int index = (int)(_cursor++ & _mask);
        ref long writtenBy = ref _writtenBy[index];
        if (writtenBy > _passed) { return ref AppendWhenPassed(writtenBy, sequence, index); }
        writtenBy = sequence;
        return ref _entries[index];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref T AppendWhenPassed(long previous, long sequence, int index)
    {
        index = WaitUntilPassed(previous, sequence, index);
        _writtenBy[index] = sequence;
        return ref _entries[index];
    }

    private int WaitUntilPassed(long previous, long sequence, int index)
    {
        if (previous == sequence && _entries.Length < Capacity) { return Grow(index); }
        Invariant.Holds(previous < sequence);   // One event alone must never fill the buffer.
        if (_lastReader is null)
        {
            _passed = sequence - 1;
            return index;
        }

        // A handler shows its progress at the end of a batch only. What this one waits for may be an event of its own batch,
        // which nobody can pass before it is shown: so it is shown now.
        if (_writer!.Value < sequence - 1) { _writer.Value = sequence - 1; }
        SpinWait spin = default;
        while ((_passed = _lastReader.Value) < previous)
        {
            if (_ring!.IsAlerted) { throw new AlertException(); }   // The last stage is dead: nobody will ever pass.
            spin.SpinOnce();
        }

        return index;
    }

    // All entries are of this event, the first at this index: its range goes on to begin there.
    private int Grow(int first)
    {
        int size = _entries.Length;
        T[] entries = new T[2 * size];
        long[] writtenBy = new long[2 * size];
        Array.Fill(writtenBy, -1);
        for (int i = 0; i < size; i++)
        {
            int from = (first + i) & _mask;
            (entries[first + i], writtenBy[first + i]) = (_entries[from], _writtenBy[from]);
        }

        (_entries, _writtenBy, _mask) = (entries, writtenBy, (2 * size) - 1);
        _cursor = first + size + 1L;
        return first + size;
    }
}
