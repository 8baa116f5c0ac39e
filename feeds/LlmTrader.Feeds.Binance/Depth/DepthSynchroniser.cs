using System.Diagnostics.CodeAnalysis;

namespace LlmTrader.Feeds.Binance;

/// <summary>What is to be done with a depth message.</summary>
public enum DepthVerdict
{
    /// <summary>Apply it. After a snapshot, go on with <see cref="DepthSynchroniser.TryTake"/>.</summary>
    Apply,

    /// <summary>Kept until a snapshot comes.</summary>
    Buffered,

    /// <summary>What it tells is in the book already; drop it.</summary>
    Old,

    /// <summary>Messages are missing before it: the book is stale, and a new snapshot is needed. The message is kept for that.</summary>
    Gap,

    /// <summary>A snapshot from before the first message that is kept: fetch another one.</summary>
    SnapshotTooOld,
}

/// <summary>
/// Joins the stream of depth changes with a REST snapshot, by the venue's rules: keep what comes before the snapshot, drop
/// what the snapshot contains, begin with the message that spans the snapshot's id, and from there on require an unbroken
/// chain (spot: <c>U</c> = last <c>u</c> + 1, or overlapping; futures: <c>pu</c> = last <c>u</c>). A break means to start again.
/// <para>
/// The futures' page asks for a first message with U ≤ lastUpdateId ≤ u. As their ids also count what changes no level, the
/// snapshot's id can lie between two messages; one with pu ≤ lastUpdateId &lt; u joins without a gap all the same.
/// </para>
/// </summary>
public sealed class DepthSynchroniser
{
    private readonly DepthMessage?[] _kept;   // A ring: what is kept always joins without a gap.
    private int _first;
    private bool _hasJoined;                  // A message was applied since the snapshot.

    /// <param name="capacity">Messages that are kept while a snapshot is awaited; when full, the oldest goes. 4,096 are 6 minutes at 100 ms.</param>
    public DepthSynchroniser(int capacity = 4_096)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _kept = new DepthMessage?[capacity];
    }

    /// <summary>A snapshot stands and the chain is unbroken.</summary>
    public bool IsSynchronised { get; private set; }

    /// <summary>The id up to which the book is complete.</summary>
    public long LastUpdateId { get; private set; }

    /// <summary>Messages that are kept.</summary>
    public int KeptCount { get; private set; }

    /// <summary>Messages that told nothing new.</summary>
    public long OldMessages { get; private set; }

    /// <summary>Breaks of the chain, while a snapshot stood or was awaited.</summary>
    public long Gaps { get; private set; }

    /// <summary>Messages that were given up: kept before a break, or pushed out by newer ones.</summary>
    public long LostMessages { get; private set; }

    /// <summary>Judges a change or a snapshot. What is kept is copied.</summary>
    public DepthVerdict Offer(DepthMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.IsSnapshot) { return OfferSnapshot(message); }
        if (!IsSynchronised)
        {
            Keep(message);
            return DepthVerdict.Buffered;
        }

        if (message.FinalUpdateId <= LastUpdateId)
        {
            OldMessages++;
            return DepthVerdict.Old;
        }

        if (!Follows(message, LastUpdateId, _hasJoined))
        {
            Gaps++;
            IsSynchronised = false;
            Keep(message);
            return DepthVerdict.Gap;
        }

        Advance(message);
        return DepthVerdict.Apply;
    }

    /// <summary>After a snapshot was applied: the kept messages that go on from it, in order. Valid until the next call.</summary>
    public bool TryTake([NotNullWhen(true)] out DepthMessage? message)
    {
        while (IsSynchronised && KeptCount > 0)
        {
            message = _kept[_first]!;
            DropFirst();
            if (message.FinalUpdateId > LastUpdateId)
            {
                Advance(message);
                return true;
            }

            OldMessages++;
        }

        message = null;
        return false;
    }

    /// <summary>The connection was lost: wait for a snapshot again, and forget what is kept. Returns how many messages that were.</summary>
    public int Reset()
    {
        int forgotten = KeptCount;
        IsSynchronised = false;
        Forget();
        return forgotten;
    }

    private DepthVerdict OfferSnapshot(DepthMessage snapshot)
    {
        if (IsSynchronised && snapshot.FinalUpdateId <= LastUpdateId)
        {
            OldMessages++;
            return DepthVerdict.Old;
        }

        for (int i = 0; i < KeptCount; i++)
        {
            DepthMessage next = _kept[(_first + i) % _kept.Length]!;
            if (next.FinalUpdateId <= snapshot.FinalUpdateId) { continue; }
            if (!Follows(next, snapshot.FinalUpdateId, hasJoined: false)) { return DepthVerdict.SnapshotTooOld; }
            break;
        }

        IsSynchronised = true;
        _hasJoined = false;
        LastUpdateId = snapshot.FinalUpdateId;
        return DepthVerdict.Apply;
    }

    private void Advance(DepthMessage message)
    {
        LastUpdateId = message.FinalUpdateId;
        _hasJoined = true;
    }

    private void Keep(DepthMessage message)
    {
        if (KeptCount > 0 && !Follows(message, _kept[(_first + KeptCount - 1) % _kept.Length]!.FinalUpdateId, hasJoined: true))
        {
            Gaps++;   // No snapshot can join what is kept with this.
            LostMessages += KeptCount;
            Forget();
        }

        if (KeptCount == _kept.Length)
        {
            DropFirst();
            LostMessages++;
        }

        (_kept[(_first + KeptCount) % _kept.Length] ??= new DepthMessage()).CopyFrom(message);
        KeptCount++;
    }

    private void DropFirst()
    {
        _first = (_first + 1) % _kept.Length;
        KeptCount--;
    }

    private void Forget() => (_first, KeptCount) = (0, 0);

    private static bool Follows(DepthMessage message, long last, bool hasJoined) =>
        message.PreviousUpdateId == last || (message.PreviousUpdateId < last && message.FinalUpdateId > last && !(hasJoined && message.NamesPrevious));
}
