namespace LlmTrader.Feeds.Import;

/// <summary>
/// Tells a repeated trade id from a late one, in constant memory: one bit for each of the last <see cref="Size"/> ids.
/// An id that is older than the window counts as repeated, for nobody can tell.
/// </summary>
internal sealed class TradeIdWindow
{
    /// <summary>Far more than the trades that a venue or a recorder reorders.</summary>
    public const int Size = 1 << 16;

    private readonly ulong[] _seen = new ulong[Size / 64];
    private long _highest = -1;
    private bool _any;

    /// <summary>False when the id was there before; <paramref name="jumped"/> when it leaves ids out.</summary>
    public bool TryAdd(long id, out bool jumped)
    {
        jumped = false;
        if (_any && id <= _highest) { return TryAddLate(id); }

        jumped = _any && id > _highest + 1;
        if (!_any || id - _highest >= Size) { Array.Clear(_seen); }
        else if (jumped) { Forget(_highest + 1, id); }
        _any = true;
        _highest = id;
        Word(id) |= Bit(id);
        return true;
    }

    private bool TryAddLate(long id)
    {
        if (id <= _highest - Size || (Word(id) & Bit(id)) != 0) { return false; }
        Word(id) |= Bit(id);
        return true;
    }

    // The places of ids in the gap still hold those of one window earlier; the newest id's own is overwritten too.
    private void Forget(long from, long upTo)
    {
        for (long id = from; id < upTo; id++) { Word(id) &= ~Bit(id); }
    }

    private static ulong Bit(long id) => 1UL << (int)(id & 63);

    private ref ulong Word(long id) => ref _seen[(int)((id & (Size - 1)) >> 6)];
}
