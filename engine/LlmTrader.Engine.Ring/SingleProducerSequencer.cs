using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LlmTrader.Engine.Ring;

/// <summary>
/// Hands out sequences to the one thread that produces, and never so many that a slot is reused before the slowest
/// consumer is done with it. All members but <see cref="Cursor"/>, <see cref="RemainingCapacity"/>,
/// <see cref="Alert"/> and <see cref="IsAlerted"/> belong to the producer's thread.
/// </summary>
/// <remarks>
/// Two pairs of release and acquire carry everything. Publish writes the cursor (release) after the slot was filled;
/// a barrier reads it (acquire) before a handler reads the slot. A handler writes its sequence (release) after it read
/// the slot; the producer reads it as a gating sequence (acquire) before it overwrites the slot a lap later.
/// </remarks>
public sealed class SingleProducerSequencer
{
    private readonly int _capacity;
    private readonly long _first;
    private readonly Sequence _cursor;
    private readonly IWaitStrategy _waitStrategy;
    private SequenceBarrier _gate;
    private Exception? _cause;
    private ProducerState _producer;

    /// <summary>A sequencer for a ring of <paramref name="capacity"/> slots.</summary>
    /// <param name="capacity">A power of two.</param>
    /// <param name="waitStrategy">How the producer waits while the ring is full.</param>
    /// <param name="firstSequence">The first one that is handed out: 0, or where an earlier run ended.</param>
    public SingleProducerSequencer(int capacity, IWaitStrategy waitStrategy, long firstSequence = 0)
    {
        if (capacity < 1 || !int.IsPow2(capacity))
        {
            throw new ArgumentException($"The capacity must be a power of two of at least 1, but is {capacity}.", nameof(capacity));
        }

        ArgumentNullException.ThrowIfNull(waitStrategy);
        ArgumentOutOfRangeException.ThrowIfNegative(firstSequence);
        _first = firstSequence;
        _cursor = new Sequence(firstSequence - 1);
        _capacity = capacity;
        _waitStrategy = waitStrategy;
        _gate = new SequenceBarrier(waitStrategy);
        _producer.Claimed = firstSequence - 1;
        _producer.Published = firstSequence - 1;
        _producer.ClaimLimit = long.MaxValue;   // Nobody to wait for until there are gating sequences.
    }

    /// <summary>The number of slots.</summary>
    public int Capacity => _capacity;

    /// <summary>The first sequence that is handed out.</summary>
    public long FirstSequence => _first;

    /// <summary>The last published sequence.</summary>
    public long Cursor => _cursor.Value;

    /// <summary>The cursor as something to depend on.</summary>
    public Sequence CursorSequence => _cursor;

    /// <summary>True once the ring was halted; claims then fail.</summary>
    public bool IsAlerted => _gate.IsAlerted;

    /// <summary>Slots free at this moment: exact on the producer's thread, an estimate on others.</summary>
    public long RemainingCapacity
    {
        get
        {
            long slowest = _gate.GetAvailable();
            return slowest == long.MaxValue ? _capacity : _capacity - (_producer.Claimed - slowest);
        }
    }

    /// <summary>Adds consumers that the producer must not overtake by more than a lap. Only before the first claim.</summary>
    /// <exception cref="InvalidOperationException">A sequence was claimed already.</exception>
    public void AddGatingSequences(params ReadOnlySpan<Sequence> sequences)
    {
        if (_producer.Claimed != _first - 1)
        {
            throw new InvalidOperationException("Gating sequences are added before the first claim; later, a slot may already be lost.");
        }

        _gate = new SequenceBarrier(_waitStrategy, [.. _gate.Dependencies, .. sequences]);
        RefreshClaimLimit();
    }

    /// <summary>Claims one sequence; waits while the ring is full.</summary>
    /// <exception cref="AlertException">The ring was halted, before or during the wait.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next()
    {
        long next = _producer.Claimed + 1;
        if (next > _producer.ClaimLimit || _gate.IsAlerted) { WaitForSlowestConsumer(next); }
        return _producer.Claimed = next;
    }

