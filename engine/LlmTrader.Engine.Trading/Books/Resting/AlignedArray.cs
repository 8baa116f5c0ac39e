using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// A fixed array in pinned memory that starts on a cache line, so that an element of 32 or 64 bytes never straddles two.
/// Indexing is unchecked in release builds: every index comes from a link or a bucket that the book itself wrote.
/// </summary>
internal readonly unsafe struct AlignedArray<T>
    where T : unmanaged
{
    private const int CacheLineBytes = 64;

    private readonly T* _first;
    private readonly byte[] _memory;   // Keeps the pinned memory alive.

    public AlignedArray(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _memory = GC.AllocateArray<byte>(checked((length * sizeof(T)) + CacheLineBytes), pinned: true);
        nuint start = (nuint)Unsafe.AsPointer(ref _memory[0]);
        _first = (T*)((start + CacheLineBytes - 1) & ~(nuint)(CacheLineBytes - 1));
        Length = length;
        Array.Fill(_memory, byte.MaxValue);   // A zeroed array is mapped lazily: written once, every page is present now.
        Array.Clear(_memory);
    }

    public int Length { get; }

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert((uint)index < (uint)Length);
            return ref _first[index];
        }
    }

    /// <summary>Everything back to zero.</summary>
    public void Clear() => new Span<T>(_first, Length).Clear();
}
