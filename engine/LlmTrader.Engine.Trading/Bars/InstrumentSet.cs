using System.Numerics;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>A set of instruments, one bit each: going through 5,000 of them reads 79 words and is always in order of id.</summary>
internal sealed class InstrumentSet(int instruments) : ISnapshotState
{
    private readonly ulong[] _words = new ulong[(instruments + 63) / 64];

    public void Add(InstrumentId id) => _words[id.Value >> 6] |= 1UL << (id.Value & 63);

    public void Remove(InstrumentId id) => _words[id.Value >> 6] &= ~(1UL << (id.Value & 63));

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer) => transfer.Values(_words.AsSpan());

    /// <summary>The first member at or after an index; <see cref="InstrumentId.None"/> at the end.</summary>
    public InstrumentId NextFrom(int index)
    {
        int word = index >> 6;
        if (word >= _words.Length) { return InstrumentId.None; }

        ulong rest = _words[word] & (ulong.MaxValue << (index & 63));
        while (rest == 0)
        {
            if (++word == _words.Length) { return InstrumentId.None; }
            rest = _words[word];
        }

        return new InstrumentId((word << 6) + BitOperations.TrailingZeroCount(rest));
    }
}
