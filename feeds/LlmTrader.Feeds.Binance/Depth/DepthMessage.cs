using System.Diagnostics.CodeAnalysis;
using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Binance;

/// <summary>
/// A change of the book (<c>depthUpdate</c>) or a REST snapshot of it, in raw units of its instrument. Used again for
/// message after message; its arrays grow to the largest message, up to <see cref="MaxLevels"/> a side.
/// </summary>
public sealed class DepthMessage(int levels = DepthMessage.FirstLevels)
{
    /// <summary>Twice what the venue sends in a snapshot at most.</summary>
    public const int MaxLevels = 10_000;

    /// <summary>Levels a side that there is room for, unless more are asked for.</summary>
    public const int FirstLevels = 64;

    private BookLevel[] _bids = new BookLevel[levels];
    private BookLevel[] _asks = new BookLevel[levels];
    private int _bidCount;
    private int _askCount;

    public bool IsSnapshot { get; internal set; }

    /// <summary>The first update in the message (<c>U</c>); of a snapshot, the last one.</summary>
    public long FirstUpdateId { get; internal set; }

    /// <summary>The last update in the message (<c>u</c>, of a snapshot <c>lastUpdateId</c>).</summary>
    public long FinalUpdateId { get; internal set; }

    /// <summary>The last update of the message before (<c>pu</c>, futures only; else <c>U</c> − 1).</summary>
    public long PreviousUpdateId { get; internal set; }

    /// <summary>The venue said <c>pu</c>: messages join at exactly that id.</summary>
    public bool NamesPrevious { get; internal set; }

    /// <summary>When the matching engine changed the book (<c>T</c>), else when the message was made (<c>E</c>), else <see cref="Timestamp.MinValue"/>.</summary>
    public Timestamp Time { get; internal set; }

    public ReadOnlySpan<BookLevel> Bids => _bids.AsSpan(0, _bidCount);

    public ReadOnlySpan<BookLevel> Asks => _asks.AsSpan(0, _askCount);

    internal void Clear()
    {
        IsSnapshot = NamesPrevious = false;
        FirstUpdateId = FinalUpdateId = PreviousUpdateId = 0;
        Time = Timestamp.MinValue;
        _bidCount = _askCount = 0;
    }

    internal void ClearSide(bool isAsk)
    {
        if (isAsk) { _askCount = 0; } else { _bidCount = 0; }
    }

    /// <summary>False when the side is full.</summary>
    internal bool TryAdd(bool isAsk, in BookLevel level) =>
        isAsk ? TryAdd(ref _asks, ref _askCount, in level) : TryAdd(ref _bids, ref _bidCount, in level);

    internal void CopyFrom(DepthMessage other)
    {
        (IsSnapshot, NamesPrevious, Time) = (other.IsSnapshot, other.NamesPrevious, other.Time);
        (FirstUpdateId, FinalUpdateId, PreviousUpdateId) = (other.FirstUpdateId, other.FinalUpdateId, other.PreviousUpdateId);
        _bidCount = Copy(other.Bids, ref _bids);
        _askCount = Copy(other.Asks, ref _asks);
    }

    private static bool TryAdd([NotNull] ref BookLevel[] levels, ref int count, in BookLevel level)
    {
        if (count == levels.Length)
        {
            if (count >= MaxLevels) { return false; }
            Array.Resize(ref levels, Math.Min(MaxLevels, count * 2));
        }

        levels[count++] = level;
        return true;
    }

    private static int Copy(ReadOnlySpan<BookLevel> from, ref BookLevel[] to)
    {
        if (to.Length < from.Length) { to = new BookLevel[from.Length]; }
        from.CopyTo(to);
        return from.Length;
    }
}
