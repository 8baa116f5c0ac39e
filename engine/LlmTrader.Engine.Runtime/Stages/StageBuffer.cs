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
    private readonly T[] _entries;
    private readonly long[] _writtenBy;   // The sequence of the event that an entry belongs to.
    private Sequence? _writer;
    private Sequence? _lastReader;
    private RingBuffer<EngineEvent>? _ring;
    private readonly int _mask;
    private long _cursor;
    private long _passed = -1;            // Cached value of the last reader.

    /// <param name="capacity">Rounded up to a power of two; more than one event may ever write.</param>
    public StageBuffer(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)capacity);
        _entries = new T[size];
        _writtenBy = new long[size];
        Array.Fill(_writtenBy, -1);
        _mask = size - 1;
    }

    public int Capacity => _entries.Length;

    /// <summary>
    /// Names the sequence of the handler that writes and that of the last one that reads. Without them, all stages run to
    /// the end of an event before the next begins.
    /// </summary>
    public void GateBy(Sequence writer, Sequence lastReader, RingBuffer<EngineEvent> ring)
    {
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
        long previous = _writtenBy[index];
        if (previous > _passed) { WaitUntilPassed(previous, sequence); }
        _writtenBy[index] = sequence;
        return ref _entries[index];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitUntilPassed(long previous, long sequence)
    {
        Invariant.Holds(previous < sequence);   // One event alone must never fill the buffer.
        if (_lastReader is null)
        {
            _passed = sequence - 1;
            return;
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
    }
}
