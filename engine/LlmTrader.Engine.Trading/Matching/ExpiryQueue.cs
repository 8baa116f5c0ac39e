using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Orders that end by themselves, earliest first, ties in order of arrival. It asks for one timer at a time, however many orders
/// there are and however far away they end: for a far one it asks to be woken half-way and looks again, at times so rounded
/// that no more than a few dozen requests can ever be outstanding.
/// </summary>
internal sealed class ExpiryQueue(VenueOrders orders, ITimerPort timers) : ISnapshotState
{
    private const long Second = 1_000_000_000;

    // Within this many seconds the request is for the very time. Expiries lie on full seconds, or right behind.
    private const long Near = 64;

    private int _head = VenueOrders.None;
    private int _tail = VenueOrders.None;
    private Timestamp _asked = Timestamp.MaxValue;   // The earliest outstanding request.

    /// <summary>When the first order expires; the end of time when none does.</summary>
    public Timestamp NextDue { get; private set; } = Timestamp.MaxValue;

    public int First => _head;

    /// <summary>Takes an order in that has an expiry.</summary>
    public void Add(int slot, Timestamp now)
    {
        ref VenueOrder order = ref orders[slot];
        if (order.Expiry == Timestamp.MaxValue) { return; }
        int before = _tail;   // Most end after those that came before them.
        while (before != VenueOrders.None && orders[before].Expiry > order.Expiry) { before = orders[before].ExpiresAfter; }
        int after = before == VenueOrders.None ? _head : orders[before].ExpiresBefore;
        order.ExpiresAfter = before;
        order.ExpiresBefore = after;
        if (before == VenueOrders.None) { _head = slot; } else { orders[before].ExpiresBefore = slot; }
        if (after == VenueOrders.None) { _tail = slot; } else { orders[after].ExpiresAfter = slot; }
        NextDue = orders[_head].Expiry;
        Ask(now);
    }

    public void Remove(int slot)
    {
        ref VenueOrder order = ref orders[slot];
        if (order.Expiry == Timestamp.MaxValue) { return; }
        if (order.ExpiresAfter == VenueOrders.None) { _head = order.ExpiresBefore; } else { orders[order.ExpiresAfter].ExpiresBefore = order.ExpiresBefore; }
        if (order.ExpiresBefore == VenueOrders.None) { _tail = order.ExpiresAfter; } else { orders[order.ExpiresBefore].ExpiresAfter = order.ExpiresAfter; }
        NextDue = _head == VenueOrders.None ? Timestamp.MaxValue : orders[_head].Expiry;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("expiries");
        transfer.Value(ref _head);
        transfer.Value(ref _tail);
        transfer.Value(ref _asked);
        NextDue = _head == VenueOrders.None ? Timestamp.MaxValue : orders[_head].Expiry;   // The orders were loaded before.
    }

    /// <summary>A timer of the queue has come.</summary>
    public void OnTimer(Timestamp now)
    {
        if (_asked <= now) { _asked = Timestamp.MaxValue; }
        Ask(now);
    }

    private void Ask(Timestamp now)
    {
        if (_head == VenueOrders.None || NextDue <= now) { return; }
        Timestamp wake = WakeFor(NextDue, now);
        if (wake >= _asked) { return; }
        _asked = wake;
        timers.Request(TimerId.VenueExpiry, wake);
    }

    // A multiple of the largest power of two of seconds that is at most half of what is left: later than now, and never past the due time.
    private static Timestamp WakeFor(Timestamp due, Timestamp now)
    {
        long left = (long)(((Int128)due.Nanoseconds - now.Nanoseconds) / Second);
        if (left <= Near) { return due; }
        long step = (1L << System.Numerics.BitOperations.Log2((ulong)left / 2)) * Second;
        return new Timestamp(due.Nanoseconds - (due.Nanoseconds % step));
    }
}
