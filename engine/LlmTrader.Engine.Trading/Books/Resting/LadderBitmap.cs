using System.Numerics;
using System.Runtime.CompilerServices;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// A set of up to 64³ small numbers in three levels of words: each bit of a level says whether a word below holds any.
/// The next member in either direction is found in at most five steps, however far away it is.
/// </summary>
internal sealed class LadderBitmap
{
    public const int MaxCapacity = 1 << 18;

    private readonly ulong[] _words;
    private readonly ulong[] _summaries;   // Bit w of summary s: word 64 s + w is not empty.
    private ulong _top;                    // Bit s: summary s is not empty.

    /// <param name="capacity">A multiple of 64, at most <see cref="MaxCapacity"/>.</param>
    public LadderBitmap(int capacity)
    {
        _words = new ulong[capacity / 64];
        _summaries = new ulong[(_words.Length + 63) / 64];
    }

    public bool IsEmpty => _top == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int member)
    {
        _words[member >> 6] |= 1UL << (member & 63);
        _summaries[member >> 12] |= 1UL << ((member >> 6) & 63);
        _top |= 1UL << (member >> 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear(int member)
    {
        ref ulong word = ref _words[member >> 6];
        word &= ~(1UL << (member & 63));
        if (word != 0) { return; }
        ref ulong summary = ref _summaries[member >> 12];
        summary &= ~(1UL << ((member >> 6) & 63));
        if (summary == 0) { _top &= ~(1UL << (member >> 12)); }
    }

    public void Clear()
    {
        Array.Clear(_words);
        Array.Clear(_summaries);
        _top = 0;
    }

    /// <summary>The least member above <paramref name="member"/>, or −1. From −1 on: the least of all.</summary>
    public int Above(int member)
    {
        int from = member + 1;
        int word = from >> 6;
        if (word >= _words.Length) { return -1; }
        ulong found = _words[word] & (ulong.MaxValue << (from & 63));
        if (found != 0) { return (word << 6) + BitOperations.TrailingZeroCount(found); }

        int summary = word >> 6;
        found = _summaries[summary] & AboveBit(word & 63);
        if (found == 0)
        {
            found = _top & AboveBit(summary);
            if (found == 0) { return -1; }
            summary = BitOperations.TrailingZeroCount(found);
            found = _summaries[summary];
        }

        word = (summary << 6) + BitOperations.TrailingZeroCount(found);
        return (word << 6) + BitOperations.TrailingZeroCount(_words[word]);
    }

    /// <summary>The greatest member below <paramref name="member"/>, or −1. From the capacity on: the greatest of all.</summary>
    public int Below(int member)
    {
        int from = member - 1;
        if (from < 0) { return -1; }
        int word = from >> 6;
        ulong found = _words[word] & (ulong.MaxValue >> (63 - (from & 63)));
        if (found != 0) { return (word << 6) + BitOperations.Log2(found); }

        int summary = word >> 6;
        found = _summaries[summary] & BelowBit(word & 63);
        if (found == 0)
        {
            found = _top & BelowBit(summary);
            if (found == 0) { return -1; }
            summary = BitOperations.Log2(found);
            found = _summaries[summary];
        }

        word = (summary << 6) + BitOperations.Log2(found);
        return (word << 6) + BitOperations.Log2(_words[word]);
    }

    private static ulong AboveBit(int bit) => ~(ulong.MaxValue >> (63 - bit));   // Shifting by bit + 1 would wrap at 63.

    private static ulong BelowBit(int bit) => (1UL << bit) - 1;
}
