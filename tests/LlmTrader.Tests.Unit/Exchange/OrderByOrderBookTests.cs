using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Exchange;

public sealed class OrderByOrderBookTests
{
    [Fact]
    public void Orders_add_up_to_levels_and_know_their_place()
    {
        OrderByOrderBook book = new(new BookLimits { MaxOrders = 10 });
        Add(book, 1, Side.Buy, 100, 50);
        Add(book, 2, Side.Buy, 100, 30);
        Add(book, 3, Side.Buy, 100, 20);
        Add(book, 4, Side.Buy, 99, 10);
        Add(book, 5, Side.Sell, 101, 5);

        var levels = new OrderLevel[3];
        Assert.Equal(2, book.CopyLevels(Side.Buy, levels));
        Assert.Equal([new OrderLevel(new(100), new(100), 3), new OrderLevel(new(99), new(10), 1)], levels[..2]);
        Assert.True(book.TryQueuePosition(3, out Quantity ahead, out int orders));
        Assert.Equal((80, 2), (ahead.Raw, orders));

        Assert.Equal(BookOrderAnswer.Applied, book.Apply(new BookOrder { VenueOrderId = 1, Quantity = new(20), Action = BookOrderAction.Execute }));
        Assert.Equal(BookOrderAnswer.Applied, book.Apply(new BookOrder { VenueOrderId = 2, Action = BookOrderAction.Delete }));
        Assert.True(book.TryQueuePosition(3, out ahead, out orders));
        Assert.Equal((30, 1), (ahead.Raw, orders));
        Assert.False(book.TryQueuePosition(2, out _, out _));
    }

    [Fact]
    public void Less_keeps_the_place_more_or_another_price_does_not()
    {
        OrderByOrderBook book = new(new BookLimits { MaxOrders = 10 });
        Add(book, 1, Side.Sell, 100, 50);
        Add(book, 2, Side.Sell, 100, 50);

        Modify(book, 1, 100, 20);
        Assert.Equal([1, 2], Ids(book));
        Modify(book, 1, 100, 30);
        Assert.Equal([2, 1], Ids(book));
        Modify(book, 1, 99, 30);
        Assert.Equal([1, 2], Ids(book));
        Modify(book, 1, 99, 0);
        Assert.Equal([2], Ids(book));
        book.Apply(new BookOrder { Action = BookOrderAction.Clear });
        Assert.Equal(0, book.OrderCount + book.LevelCount);
    }

    [Fact]
    public void It_shows_what_it_is_told_also_when_that_crosses()
    {
        OrderByOrderBook book = new(new BookLimits { MaxOrders = 10 });
        Add(book, 1, Side.Buy, 101, 50);
        Assert.False(book.IsCrossed);
        Add(book, 2, Side.Sell, 101, 50);
        Assert.True(book.IsCrossed);
    }

    [Fact]
    public void What_does_not_fit_is_answered_and_changes_nothing()
    {
        OrderByOrderBook book = new(new BookLimits { MaxOrders = 2, MaxLevels = 1 });
        Add(book, 1, Side.Buy, 100, 50);

        Assert.Equal(BookOrderAnswer.DuplicateOrder, book.Apply(Message(BookOrderAction.Add, 1, Side.Buy, 100, 50)));
        Assert.Equal(BookOrderAnswer.LevelLimit, book.Apply(Message(BookOrderAction.Add, 2, Side.Buy, 101, 50)));
        Assert.Equal(BookOrderAnswer.UnknownOrder, book.Apply(Message(BookOrderAction.Execute, 2, Side.Buy, 100, 50)));
        Assert.Equal(BookOrderAnswer.ExceedsOrder, book.Apply(Message(BookOrderAction.Execute, 1, Side.Buy, 100, 51)));
        Assert.Equal(BookOrderAnswer.Invalid, book.Apply(Message(BookOrderAction.Add, 2, Side.None, 100, 50)));
        Assert.Equal(BookOrderAnswer.Invalid, book.Apply(Message(BookOrderAction.None, 1, Side.Buy, 100, 50)));
        Add(book, 2, Side.Buy, 100, 50);
        Assert.Equal(BookOrderAnswer.OrderLimit, book.Apply(Message(BookOrderAction.Add, 3, Side.Buy, 100, 50)));
        Assert.True(book.TryFind(1, out Side side, out QueuedOrder order));
        Assert.Equal((Side.Buy, new QueuedOrder(1, new(100), new(50), default)), (side, order));
    }

    private static BookOrder Message(BookOrderAction action, long id, Side side, long price, long quantity) =>
        new() { VenueOrderId = id, Side = side, Price = new(price), Quantity = new(quantity), Action = action };

    private static void Add(OrderByOrderBook book, long id, Side side, long price, long quantity) =>
        Assert.Equal(BookOrderAnswer.Applied, book.Apply(Message(BookOrderAction.Add, id, side, price, quantity)));

    private static void Modify(OrderByOrderBook book, long id, long price, long quantity) =>
        Assert.Equal(BookOrderAnswer.Applied, book.Apply(Message(BookOrderAction.Modify, id, Side.None, price, quantity)));

    private static long[] Ids(OrderByOrderBook book)
    {
        var orders = new QueuedOrder[book.Limits.MaxOrders];
        return [.. orders.Take(book.CopyOrders(Side.Sell, orders)).Select(order => order.Id)];
    }
}
