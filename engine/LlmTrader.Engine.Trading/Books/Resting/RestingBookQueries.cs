using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Copies out of a <see cref="RestingBook"/>, best price first and oldest order first.</summary>
internal static class RestingBookQueries
{
    public static int CopyLevels(this RestingBook book, bool isSell, Span<OrderLevel> levels)
    {
        RestingSide side = book.SideOf(isSell);
        int count = 0;
        for (int at = side.Best; at != 0 && count < levels.Length; at = side.Worse(at))
        {
            ref RestingLevel level = ref book.Level(at);
            levels[count++] = new OrderLevel(book.PriceOf(level.Rank, isSell), new Quantity(level.Quantity), level.Count);
        }

        return count;
    }

    public static int CopyOrders(this RestingBook book, bool isSell, Span<QueuedOrder> orders)
    {
        RestingSide side = book.SideOf(isSell);
        int count = 0;
        for (int at = side.Best; at != 0 && count < orders.Length; at = side.Worse(at))
        {
            ref RestingLevel level = ref book.Level(at);
            for (int slot = level.Head; slot != 0 && count < orders.Length; slot = book[slot].Next)
            {
                ref RestingOrder order = ref book[slot];
                Quantity hidden = order.IsIceberg ? new Quantity(book.Iceberg(slot).Remaining) : default;
                orders[count++] = new QueuedOrder(order.Id, book.PriceOf(level.Rank, isSell), new Quantity(order.Quantity), hidden);
            }
        }

        return count;
    }
}
