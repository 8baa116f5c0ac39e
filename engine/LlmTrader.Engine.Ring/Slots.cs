using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LlmTrader.Engine.Ring;

/// <summary>
/// The preallocated slots of a ring or a queue. Slots without references are pinned, start on a cache line, have a
/// padding before and behind them, and every page of them is touched at construction, so that the first lap takes
/// no page fault.
/// </summary>
internal readonly unsafe struct Slots<T>
    where T : struct
{
    private readonly T[] _managed;      // Slots with references live here, where the collector can see them,
    private readonly byte[] _pinned;    // the others here, on the pinned heap: held so that it stays alive,
    private readonly void* _first;      // and this is its first aligned slot; a pinned array never moves.
    private readonly long _mask;

    public Slots(int capacity)
    {
        if (capacity < 1 || !int.IsPow2(capacity))
        {
            throw new ArgumentException($"The capacity must be a power of two of at least 1, but is {capacity}.", nameof(capacity));
        }

        _mask = capacity - 1;
        _managed = [];
        _pinned = [];
        _first = null;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            _managed = new T[capacity];
            return;
        }

        long bytes = ((long)capacity * Unsafe.SizeOf<T>()) + (3 * CacheLine.Padding);
        if (bytes > Array.MaxLength)
        {
            throw new ArgumentException($"{capacity} slots of {Unsafe.SizeOf<T>()} bytes are more than one array can hold.", nameof(capacity));
        }

        _pinned = GC.AllocateArray<byte>((int)bytes, pinned: true);
        nuint start = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_pinned));
        nuint aligned = (start + (2 * CacheLine.Padding) - 1) & ~(nuint)(CacheLine.Padding - 1);
        _first = (void*)aligned;

        // A zeroed array is mapped lazily: clearing it by hand makes every page present now.
        Array.Fill(_pinned, byte.MaxValue);
        Array.Clear(_pinned);
    }

    public int Capacity => (int)_mask + 1;

    /// <summary>
    /// The slot of <paramref name="sequence"/>. No bounds check is needed: the mask is capacity - 1 and capacity is a
    /// power of two, so <c>sequence &amp; mask</c> is in [0, capacity) for every long, negative ones too; the memory
    /// holds capacity slots after its first and is never replaced.
    /// </summary>
    public ref T this[long sequence]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            nint index = (nint)(sequence & _mask);
            if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())   // A constant to the JIT: one branch is compiled.
            {
                return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_managed), index);
            }

            return ref Unsafe.Add(ref Unsafe.AsRef<T>(_first), index);
        }
    }
}
