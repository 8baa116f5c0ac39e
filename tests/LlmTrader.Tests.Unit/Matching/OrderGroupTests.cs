using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>Orders that cancel each other, and brackets, by hand.</summary>
public class OrderGroupTests
{
    private readonly VenueFixture _venue = new();

    [Fact]
    public void One_cancels_the_other()
    {
        _venue.Hold(10, now: 1);
        Oco(now: 2);
        _venue.Trade(111, 4, now: 3);
        Assert.Equal("2 accepted · 3 accepted · 2 filled 4@110 maker, 6 left", _venue.News());
        _venue.ReturnAll();
        _venue.Trade(90, 1, now: 4);    // Wakes the stop, which has six left.
        _venue.Trade(89, 9, now: 5);
        Assert.Equal("3 triggered · 3 filled 6@89 taker, 0 left · 2 canceled", _venue.News());
        Assert.Equal(0, _venue.Venue.OpenOrders);
    }

    [Fact]
    public void Who_is_cancelled_by_hand_leaves_the_other_alone()
    {
        _venue.Hold(10, now: 1);
        (OrderId first, _) = Oco(now: 2);
        _venue.Cancel(first, now: 3);
        _venue.Trade(90, 1, now: 4);
        _venue.Trade(89, 10, now: 5);
        Assert.Equal("2 accepted · 3 accepted · 2 canceled · 3 triggered · 3 filled 10@89 taker, 0 left", _venue.News());
    }

    [Fact]
    public void A_brackets_exits_wait_for_its_entry_and_close_what_that_fills()
    {
        _venue.Trade(105, 1, now: 1);
        Bracket(now: 2);
        _venue.Trade(99, 4, now: 3);          // The entry fills 4 of 10.
        _venue.ReturnAll();
        Assert.Equal("1 accepted · 2 accepted · 3 accepted · 1 filled 4@100 maker, 6 left", _venue.News());
        _venue.Trade(111, 20, now: 4);        // The target closes 4.
        _venue.ReturnAll();
        Assert.Equal("2 filled 4@110 maker, 6 left", _venue.News());
        _venue.Trade(99, 20, now: 5);         // The entry fills the rest.
        _venue.Trade(94, 1, now: 6);
        _venue.Trade(93, 20, now: 7);         // The stop closes it.
        Assert.Equal("1 filled 6@100 maker, 0 left · 3 triggered · 3 filled 6@93 taker, 0 left · 2 canceled", _venue.News());
        Assert.Equal(0, _venue.Venue.OpenOrders);
    }

    [Fact]
    public void An_entry_that_ends_without_a_fill_takes_its_exits_with_it()
    {
        _venue.Trade(105, 1, now: 1);
        OrderId entry = Bracket(now: 2);
        _venue.Cancel(entry, now: 3);
        Assert.Equal("1 accepted · 2 accepted · 3 accepted · 1 canceled · 2 canceled · 3 canceled", _venue.News());
    }

    [Fact]
    public void An_entry_that_ends_after_a_part_leaves_exits_for_that_part()
    {
        _venue.Trade(105, 1, now: 1);
        OrderId entry = Bracket(now: 2);
        _venue.Trade(99, 4, now: 3);
        _venue.Cancel(entry, now: 4);
        _venue.ReturnAll();
        _venue.News();
        _venue.Trade(111, 20, now: 5);
        Assert.Equal("2 filled 4@110 maker, 0 left · 3 canceled", _venue.News());
    }

    [Fact]
    public void An_entry_that_fills_on_arrival_has_its_exits_at_once()
    {
        _venue.Quote(99, 5, 100, 20, now: 1);
        Bracket(now: 2);
        Assert.Equal("1 accepted · 1 filled 10@100 taker, 0 left · 2 accepted · 3 accepted", _venue.News());
        _venue.Quote(94, 20, 95, 5, now: 3);
        Assert.Equal("3 triggered · 3 filled 10@94 taker, 0 left · 2 canceled", _venue.News());
    }

    [Fact]
    public void Inside_one_bar_the_loss_is_taken()
    {
        _venue.Hold(10, now: 1, bars: true);
        Oco(now: 10, first: 2, stop: 90, target: 110);
        _venue.News();
        _venue.Bar(100, 115, 85, 112, 50, openTime: 10, now: 20);
        Assert.Equal("3 triggered · 3 filled 10@90 taker, 0 left · 2 canceled", _venue.News());
    }

    [Fact]
    public void An_open_beyond_the_target_is_the_first_price()
    {
        _venue.Hold(10, now: 1, bars: true);
        Oco(now: 10, first: 2, stop: 90, target: 110);
        _venue.News();
        _venue.Bar(112, 115, 85, 112, 50, openTime: 10, now: 20);
        Assert.Equal("2 filled 10@112 maker, 0 left · 3 canceled", _venue.News());
    }

    [Fact]
    public void In_the_bar_of_the_entry_only_the_loss_counts()
    {
        _venue.Bar(105, 106, 104, 105, 50, openTime: 0, now: 5);
        Bracket(now: 10);
        _venue.News();
        _venue.Bar(104, 115, 93, 112, 50, openTime: 10, now: 20);
        Assert.Equal("1 filled 10@100 maker, 0 left · 3 triggered · 3 filled 10@95 taker, 0 left · 2 canceled", _venue.News());
    }

    [Fact]
    public void In_the_bar_of_the_entry_a_target_waits_for_the_next_bar()
    {
        _venue.Bar(105, 106, 104, 105, 50, openTime: 0, now: 5);
        Bracket(now: 10);
        _venue.News();
        _venue.Bar(104, 115, 99, 108, 50, openTime: 10, now: 20);
        Assert.Equal("1 filled 10@100 maker, 0 left", _venue.News());
        _venue.Bar(108, 111, 107, 109, 50, openTime: 20, now: 30);
        Assert.Equal("2 filled 10@110 maker, 0 left · 3 canceled", _venue.News());
    }

