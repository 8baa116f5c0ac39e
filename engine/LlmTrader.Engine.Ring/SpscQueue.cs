using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LlmTrader.Engine.Ring;

/// <summary>
/// A bounded, lock-free queue between one producer thread and one consumer thread, filled and read in place:
/// <c>TryClaim, fill, Publish</c> on one side, <c>TryPeek, read, Release</c> on the other. Allocates nothing after
/// construction.
/// </summary>
/// <remarks>
/// Each side keeps its index and its last view of the other's on a cache line of its own, and reads the other's line
/// only when that view says full or empty. Publish (release of the tail) pairs with TryPeek (acquire of the tail) and
/// carries the slot's content; Release (release of the head) pairs with TryClaim (acquire of the head) and makes sure
/// that the consumer's reads are over before the slot is filled again.
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "It is a queue, under the field's name; it is not a System.Collections.Queue.")]
public sealed class SpscQueue<T>
    where T : struct
{
    private readonly Slots<T> _slots;
    private readonly int _capacity;
    private SpscIndexes _indexes;

    /// <summary>A queue of <paramref name="capacity"/> slots.</summary>
    /// <param name="capacity">A power of two.</param>
    public SpscQueue(int capacity)
    {
        _slots = new Slots<T>(capacity);
        _capacity = capacity;
    }

    /// <summary>The number of slots, all of them usable.</summary>
    public int Capacity => _capacity;

    /// <summary>Published and not yet released: exact when both sides rest, otherwise a moment's view within 0 to capacity.</summary>
    public int Count
    {
        get
        {
            long head = Volatile.Read(ref _indexes.Head);   // First the head: then the tail can't be behind it.
            long tail = Volatile.Read(ref _indexes.Tail);
            return (int)Math.Min(tail - head, _capacity);
        }
    }

    /// <summary>
    /// Producer: the next free slot, to fill and then <see cref="Publish"/>. Claiming again without publishing gives
    /// the same slot. When the queue is full, <paramref name="claimed"/> is false and the reference is null.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T TryClaim(out bool claimed)
    {
        long tail = _indexes.Tail;   // Our own: nobody else writes it.
        if (tail - _indexes.ProducersHead == _capacity)
        {
            _indexes.ProducersHead = Volatile.Read(ref _indexes.Head);
            if (tail - _indexes.ProducersHead == _capacity)
            {
                claimed = false;
                return ref Unsafe.NullRef<T>();
            }
        }

        claimed = true;
        return ref _slots[tail];
    }

    /// <summary>Producer: hands the claimed slot to the consumer.</summary>
    /// <exception cref="InvalidOperationException">Nothing was claimed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish()
    {
        long tail = _indexes.Tail;
        if (tail - _indexes.ProducersHead == _capacity) { throw new InvalidOperationException("Publish without a successful TryClaim."); }
        Volatile.Write(ref _indexes.Tail, tail + 1);
    }

    /// <summary>Producer: whether <paramref name="count"/> slots are free, to fill through <see cref="Claimed"/> and then <see cref="Publish(int)"/> at once.</summary>
    public bool TryClaim(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        long full = _indexes.Tail + count - _capacity;
        if (_indexes.ProducersHead < full) { _indexes.ProducersHead = Volatile.Read(ref _indexes.Head); }
        return _indexes.ProducersHead >= full;
    }

    /// <summary>Producer: a claimed slot by its place behind the last published one, from 0 on.</summary>
    public ref T Claimed(int index) => ref _slots[_indexes.Tail + index];

    /// <summary>Producer: hands the first <paramref name="count"/> claimed slots to the consumer, which sees all of them or none.</summary>
    /// <exception cref="InvalidOperationException">So many were not claimed.</exception>
    public void Publish(int count)
    {
        long tail = _indexes.Tail + count;
        if (count < 1 || tail - _indexes.ProducersHead > _capacity) { throw new InvalidOperationException("Publish without a successful TryClaim."); }
        Volatile.Write(ref _indexes.Tail, tail);
    }

    /// <summary>
    /// Consumer: the oldest slot, to read and then <see cref="Release"/>. Peeking again without releasing gives the same
    /// slot. When the queue is empty, <paramref name="available"/> is false and the reference is null.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T TryPeek(out bool available)
    {
        long head = _indexes.Head;
        if (head == _indexes.ConsumersTail)
        {
            _indexes.ConsumersTail = Volatile.Read(ref _indexes.Tail);
            if (head == _indexes.ConsumersTail)
            {
                available = false;
                return ref Unsafe.NullRef<T>();
            }
        }

        available = true;
        return ref _slots[head];
    }

    /// <summary>Consumer: whether there is another slot behind the peeked one, as far as is known without a look at the producer's side.</summary>
    public bool KnowsMore
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _indexes.ConsumersTail - _indexes.Head > 1;
    }

    /// <summary>Consumer: gives the peeked slot back to the producer.</summary>
    /// <exception cref="InvalidOperationException">Nothing was peeked.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release()
    {
        long head = _indexes.Head;
        if (head == _indexes.ConsumersTail) { throw new InvalidOperationException("Release without a successful TryPeek."); }
        Volatile.Write(ref _indexes.Head, head + 1);
    }
}

/// <summary>Both sides' indexes, a cache line apart. Not nested: a type inside a generic one can't have an explicit layout.</summary>
[StructLayout(LayoutKind.Explicit, Size = (3 * CacheLine.Padding) + (2 * sizeof(long)))]
internal struct SpscIndexes
{
    [FieldOffset(CacheLine.Padding)] public long Tail;                  // Slots published; the producer's,
    [FieldOffset(CacheLine.Padding + 8)] public long ProducersHead;     // and the head as it last saw it.
    [FieldOffset(2 * CacheLine.Padding)] public long Head;              // Slots released; the consumer's,
    [FieldOffset((2 * CacheLine.Padding) + 8)] public long ConsumersTail;   // and the tail as it last saw it.
}
