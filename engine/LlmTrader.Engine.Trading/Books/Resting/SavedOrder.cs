namespace LlmTrader.Engine.Trading;

/// <summary>A resting order as a snapshot keeps it.</summary>
internal struct SavedOrder
{
    public long Id;
    public long Rank;

    /// <summary>What the book shows of it.</summary>
    public long Quantity;
    public HiddenQuantity Hidden;
    public ushort Account;
    public RestingFlags Flags;

    /// <summary>
    /// All orders of a book, bids first. The worst price of a side comes first, so that each further one is the best so far
    /// and a ladder is never searched in vain when they are put back in this order; at a price the oldest comes first.
    /// </summary>
    public static SavedOrder[] AllOf(RestingBook book)
    {
        SavedOrder[] orders = new SavedOrder[book.OrderCount];
        int count = 0;
        foreach (RestingSide side in (ReadOnlySpan<RestingSide>)[book.Bids, book.Asks])
        {
            for (int level = side.Worst; level != 0; level = side.Better(level))
            {
                for (int slot = book.Level(level).Head; slot != 0; slot = book[slot].Next) { orders[count++] = Of(book, slot); }
            }
        }

        return orders;
    }

    private static SavedOrder Of(RestingBook book, int slot)
    {
        ref RestingOrder order = ref book[slot];
        return new SavedOrder
        {
            Id = order.Id,
            Rank = book.Level(order.Level).Rank,
            Quantity = order.Quantity,
            Hidden = order.IsIceberg ? book.Iceberg(slot) : default,
            Account = order.Account,
            Flags = order.Flags,
        };
    }
}
