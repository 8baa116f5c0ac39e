using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// A level-3 book: every order of one instrument as the venue publishes it, by the venue's order id. It shows what it is
/// told and matches nothing, so that it may be crossed while a call auction collects. Allocates nothing after construction.
/// </summary>
public sealed class OrderByOrderBook(BookLimits limits) : ISnapshotState
{
    private readonly RestingBook _book = new(limits, withIcebergs: false);

    public BookLimits Limits => _book.Limits;

    public int OrderCount => _book.OrderCount;

    public int LevelCount => _book.LevelCount;

    /// <summary>The best bid is at or above the best ask.</summary>
    public bool IsCrossed => _book.IsCrossed;

    /// <summary>
    /// Applies one message. Less quantity at the same price keeps an order's place in the queue; a new price or more quantity
    /// puts it at the end. An order that nothing is left of leaves the book.
    /// </summary>
    public BookOrderAnswer Apply(in BookOrder order) => order.Action switch
    {
        BookOrderAction.Add => Add(order),
        BookOrderAction.Modify => Modify(order),
        BookOrderAction.Delete => Delete(order.VenueOrderId),
        BookOrderAction.Execute => Execute(order.VenueOrderId, order.Quantity.Raw),
        BookOrderAction.Clear => Clear(),
        _ => BookOrderAnswer.Invalid,
    };

    /// <summary>The best levels of a side, best first; returns how many were written.</summary>
    public int CopyLevels(Side side, Span<OrderLevel> levels) => _book.CopyLevels(side == Side.Sell, levels);

    /// <summary>The orders of a side, best price first and oldest first; returns how many were written.</summary>
    public int CopyOrders(Side side, Span<QueuedOrder> orders) => _book.CopyOrders(side == Side.Sell, orders);

    /// <summary>The best level of a side; false when the side is empty.</summary>
    public bool TryBest(Side side, out OrderLevel best)
    {
        Span<OrderLevel> levels = stackalloc OrderLevel[1];
        bool found = CopyLevels(side, levels) == 1;
        best = levels[0];
        return found;
    }

    /// <summary>An order that is in the book.</summary>
    public bool TryFind(long venueOrderId, out Side side, out QueuedOrder order)
    {
        int slot = _book.Find(venueOrderId);
        side = Side.None;
        order = default;
        if (slot == 0) { return false; }
        ref RestingOrder resting = ref _book[slot];
        side = resting.IsSell ? Side.Sell : Side.Buy;
        order = new QueuedOrder(resting.Id, _book.PriceOf(_book.Level(resting.Level).Rank, resting.IsSell), new Quantity(resting.Quantity), default);
        return true;
    }

    /// <summary>What would trade before an order at its own price: quantity and orders ahead of it. Takes a step per order ahead.</summary>
    /// <returns>False when the order is not in the book.</returns>
    public bool TryQueuePosition(long venueOrderId, out Quantity ahead, out int ordersAhead)
    {
        int slot = _book.Find(venueOrderId);
        long quantity = 0;
        ordersAhead = 0;
        for (int at = slot == 0 ? 0 : _book[slot].Previous; at != 0; at = _book[at].Previous)
        {
            quantity += _book[at].Quantity;
            ordersAhead++;
        }

        ahead = new Quantity(quantity);
        return slot != 0;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("order-by-order book");
        transfer.Part(_book);
    }

    private BookOrderAnswer Add(in BookOrder order)
    {
        bool isSell = order.Side == Side.Sell;
        if ((uint)(order.Side - 1) > 1 || !IsValid(order.Quantity.Raw) || !_book.TryRank(isSell, order.Price, out long rank)) { return BookOrderAnswer.Invalid; }
        if (_book.Find(order.VenueOrderId) != 0) { return BookOrderAnswer.DuplicateOrder; }
        if (_book.IsNearLimit)
        {
            if (_book.IsFull) { return BookOrderAnswer.OrderLimit; }
            if (!_book.HasRoomAt(isSell, rank)) { return BookOrderAnswer.LevelLimit; }
        }

        _book.Append(order.VenueOrderId, rank, order.Quantity.Raw, account: 0, isSell ? RestingFlags.Sell : RestingFlags.None);
        return BookOrderAnswer.Applied;
    }

    private BookOrderAnswer Modify(in BookOrder change)
    {
        int slot = _book.Find(change.VenueOrderId);
        if (slot == 0) { return BookOrderAnswer.UnknownOrder; }
        long quantity = change.Quantity.Raw;
        if (quantity == 0) { return Delete(change.VenueOrderId); }
        ref RestingOrder order = ref _book[slot];
        if (!IsValid(quantity) || !_book.TryRank(order.IsSell, change.Price, out long rank)) { return BookOrderAnswer.Invalid; }
        ref RestingLevel level = ref _book.Level(order.Level);
        if (rank == level.Rank && quantity <= order.Quantity)
        {
            _book.Reduce(slot, order.Quantity - quantity);
            return BookOrderAnswer.Applied;
        }

        if (level.Count > 1 && !_book.HasRoomAt(order.IsSell, rank)) { return BookOrderAnswer.LevelLimit; }
        _book.Requeue(slot, rank, quantity);
        return BookOrderAnswer.Applied;
    }

    private BookOrderAnswer Delete(long id)
    {
        int slot = _book.Find(id);
        if (slot == 0) { return BookOrderAnswer.UnknownOrder; }
        _book.Remove(slot);
        return BookOrderAnswer.Applied;
    }

    private BookOrderAnswer Execute(long id, long quantity)
    {
        int slot = _book.Find(id);
        if (slot == 0) { return BookOrderAnswer.UnknownOrder; }
        long left = _book[slot].Quantity - quantity;
        if (quantity <= 0) { return BookOrderAnswer.Invalid; }
        if (left < 0) { return BookOrderAnswer.ExceedsOrder; }
        if (left == 0) { _book.Remove(slot); } else { _book.Reduce(slot, quantity); }
        return BookOrderAnswer.Applied;
    }

    private BookOrderAnswer Clear()
    {
        _book.Clear();
        return BookOrderAnswer.Applied;
    }

    private bool IsValid(long quantity) => (ulong)(quantity - 1) < (ulong)Limits.MaxQuantity;
}
