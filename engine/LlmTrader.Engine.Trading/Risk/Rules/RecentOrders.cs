using System.Numerics;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// When an equal order was let through last. A table of fixed size in which an order has one place by its content; a different
/// order that falls on the same place takes it, so that the oldest are forgotten first only by and large.
/// </summary>
internal sealed class RecentOrders : ISnapshotState
{
    public const int Capacity = 1024;

    private readonly Entry[] _entries = new Entry[Capacity];
    private OrderId _found;   // The order that was asked about last, and its place: if it passes, it goes there.
    private int _place;

    /// <summary>Nanoseconds since an equal order; <see cref="long.MaxValue"/> when none is remembered.</summary>
    public long Age(in OrderCommand command, Timestamp now)
    {
        (_found, _place) = (command.OrderId, PlaceOf(in command));
        ref readonly Entry entry = ref _entries[_place];
        return entry.IsUsed && AreEqual(in entry.Order, in command) ? now.Nanoseconds - entry.At.Nanoseconds : long.MaxValue;
    }

    public void Add(in OrderCommand command, Timestamp now)
    {
        ref Entry entry = ref _entries[command.OrderId == _found ? _place : PlaceOf(in command)];
        entry.Order = command;
        entry.At = now;
        entry.IsUsed = true;
    }

    private static int PlaceOf(in OrderCommand command)
    {
        HashAccumulator hash = new(0);
        hash.Fold((ulong)command.Price.Raw ^ BitOperations.RotateLeft((ulong)command.Quantity.Raw, 32));
        hash.Fold((ulong)(uint)command.Instrument.Value ^ ((ulong)command.Account.Value << 32) ^ ((ulong)command.Strategy.Value << 48) ^ ((ulong)command.Side << 24) ^ ((ulong)command.Type << 28));
        return (int)(hash.Value & (Capacity - 1));
    }

    private static bool AreEqual(in OrderCommand left, in OrderCommand right) =>
        left.Instrument == right.Instrument && left.Account == right.Account && left.Strategy == right.Strategy && left.Side == right.Side
        && left.Type == right.Type && left.Price == right.Price && left.Quantity == right.Quantity && left.Trigger == right.Trigger
        && left.TimeInForce == right.TimeInForce && left.Flags == right.Flags && left.Contingency == right.Contingency;

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("recent orders");
        transfer.Values(_entries.AsSpan());
    }

    private struct Entry
    {
        public OrderCommand Order;
        public Timestamp At;
        public bool IsUsed;
    }
}
