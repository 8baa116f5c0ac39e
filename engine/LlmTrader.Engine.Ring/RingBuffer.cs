using System.Runtime.CompilerServices;

namespace LlmTrader.Engine.Ring;

/// <summary>
/// Preallocated slots that one producer fills and any number of handlers read in order, each at its own speed.
/// The producer claims a sequence, fills <c>ring[sequence]</c> in place and publishes it.
/// </summary>
/// <typeparam name="T">The slot. Without references it lies in pinned, aligned memory that the collector never scans.</typeparam>
public sealed class RingBuffer<T>
    where T : struct
{
    private readonly Slots<T> _slots;
    private readonly SingleProducerSequencer _sequencer;

    /// <summary>A ring of <paramref name="capacity"/> slots.</summary>
    /// <param name="capacity">A power of two.</param>
    /// <param name="producerWaitStrategy">How the producer waits while the ring is full.</param>
    /// <param name="firstSequence">The first sequence that is claimed.</param>
    public RingBuffer(int capacity, IWaitStrategy producerWaitStrategy, long firstSequence = 0)
    {
        _slots = new Slots<T>(capacity);
        _sequencer = new SingleProducerSequencer(capacity, producerWaitStrategy, firstSequence);
    }

    /// <summary>The number of slots.</summary>
    public int Capacity => _slots.Capacity;

    /// <inheritdoc cref="SingleProducerSequencer.FirstSequence"/>
    public long FirstSequence => _sequencer.FirstSequence;

    /// <inheritdoc cref="SingleProducerSequencer.Cursor"/>
    public long Cursor => _sequencer.Cursor;

    /// <inheritdoc cref="SingleProducerSequencer.CursorSequence"/>
    public Sequence CursorSequence => _sequencer.CursorSequence;

    /// <inheritdoc cref="SingleProducerSequencer.RemainingCapacity"/>
    public long RemainingCapacity => _sequencer.RemainingCapacity;

    /// <inheritdoc cref="SingleProducerSequencer.IsAlerted"/>
    public bool IsAlerted => _sequencer.IsAlerted;

    /// <summary>
    /// The slot of <paramref name="sequence"/>: the producer's between claim and publish, afterwards every handler's
    /// until the slowest gating sequence has passed it.
    /// </summary>
    public ref T this[long sequence]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _slots[sequence];
    }

    internal Slots<T> Slots => _slots;

    /// <inheritdoc cref="SingleProducerSequencer.AddGatingSequences"/>
    public void AddGatingSequences(params ReadOnlySpan<Sequence> sequences) => _sequencer.AddGatingSequences(sequences);

    /// <summary>A barrier that waits for <paramref name="dependencies"/>, or for the cursor when there are none.</summary>
    public SequenceBarrier NewBarrier(IWaitStrategy waitStrategy, params ReadOnlySpan<Sequence> dependencies) =>
        dependencies.IsEmpty ? new SequenceBarrier(waitStrategy, CursorSequence) : new SequenceBarrier(waitStrategy, dependencies);

    /// <inheritdoc cref="SingleProducerSequencer.Next()"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next() => _sequencer.Next();

    /// <inheritdoc cref="SingleProducerSequencer.Next(int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next(int count) => _sequencer.Next(count);

    /// <inheritdoc cref="SingleProducerSequencer.TryClaim"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryClaim(int count, out long sequence) => _sequencer.TryClaim(count, out sequence);

    /// <inheritdoc cref="SingleProducerSequencer.Publish(long)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(long sequence) => _sequencer.Publish(sequence);

    /// <inheritdoc cref="SingleProducerSequencer.Publish(long, long)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(long lo, long hi) => _sequencer.Publish(lo, hi);

    /// <inheritdoc cref="SingleProducerSequencer.Alert"/>
    public void Alert(Exception? cause = null) => _sequencer.Alert(cause);
}
