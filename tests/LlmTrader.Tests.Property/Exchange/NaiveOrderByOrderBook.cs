using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Exchange;

/// <summary>An order-by-order book that is one list of orders in the order of their arrival at their price.</summary>
internal sealed class NaiveOrderByOrderBook(BookLimits limits)
{
    private readonly List<(Side Side, QueuedOrder Order)> _orders = [];

    public BookOrderAnswer Apply(in BookOrder m)
    {
        long id = m.VenueOrderId;
        int at = _orders.FindIndex(entry => entry.Order.Id == id);
        switch (m.Action)
        {
            case BookOrderAction.Clear:
                _orders.Clear();
                return BookOrderAnswer.Applied;
            case BookOrderAction.Add:
                if (m.Side is not (Side.Buy or Side.Sell) || !IsQuantity(m.Quantity.Raw) || !IsPrice(m.Price.Raw)) { return BookOrderAnswer.Invalid; }
                if (at >= 0) { return BookOrderAnswer.DuplicateOrder; }
                if (_orders.Count == limits.MaxOrders) { return BookOrderAnswer.OrderLimit; }
                if (!HasLevel(m.Side, m.Price, _orders)) { return BookOrderAnswer.LevelLimit; }
                _orders.Add((m.Side, new(id, m.Price, m.Quantity, default)));
                return BookOrderAnswer.Applied;
            case BookOrderAction.Delete or BookOrderAction.Execute or BookOrderAction.Modify when at < 0:
                return BookOrderAnswer.UnknownOrder;
            case BookOrderAction.Delete:
            case BookOrderAction.Modify when m.Quantity.IsZero:
                _orders.RemoveAt(at);
                return BookOrderAnswer.Applied;
            case BookOrderAction.Execute:
                (Side side, QueuedOrder order) = _orders[at];
                if (m.Quantity.Raw <= 0) { return BookOrderAnswer.Invalid; }
                if (m.Quantity > order.Quantity) { return BookOrderAnswer.ExceedsOrder; }
                if (m.Quantity == order.Quantity) { _orders.RemoveAt(at); } else { _orders[at] = (side, order with { Quantity = order.Quantity - m.Quantity }); }
                return BookOrderAnswer.Applied;
            case BookOrderAction.Modify:
                return Modify(at, m);
            default:
                return BookOrderAnswer.Invalid;
        }
    }

    public QueuedOrder[] Orders(Side side)
    {
        IEnumerable<QueuedOrder> orders = _orders.Where(entry => entry.Side == side).Select(entry => entry.Order);
        return [.. side == Side.Buy ? orders.OrderByDescending(order => order.Price) : orders.OrderBy(order => order.Price)];   // Stable.
    }

    private BookOrderAnswer Modify(int at, in BookOrder m)
    {
        (Side side, QueuedOrder order) = _orders[at];
        if (!IsQuantity(m.Quantity.Raw) || !IsPrice(m.Price.Raw)) { return BookOrderAnswer.Invalid; }
        if (m.Price == order.Price && m.Quantity <= order.Quantity)
        {
            _orders[at] = (side, order with { Quantity = m.Quantity });
            return BookOrderAnswer.Applied;
        }

        if (!HasLevel(side, m.Price, [.. _orders.Where((_, i) => i != at)])) { return BookOrderAnswer.LevelLimit; }
        _orders.RemoveAt(at);
        _orders.Add((side, order with { Price = m.Price, Quantity = m.Quantity }));
        return BookOrderAnswer.Applied;
    }

    private bool HasLevel(Side side, Price price, List<(Side Side, QueuedOrder Order)> orders)
    {
        (Side, Price)[] levels = [.. orders.Select(entry => (entry.Side, entry.Order.Price)).Distinct()];
        return levels.Contains((side, price)) || levels.Length < limits.MaxLevels;
    }

    private bool IsQuantity(long quantity) => quantity > 0 && quantity <= limits.MaxQuantity;

    private bool IsPrice(long price) => price % limits.Tick.Raw == 0 && Int128.Abs(price / limits.Tick.Raw) <= 1L << 60;
}
