using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>The last closed bars of every instrument and specification, for the warm-up of a set that is staged later.</summary>
public sealed class BarHistory : ISnapshotState
{
    private readonly ClosedBar[] _bars;   // One ring per instrument and specification, one after the other.
    private readonly long[] _ordinals;    // Which bar of the run it was: the order across the rings.
    private readonly int[] _counts;       // Bars that a ring holds.
    private readonly int[] _next;         // Where a ring is written next.
    private readonly int _specs;
    private readonly int _retained;

    /// <param name="instruments">Number of instruments.</param>
    /// <param name="specs">Number of bar specifications.</param>
    /// <param name="retained">Bars that each ring keeps.</param>
    public BarHistory(int instruments, int specs, int retained)
    {
        int rings = instruments * specs;
        _bars = new ClosedBar[checked(rings * retained)];
        _ordinals = new long[_bars.Length];
        _counts = new int[rings];
        _next = new int[rings];
        _specs = specs;
        _retained = retained;
    }

    /// <summary>Bars added so far.</summary>
    public long Added { get; private set; }

    /// <summary>The most bars that <see cref="CopyTo"/> can give.</summary>
    public int Capacity => _bars.Length;

    public void Add(in ClosedBar bar)
    {
        int ring = (bar.Instrument.Value * _specs) + bar.Bar.Spec.Value;
        int at = _next[ring];
        _bars[(ring * _retained) + at] = bar;
        _ordinals[(ring * _retained) + at] = Added++;
        _next[ring] = at + 1 == _retained ? 0 : at + 1;
        if (_counts[ring] < _retained) { _counts[ring]++; }
    }

    /// <summary>
    /// Copies the latest min(retained, <paramref name="perRing"/>) bars of every ring, oldest first within a ring, with their
    /// ordinals; sorted by these they are in the order in which they closed. Returns how many.
    /// </summary>
    public int CopyTo(int perRing, Span<ClosedBar> bars, Span<long> ordinals)
    {
        int copied = 0;
        for (int ring = 0; ring < _counts.Length; ring++)
        {
            int wanted = Math.Min(perRing, _counts[ring]);
            int start = _next[ring] - wanted;
            int wrapped = Math.Max(0, -start);   // Those lie at the ring's end.
            Copy(ring, _retained - wrapped, wrapped, copied, bars, ordinals);
            Copy(ring, Math.Max(0, start), wanted - wrapped, copied + wrapped, bars, ordinals);
            copied += wanted;
        }

        return copied;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("bar history");
        if (transfer.IsLoading) { Array.Clear(_bars); Array.Clear(_ordinals); }
        for (int ring = 0; ring < _counts.Length; ring++)
        {
            int count = _counts[ring] = transfer.Count(_counts[ring], _retained);
            _next[ring] = transfer.Count(_next[ring], _retained - 1);
            transfer.Values(_bars.AsSpan(ring * _retained, count));   // A ring that is not full begins at its first place.
            transfer.Values(_ordinals.AsSpan(ring * _retained, count));
        }

        long added = Added;
        transfer.Value(ref added);
        Added = added;
    }

    private void Copy(int ring, int from, int count, int to, Span<ClosedBar> bars, Span<long> ordinals)
    {
        int at = (ring * _retained) + from;
        _bars.AsSpan(at, count).CopyTo(bars[to..]);
        _ordinals.AsSpan(at, count).CopyTo(ordinals[to..]);
    }
}
