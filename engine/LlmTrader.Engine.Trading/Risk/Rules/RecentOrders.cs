using System.Numerics;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// When an equal order was let through last, among the last <see cref="Capacity"/> that were: a ring of them, and an index by content over it
/// (open addressing with linear probing and backward-shift deletion) that names the newest of equal ones.
/// </summary>
internal sealed class RecentOrders : ISnapshotState
{
    public const int Capacity = 1024;

    private const int None = -1;
    private const int Mask = (Capacity * 2) - 1;   // At most half full: short probes.

    private readonly Entry[] _entries = new Entry[Capacity];
    private readonly int[] _buckets = new int[Mask + 1];   // Entry or None.
    private int _next;
    private bool _isFull;
    private OrderId _found;   // The order that was asked about last, and where its probing begins: if it passes, it is added.
    private int _place;

    public RecentOrders() => Array.Fill(_buckets, None);

    /// <summary>Nanoseconds since an equal order; <see cref="long.MaxValue"/> when none is remembered.</summary>
    public long Age(in OrderCommand command, Timestamp now)
    {
        (_found, _place) = (command.OrderId, HomeOf(in command));
        int entry = _buckets[BucketOf(in command, _place)];
        return entry != None ? now.Nanoseconds - _entries[entry].At.Nanoseconds : long.MaxValue;
    }

    /// <summary>An order has passed; the oldest is forgotten for it.</summary>
    public void Add(in OrderCommand command, Timestamp now)
    {
        int home = command.OrderId == _found ? _place : HomeOf(in command);
        if (_isFull) { Forget(_next); }
        _entries[_next] = new Entry { Order = command, At = now, Home = home };
        _buckets[BucketOf(in command, home)] = _next;   // In the place of an equal one before it.
        _next = (_next + 1) & (Capacity - 1);
        _isFull |= _next == 0;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("recent orders");
        transfer.Values(_entries.AsSpan());
        transfer.Values(_buckets.AsSpan());
        transfer.Value(ref _next);
        transfer.Value(ref _isFull);
    }

    private void Forget(int entry)
    {
        int bucket = _entries[entry].Home;
        while (_buckets[bucket] != entry)
        {
            if (_buckets[bucket] == None) { return; }   // A newer one that is equal is known in its place.
            bucket = (bucket + 1) & Mask;
        }

        CloseHole(bucket);
    }

    // Moves later members of the probe run into the hole, so that no tombstones ever slow a look-up.
    private void CloseHole(int hole)
    {
        for (int bucket = (hole + 1) & Mask; _buckets[bucket] != None; bucket = (bucket + 1) & Mask)
        {
            int home = _entries[_buckets[bucket]].Home;
            if (((bucket - home) & Mask) >= ((bucket - hole) & Mask))
            {
                _buckets[hole] = _buckets[bucket];
                hole = bucket;
            }
        }

        _buckets[hole] = None;
    }

    // Where the newest equal one is, or an empty bucket that one would take.
    private int BucketOf(in OrderCommand command, int home)
    {
        int bucket = home;
        while (_buckets[bucket] != None && !AreEqual(in _entries[_buckets[bucket]].Order, in command)) { bucket = (bucket + 1) & Mask; }
        return bucket;
    }

    private static int HomeOf(in OrderCommand command)
    {
        HashAccumulator hash = new(0);
        hash.Fold((ulong)command.Price.Raw ^ BitOperations.RotateLeft((ulong)command.Quantity.Raw, 32));
        hash.Fold((ulong)command.Trigger.Raw ^ ((ulong)command.TimeInForce << 40) ^ ((ulong)command.Flags << 48) ^ ((ulong)command.Contingency << 56));
        hash.Fold((ulong)(uint)command.Instrument.Value ^ ((ulong)command.Account.Value << 32) ^ ((ulong)command.Strategy.Value << 48) ^ ((ulong)command.Side << 24) ^ ((ulong)command.Type << 28));
        return (int)(hash.Value & Mask);
    }

    private static bool AreEqual(in OrderCommand left, in OrderCommand right) =>
        left.Instrument == right.Instrument && left.Account == right.Account && left.Strategy == right.Strategy && left.Side == right.Side
        && left.Type == right.Type && left.Price == right.Price && left.Quantity == right.Quantity && left.Trigger == right.Trigger
        && left.TimeInForce == right.TimeInForce && left.Flags == right.Flags && left.Contingency == right.Contingency;

    private struct Entry
    {
        public OrderCommand Order;
        public Timestamp At;
        public int Home;   // The bucket where its probing begins.
    }
}
