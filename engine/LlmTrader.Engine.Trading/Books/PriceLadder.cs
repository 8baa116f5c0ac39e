using System.Numerics;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Quantities in an array with one place per price step, and two levels of bits that tell which places are taken: setting
/// and deleting touch one place each, the next taken place is found by skipping 64 words of 64 places at a time.
/// </summary>
internal sealed class PriceLadder : ISnapshotState
{
    public const int None = -1;

    private readonly long[] _quantities;   // 0 is an empty place.
    private readonly ulong[] _taken;       // Bit per place.
    private readonly ulong[] _words;       // Bit per word of _taken that is not 0.

    /// <param name="places">A power of two from 64 on.</param>
    public PriceLadder(int places)
    {
        Places = places;
        _quantities = new long[places];
        _taken = new ulong[places >> 6];
        _words = new ulong[(_taken.Length + 63) >> 6];
    }

    public int Places { get; }

    /// <summary>0 when the place is empty.</summary>
    public long this[int place] => _quantities[place];

    /// <summary>Sets a quantity above 0.</summary>
    public void Set(int place, long quantity)
    {
        _quantities[place] = quantity;
        _taken[place >> 6] |= 1UL << (place & 63);
        _words[place >> 12] |= 1UL << ((place >> 6) & 63);
    }

    public void Remove(int place)
    {
        _quantities[place] = 0;
        if ((_taken[place >> 6] &= ~(1UL << (place & 63))) == 0) { _words[place >> 12] &= ~(1UL << ((place >> 6) & 63)); }
    }

    /// <summary>The highest taken place below <paramref name="place"/>, or <see cref="None"/>. All places lie below <see cref="Places"/>.</summary>
    public int Below(int place)
    {
        if (place <= 0) { return None; }
        int last = place - 1;
        int word = last >> 6;
        ulong bits = _taken[word] & (ulong.MaxValue >> (63 - (last & 63)));
        if (bits != 0) { return (word << 6) + BitOperations.Log2(bits); }

        int group = word >> 6;
        ulong words = _words[group] & ((1UL << (word & 63)) - 1);
        while (words == 0)
        {
            if (--group < 0) { return None; }
            words = _words[group];
        }

        word = (group << 6) + BitOperations.Log2(words);
        return (word << 6) + BitOperations.Log2(_taken[word]);
    }

    /// <summary>The lowest taken place, or <see cref="None"/>.</summary>
    public int Lowest()
    {
        for (int group = 0; group < _words.Length; group++)
        {
            if (_words[group] == 0) { continue; }
            int word = (group << 6) + BitOperations.TrailingZeroCount(_words[group]);
            return (word << 6) + BitOperations.TrailingZeroCount(_taken[word]);
        }

        return None;
    }

    /// <summary>Empties the ladder; a ladder is mostly empty, so only what is taken is touched.</summary>
    public void Clear() => Drain(null, 0);

    /// <summary>Moves all levels to the end of <paramref name="far"/>, the lowest place first; place 0 has the key <paramref name="firstKey"/>.</summary>
    public void MoveTo(FarLevels far, long firstKey) => Drain(far, firstKey);

    /// <summary>The taken places, the highest first.</summary>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section($"price ladder of {Places}");
        List<FarLevel> taken = [];
        for (int place = Below(Places); place != None; place = Below(place)) { taken.Add(new FarLevel(place, _quantities[place])); }
        FarLevel[] levels = [.. taken];
        Array.Resize(ref levels, transfer.Count(levels.Length, Places));
        transfer.Values(levels.AsSpan());
        if (!transfer.IsLoading) { return; }
        Clear();
        foreach (FarLevel level in levels) { Set((int)level.Key, level.Quantity); }
    }

    private void Drain(FarLevels? far, long firstKey)
    {
        for (int group = 0; group < _words.Length; group++)
        {
            for (ulong words = _words[group]; words != 0; words &= words - 1)
            {
                int word = (group << 6) + BitOperations.TrailingZeroCount(words);
                for (ulong bits = _taken[word]; bits != 0; bits &= bits - 1)
                {
                    int place = (word << 6) + BitOperations.TrailingZeroCount(bits);
                    far?.Add(firstKey + place, _quantities[place]);
                    _quantities[place] = 0;
                }

                _taken[word] = 0;
            }

            _words[group] = 0;
        }
    }
}