    /// <summary>Claims <paramref name="count"/> sequences, the last of which is returned; waits while there is no room.</summary>
    /// <exception cref="AlertException">The ring was halted, before or during the wait.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next(int count)
    {
        if ((uint)(count - 1) >= (uint)_capacity) { ThrowBadCount(count); }
        long next = _producer.Claimed + count;
        if (next > _producer.ClaimLimit || _gate.IsAlerted) { WaitForSlowestConsumer(next); }
        return _producer.Claimed = next;
    }

    /// <summary>
    /// Claims <paramref name="count"/> sequences if there is room now. False, with nothing claimed, when the ring is
    /// too full or halted (<see cref="IsAlerted"/> tells which).
    /// </summary>
    /// <param name="count">1 to capacity.</param>
    /// <param name="sequence">The last of the claimed sequences; -1 if none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryClaim(int count, out long sequence)
    {
        if ((uint)(count - 1) >= (uint)_capacity) { ThrowBadCount(count); }
        long next = _producer.Claimed + count;
        if ((next > _producer.ClaimLimit && next > RefreshClaimLimit()) || _gate.IsAlerted)
        {
            sequence = -1;
            return false;
        }

        sequence = _producer.Claimed = next;
        return true;
    }

    /// <summary>Makes everything up to <paramref name="sequence"/> visible to the handlers.</summary>
    /// <exception cref="InvalidOperationException">It was not claimed, or is published already.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(long sequence)
    {
        if (sequence > _producer.Claimed || sequence <= _producer.Published) { ThrowBadPublish(sequence); }
        _producer.Published = sequence;
        _cursor.Value = sequence;   // Release: the slots filled before are seen by whoever reads this cursor.
    }

    /// <summary>Makes the claimed batch <paramref name="lo"/> to <paramref name="hi"/> visible at once.</summary>
    /// <exception cref="InvalidOperationException">The batch does not follow what is published, or was not claimed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(long lo, long hi)
    {
        if (lo != _producer.Published + 1) { ThrowBadPublish(lo); }
        Publish(hi);
    }

    /// <summary>Halts the producer: a waiting claim ends, and every later one fails.</summary>
    /// <param name="cause">Why; becomes the inner exception of the <see cref="AlertException"/>. Null for a plain halt.</param>
    public void Alert(Exception? cause = null)
    {
        Interlocked.CompareExchange(ref _cause, cause, null);   // The first cause is the one worth reporting.
        _gate.Alert();
    }

    private long RefreshClaimLimit()
    {
        long slowest = _gate.GetAvailable();
        return _producer.ClaimLimit = slowest == long.MaxValue ? long.MaxValue : slowest + _capacity;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitForSlowestConsumer(long next)
    {
        WaitStatus status = _gate.WaitFor(next - _capacity, Timeout.InfiniteTimeSpan, out _);
        if (status == WaitStatus.Alerted)
        {
            Exception? cause = Volatile.Read(ref _cause);
            throw new AlertException(
                cause is null ? "The ring was halted." : $"The ring was halted by a fault: {cause.Message}", cause);
        }

        RefreshClaimLimit();
    }

    [DoesNotReturn]
    private void ThrowBadCount(int count) =>
        throw new ArgumentOutOfRangeException(nameof(count), count, $"A batch has 1 to {_capacity} sequences.");

    [DoesNotReturn]
    private void ThrowBadPublish(long sequence) =>
        throw new InvalidOperationException(
            $"Sequence {sequence} can't be published: {_producer.Published} is published and {_producer.Claimed} is claimed.");

    /// <summary>What the producer writes for itself at every event, kept off every other thread's cache lines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = (2 * CacheLine.Padding) + (3 * sizeof(long)))]
    private struct ProducerState
    {
        [FieldOffset(CacheLine.Padding)] public long Claimed;
        [FieldOffset(CacheLine.Padding + 8)] public long Published;
        [FieldOffset(CacheLine.Padding + 16)] public long ClaimLimit;   // Slowest consumer, when last looked at, plus a lap.
    }
}
