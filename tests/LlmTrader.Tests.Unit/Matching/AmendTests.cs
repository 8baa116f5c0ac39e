using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>Amendments at the venue, by hand.</summary>
public class AmendTests
{
    private readonly VenueFixture _venue = new();

    public AmendTests() => _venue.Trade(100, 1, now: 1);

    [Fact]
    public void A_smaller_quantity_keeps_its_place()
    {
        OrderId first = _venue.Limit(Side.Buy, 5, 95, now: 2);
        _venue.Limit(Side.Buy, 5, 95, now: 3);
        _venue.Amend(first, now: 4, quantity: 3);
        _venue.Trade(94, 4, now: 5);
        Assert.Equal("1 accepted · 2 accepted · 1 replaced 3@95, 3 left · 1 filled 3@95 maker, 0 left · 2 filled 1@95 maker, 4 left", _venue.News());
    }

    [Fact]
    public void A_larger_quantity_loses_its_place()
    {
        OrderId first = _venue.Limit(Side.Buy, 5, 95, now: 2);
        _venue.Limit(Side.Buy, 5, 95, now: 3);
        _venue.Amend(first, now: 4, quantity: 6);
        _venue.Trade(94, 6, now: 5);
        Assert.Equal("1 accepted · 2 accepted · 1 replaced 6@95, 6 left · 2 filled 5@95 maker, 0 left · 1 filled 1@95 maker, 5 left", _venue.News());
    }

    [Fact]
    public void Another_price_loses_its_place_and_takes_what_it_comes_to()
    {
        OrderId first = _venue.Limit(Side.Buy, 5, 95, now: 2);
        _venue.Amend(first, now: 3, price: 101);
        _venue.Trade(100, 2, now: 4);
        Assert.Equal("1 accepted · 1 replaced 5@101, 5 left · 1 filled 2@100 taker, 3 left", _venue.News());
    }

    [Fact]
    public void A_price_that_old_data_would_have_reached_is_not_filled_by_it()
    {
        OrderId first = _venue.Limit(Side.Buy, 5, 95, now: 2);
        _venue.Amend(first, now: 10, price: 98);
        _venue.Trade(97, 5, now: 11, exchange: 9);
        Assert.Equal("1 accepted · 1 replaced 5@98, 5 left", _venue.News());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void A_quantity_that_has_filled_ends_the_order(long quantity)
    {
        OrderId first = _venue.Limit(Side.Buy, 5, 95, now: 2);
        _venue.Trade(94, 2, now: 3);
        _venue.Amend(first, now: 4, quantity: quantity);
        Assert.Equal("1 accepted · 1 filled 2@95 maker, 3 left · 1 replaced 2@95, 0 left", _venue.News());
        Assert.Equal(0, _venue.Venue.OpenOrders);
    }

    [Fact]
    public void A_quantity_counts_what_has_filled()
    {
        OrderId first = _venue.Limit(Side.Buy, 5, 95, now: 2);
        _venue.Trade(94, 2, now: 3);
        _venue.Amend(first, now: 4, quantity: 8);
        Assert.Equal("1 accepted · 1 filled 2@95 maker, 3 left · 1 replaced 8@95, 6 left", _venue.News());
    }

    [Fact]
    public void A_moved_trigger_is_where_the_order_wakes_up()
    {
        OrderId stop = _venue.Send(Side.Sell, OrderType.Stop, 5, now: 2, trigger: 95);
        _venue.Amend(stop, now: 3, trigger: 98);
        _venue.Trade(98, 1, now: 4);
        Assert.Equal("1 accepted · 1 replaced 5@98, 5 left · 1 triggered", _venue.News());
    }

    [Fact]
    public void A_trigger_moved_beyond_the_market_wakes_the_order_up_at_once()
    {
        OrderId stop = _venue.Send(Side.Sell, OrderType.Stop, 5, now: 2, trigger: 95);
        _venue.Amend(stop, now: 3, trigger: 101);
        Assert.Equal("1 accepted · 1 replaced 5@101, 5 left · 1 triggered", _venue.News());
    }

    [Fact]
    public void Another_distance_moves_a_trailing_stop()
    {
        OrderId stop = _venue.Send(Side.Sell, OrderType.TrailingStop, 5, now: 2, trigger: 5);   // At 95.
        _venue.Trade(110, 1, now: 3);                                                           // At 105.
        _venue.Amend(stop, now: 4, trigger: 8);                                                 // At 102.
        _venue.Trade(103, 1, now: 5);
        Assert.Equal("1 accepted · 1 replaced 5@102, 5 left", _venue.News());
        _venue.Trade(102, 1, now: 6);
        Assert.Equal("1 triggered", _venue.News());
    }

    [Fact]
    public void What_can_not_be_is_refused_and_the_order_works_on()
    {
        OrderId first = _venue.Limit(Side.Buy, 5, 95, now: 2);
        _venue.Limit(Side.Sell, 5, 105, now: 2);
        _venue.Amend(first, now: 3, trigger: 90);
        _venue.Amend(first, now: 3, price: 105);
        _venue.Amend(new OrderId(77), now: 3, price: 96);
        _venue.Trade(94, 5, now: 4);
        Assert.Equal("1 accepted · 2 accepted · 1 replace rejected: InvalidTrigger · 1 replace rejected: SelfTrade · 77 replace rejected: UnknownOrder · 1 filled 5@95 maker, 0 left",
            _venue.News());
    }

    [Fact]
    public void Of_an_order_in_a_group_the_price_moves_but_not_the_quantity()
    {
        _venue.Send(Side.Buy, OrderType.Limit, 5, now: 2, price: 95, with: command => command with { Contingency = Contingency.Parent, Group = 1 });
        OrderId stop = _venue.Send(Side.Sell, OrderType.Stop, 5, now: 2, trigger: 90, with: command => command with { Contingency = Contingency.Child, Group = 1 });
        _venue.Amend(stop, now: 3, quantity: 4);
        _venue.Amend(stop, now: 3, trigger: 92);
        _venue.Trade(94, 5, now: 4);
        _venue.Trade(92, 5, now: 5);
        Assert.Equal("1 accepted · 2 accepted · 2 replace rejected: UnsupportedOrder · 2 replaced 5@92, 5 left · 1 filled 5@95 maker, 0 left · 2 triggered", _venue.News());
    }
}