    /// <summary>Where each order draws its own latency, those of a group are on one way: the exits can't be there before their entry.</summary>
    [Fact]
    public void A_group_arrives_together_whatever_latencies_are_drawn()
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            VenueFixture venue = new(new VenueOptions { Latency = new LatencyTable { Rows = [new(0, 10, 5), new(1, 1000, 5)], Seed = seed } });
            venue.Trade(105, 1, now: 1);
            Bracket(venue, first: 1, now: 2);
            Bracket(venue, first: 2, now: 3);
            venue.Trade(105, 1, now: 5000);
            string[] news = venue.News().Split(" · ");
            Assert.Equal(6, venue.Venue.OpenOrders);
            Assert.All(news, report => Assert.EndsWith("accepted", report, StringComparison.Ordinal));
        }
    }

    /// <summary>A fired stop says that the trade was wrong: the entry's rest must not open what nothing would close in time.</summary>
    [Fact]
    public void A_stop_that_fires_ends_the_rest_of_its_entry()
    {
        VenueFixture venue = new(new VenueOptions());
        venue.Trade(105, 1, now: 1);
        Bracket(venue, first: 1, now: 2);
        venue.Trade(99, 4, now: 3);    // The entry fills 4 of 10.
        venue.ReturnAll();
        venue.News();
        venue.Trade(95, 1, now: 4);    // One more; the stop wakes up for these five.
        Assert.Equal("256 filled 1@100 maker, 5 left · 258 triggered · 256 canceled", venue.News());
        venue.ReturnAll();
        venue.Trade(94, 20, now: 5);
        Assert.Equal("258 filled 5@94 taker, 0 left · 257 canceled", venue.News());
        Assert.Equal(0, venue.Venue.OpenOrders);
    }

    [Fact]
    public void An_open_beyond_the_stop_ends_the_rest_of_the_entry_before_it_can_fill()
    {
        VenueFixture venue = new(new VenueOptions());
        venue.Bar(105, 106, 104, 105, 50, openTime: 0, now: 5);
        Bracket(venue, first: 1, now: 10);
        venue.Bar(104, 104, 99, 101, 4, openTime: 10, now: 20);   // 4 of 10.
        venue.ReturnAll();
        venue.News();
        venue.Bar(93, 94, 90, 91, 50, openTime: 20, now: 30);
        Assert.Equal("258 triggered · 256 canceled · 258 filled 4@93 taker, 0 left · 257 canceled", venue.News());
    }

    [Fact]
    public void A_group_with_a_refused_order_is_no_group()
    {
        _venue.Send(Side.Buy, OrderType.Limit, 10, now: 1, price: 100, with: command => command with { Contingency = Contingency.Parent, Group = 1 });
        _venue.Send(Side.Sell, OrderType.Limit, 10, now: 1, price: -1, with: command => command with { Contingency = Contingency.Child, Group = 1 });
        _venue.Send(Side.Sell, OrderType.Stop, 10, now: 1, trigger: 95, with: command => command with { Contingency = Contingency.Child, Group = 1 });
        Assert.Equal("1 accepted · 2 rejected: InvalidPrice · 1 canceled: InvalidGroup · 3 rejected: InvalidGroup", _venue.News());
    }

    [Fact]
    public void An_exit_without_its_entry_is_refused()
    {
        _venue.Send(Side.Sell, OrderType.Stop, 10, now: 1, trigger: 95, with: command => command with { Contingency = Contingency.Child, Group = 9 });
        Assert.Equal("1 rejected: InvalidGroup", _venue.News());
    }

    // A stop at 90 and a target at 110, for ten.
    private (OrderId Target, OrderId Stop) Oco(long now, byte first = 2, long stop = 90, long target = 110)
    {
        OrderCommand Member(OrderCommand command) => command with { Contingency = Contingency.OneCancelsOther, Group = first };
        return (_venue.Send(Side.Sell, OrderType.Limit, 10, now, price: target, with: Member), _venue.Send(Side.Sell, OrderType.Stop, 10, now, trigger: stop, with: Member));
    }

    // As the other one, with ids as the engine gives them.
    private static void Bracket(VenueFixture venue, long first, long now)
    {
        venue.Send(Side.Buy, OrderType.Limit, 10, now, price: 100, with: command => command with { OrderId = OrderId.From(first, 0), Contingency = Contingency.Parent });
        venue.Send(Side.Sell, OrderType.Limit, 10, now, price: 110, with: command => command with { OrderId = OrderId.From(first, 1), Contingency = Contingency.Child });
        venue.Send(Side.Sell, OrderType.Stop, 10, now, trigger: 95, with: command => command with { OrderId = OrderId.From(first, 2), Contingency = Contingency.Child });
    }

    // An entry at 100 for ten, a target at 110 and a stop at 95.
    private OrderId Bracket(long now)
    {
        OrderId entry = _venue.Send(Side.Buy, OrderType.Limit, 10, now, price: 100, with: command => command with { Contingency = Contingency.Parent, Group = 1 });
        _venue.Send(Side.Sell, OrderType.Limit, 10, now, price: 110, with: command => command with { Contingency = Contingency.Child, Group = 1 });
        _venue.Send(Side.Sell, OrderType.Stop, 10, now, trigger: 95, with: command => command with { Contingency = Contingency.Child, Group = 1 });
        return entry;
    }
}
