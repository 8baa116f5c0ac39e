using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>How much a book of orders can hold. All of it is allocated at construction; reaching a limit is an answer.</summary>
public sealed record BookLimits
{
    /// <summary>The largest number of orders: 2^24.</summary>
    public const int MostOrders = 1 << 24;

    /// <summary>Prices are whole multiples of it.</summary>
    public PriceOffset Tick { get; init; } = new(1);

    /// <summary>Orders that can rest at the same time, 32 to 64 bytes each.</summary>
    public int MaxOrders { get; init; } = 1 << 16;

    /// <summary>
    /// Prices at which orders can rest at the same time, both sides together. Prices beyond the ladder are kept sorted, and a
    /// new one moves the better ones: tens of thousands of them are a limit of sense rather than of memory.
    /// </summary>
    public int MaxLevels { get; init; } = 1 << 14;

    /// <summary>
    /// Ticks around the best price of a side that are found in one step, a power of two from 64 to 262,144. The ladder slides
    /// with the best price; 4,096 of them take 16 KiB a side.
    /// </summary>
    public int LadderTicks { get; init; } = 4_096;

    /// <summary>The largest quantity of one order, so that no sum over a full book overflows.</summary>
    public long MaxQuantity => long.MaxValue / MaxOrders;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Tick.Raw, 1, nameof(Tick));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxOrders, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxOrders, MostOrders);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLevels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxLevels, MostOrders);
        ArgumentOutOfRangeException.ThrowIfLessThan(LadderTicks, 64);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(LadderTicks, LadderBitmap.MaxCapacity);
        if (!int.IsPow2(LadderTicks)) { throw new ArgumentException($"LadderTicks must be a power of two, but is {LadderTicks}.", nameof(LadderTicks)); }
    }
}
