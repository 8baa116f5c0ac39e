using System.Runtime.InteropServices;

namespace LlmTrader.Engine.Trading;

/// <summary>An order in a book: half a cache line, linked into the queue of its price. Slot 0 means none.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct RestingOrder
{
    public long Id;

    /// <summary>What the book shows of it; more may wait behind (<see cref="RestingBook.Iceberg"/>).</summary>
    public long Quantity;

    /// <summary>The order before it at the same price, 0 for the first.</summary>
    public int Previous;

    /// <summary>The order behind it at the same price, 0 for the last; of a free slot, the next free one.</summary>
    public int Next;

    /// <summary>The price level that it queues at.</summary>
    public int Level;
    public ushort Account;
    public RestingFlags Flags;

    public readonly bool IsSell => (Flags & RestingFlags.Sell) != 0;

    public readonly bool IsIceberg => (Flags & RestingFlags.Iceberg) != 0;
}

/// <summary>What else must be known of a resting order. The two high bits hold its <see cref="SelfTradePrevention"/>.</summary>
[Flags]
internal enum RestingFlags : byte
{
    None = 0,
    Sell = 1,
    Iceberg = 2,
    PostOnly = 4,
}

/// <summary>What an iceberg does not show.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct HiddenQuantity
{
    /// <summary>Still behind the displayed part.</summary>
    public long Remaining;

    /// <summary>How much of it is displayed at a time.</summary>
    public long Display;
}
