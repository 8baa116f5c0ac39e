using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Risk;

/// <summary>What risk reserves for amendments, for orders with a trigger and for groups. The fee is 0.1 %.</summary>
public class RiskAmendTests
{
    private readonly RiskWorld _world = new();

    [Fact]
    public void Until_it_is_answered_the_larger_of_old_and_new_is_reserved()
    {
        OrderCommand order = Buy(50, 40);
        Assert.Equal(2002, _world.Reserved);
        Assert.Equal(RejectReason.None, Amend(order, price: 60, quantity: 60));
        Assert.Equal((3603.6m, 60), (_world.Reserved, _world.Working(Side.Buy)));
        _world.Report(order, ReportKind.ReplaceRejected);
        Assert.Equal((2002m, 40), (_world.Reserved, _world.Working(Side.Buy)));

        Assert.Equal(RejectReason.None, Amend(order, price: 40, quantity: 20));
        Assert.Equal((2002m, 40), (_world.Reserved, _world.Working(Side.Buy)));
        _world.Report(order, ReportKind.Replaced, 40, last: 20, leaves: 20);
        Assert.Equal((800.8m, 20), (_world.Reserved, _world.Working(Side.Buy)));
    }

    [Fact]
    public void A_fill_that_crosses_an_amendment_counts_for_both()
    {
        OrderCommand order = Buy(50, 40);
        Amend(order, price: 60, quantity: 60);
        _world.Report(order, ReportKind.Fill, 50, last: 10, leaves: 30);
        Assert.Equal((3003m, 50), (_world.Reserved, _world.Working(Side.Buy)));
        _world.Report(order, ReportKind.Replaced, 60, last: 60, leaves: 50);
        Assert.Equal((3003m, 50), (_world.Reserved, _world.Working(Side.Buy)));
        _world.Report(order, ReportKind.Canceled);
        Assert.Equal((0m, 0, 0), (_world.Reserved, _world.Working(Side.Buy), _world.Gate.OpenOrders));
    }

    [Fact]
    public void One_change_of_an_order_is_under_way_at_a_time()
    {
        OrderCommand order = Buy(50, 40);
        Assert.Equal(RejectReason.None, Amend(order, price: 55));
        Assert.Equal(RejectReason.CancelPending, Amend(order, price: 56));
        Assert.Equal(RejectReason.CancelPending, _world.Check(order with { Action = CommandAction.Cancel }));
        _world.Report(order, ReportKind.Replaced, 55, last: 40, leaves: 40);
        Assert.Equal(RejectReason.None, _world.Check(order with { Action = CommandAction.Cancel }));
        Assert.Equal(RejectReason.CancelPending, Amend(order, price: 56));
    }

    [Fact]
    public void An_amendment_is_judged_as_a_new_order_would_be()
    {
        OrderCommand order = Buy(50, 40);
        Assert.Equal(RejectReason.InvalidPrice, Amend(order, price: 50.01m));
        Assert.Equal(RejectReason.InvalidQuantity, Amend(order, quantity: 45));
        Assert.Equal(RejectReason.InvalidTrigger, Amend(order, trigger: 45));
        Assert.Equal(RejectReason.InsufficientCash, Amend(order, quantity: 200));
        Assert.Equal(RejectReason.None, Amend(order, price: 100, quantity: 90));   // 9,009 of 10,000, of which it holds 2,002.
        Assert.Equal(RejectReason.UnknownOrder, Amend(order with { OrderId = OrderId.From(99, 0) }, price: 51));
    }

    [Fact]
    public void While_halted_only_what_ends_the_order_passes()
    {
        OrderCommand order = Buy(50, 40);
        _world.Report(order, ReportKind.Fill, 50, last: 20, leaves: 20);
        _world.Set(TradingState.Halted);
        Assert.Equal(RejectReason.TradingHalted, Amend(order, price: 40));
        Assert.Equal(RejectReason.None, Amend(order, quantity: 20));
        _world.Report(order, ReportKind.Replaced, 50, last: 20, leaves: 0);
        Assert.Equal((0m, 0, 0), (_world.Reserved, _world.Working(Side.Buy), _world.Gate.OpenOrders));
    }

    [Theory]
    [InlineData(OrderType.Stop, 0, 110, 1101.1)]          // At its trigger.
    [InlineData(OrderType.Stop, 0, 90, 1001)]             // The market is beyond it.
    [InlineData(OrderType.StopLimit, 112, 110, 1121.12)]  // At its limit.
    [InlineData(OrderType.MarketIfTouched, 0, 90, 1001)]
    [InlineData(OrderType.TrailingStop, 0, 5, 1051.05)]   // At the last price and its distance.
    public void A_buy_with_a_trigger_reserves_its_worst_price(OrderType type, double price, double trigger, double reserved)
    {
        Assert.Equal(RejectReason.None, _world.Check(_world.Limit(Side.Buy, (decimal)price, 10) with { Type = type, Trigger = RiskWorld.PriceOf((decimal)trigger) }));
        Assert.Equal((decimal)reserved, _world.Reserved);
    }

    [Fact]
    public void A_stop_adds_the_collar_to_its_trigger()
    {
        RiskWorld world = new(new RiskLimits { PriceCollar = 500 });
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Buy, 0, 10) with { Type = OrderType.Stop, Trigger = RiskWorld.PriceOf(110) }));
        Assert.Equal(1156.155m, world.Reserved);
        Assert.Equal(RejectReason.PriceCollar, world.Check(world.Limit(Side.Buy, 120, 10) with { Type = OrderType.StopLimit, Trigger = RiskWorld.PriceOf(110) }));
    }

    [Fact]
    public void The_exits_of_a_bracket_need_no_position_and_count_once_when_the_entry_fills()
    {
        (OrderCommand entry, OrderCommand target, OrderCommand stop) = Bracket();
        Assert.Equal((3, 50, 0), (_world.Gate.OpenOrders, _world.Working(Side.Buy), _world.Working(Side.Sell)));
        _world.Report(entry, ReportKind.Fill, 100, last: 30, leaves: 20);
        Assert.Equal((30, 20, 30), (_world.Position, _world.Working(Side.Buy), _world.Working(Side.Sell)));
        Assert.Equal(RejectReason.ShortNotAllowed, _world.Sell(100, 10));   // What the exits close can't be sold again.

        _world.Report(target, ReportKind.Fill, 110, last: 10, leaves: 40);
        Assert.Equal((20, 20), (_world.Position, _world.Working(Side.Sell)));
        _world.Report(entry, ReportKind.Canceled);
        _world.Report(stop, ReportKind.Fill, 95, last: 20, leaves: 0);
        Assert.Equal((0, 0), (_world.Position, _world.Working(Side.Sell)));
        _world.Report(target, ReportKind.Canceled);
        Assert.Equal((0, 0, 0, 0m), (_world.Gate.OpenOrders, _world.Working(Side.Buy), _world.Working(Side.Sell), _world.Reserved));
    }

    [Fact]
    public void When_its_exits_are_gone_the_position_may_be_sold()
    {
        (OrderCommand entry, OrderCommand target, OrderCommand stop) = Bracket();
        _world.Report(entry, ReportKind.Fill, 100, last: 50, leaves: 0);
        _world.Report(target, ReportKind.Canceled);
        Assert.Equal(50, _world.Working(Side.Sell));
        _world.Report(stop, ReportKind.Canceled);
        Assert.Equal(0, _world.Working(Side.Sell));
        Assert.Equal(RejectReason.None, _world.Sell(100, 50));
    }

    [Fact]
    public void Orders_that_cancel_each_other_count_once()
    {
        _world.Hold(Side.Buy, 50);
        OrderCommand first = Member(_world.Limit(Side.Sell, 110, 50), Contingency.OneCancelsOther, null);
        OrderCommand second = Member(_world.Limit(Side.Sell, 0, 50) with { Type = OrderType.Stop, Trigger = RiskWorld.PriceOf(90) }, Contingency.OneCancelsOther, first);
        Assert.Equal(50, _world.Working(Side.Sell));
        _world.Report(first, ReportKind.Canceled);
        Assert.Equal(50, _world.Working(Side.Sell));
        _world.Report(second, ReportKind.Fill, 90, last: 50, leaves: 0);
        Assert.Equal((0, 0, 0), (_world.Working(Side.Sell), _world.Position, _world.Gate.OpenOrders));
    }

    [Fact]
    public void What_is_withdrawn_gives_everything_back()
    {
        (OrderCommand entry, OrderCommand target, OrderCommand stop) = Bracket();
        foreach (OrderCommand order in new[] { entry, target, stop }) { Assert.Equal(RejectReason.InvalidGroup, _world.Gate.Withdraw(in order)); }
        Assert.Equal((0, 0, 0, 0m, 0), (_world.Gate.OpenOrders, _world.Working(Side.Buy), _world.Working(Side.Sell), _world.Reserved, _world.Gate.PassedOrders));
    }

    [Fact]
    public void A_reduce_only_order_that_the_venue_has_cut_holds_no_more_than_that()
    {
        RiskWorld world = new(new RiskLimits { ShortSelling = true });
        OrderCommand order = world.Limit(Side.Buy, 50, 40) with { Flags = OrderFlags.ReduceOnly };
        Assert.Equal(RejectReason.None, world.Check(order));
        world.Report(order, ReportKind.Accepted, leaves: 20);
        Assert.Equal((1001m, 20), (world.Reserved, world.Working(Side.Buy)));
    }

    [Fact]
    public void No_bytes_for_amendments_and_groups()
    {
        var world = new RiskWorld(new RiskLimits { ShortSelling = true });
        Play(world, 1, 1_000);
        long from = 1_001;
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            Play(world, from, 20_000);
            from += 20_000;
        }));
        Assert.Equal(0, world.Gate.OpenOrders);
    }

    private static void Play(RiskWorld world, long from, int count)
    {
        for (long i = from; i < from + count; i++)
        {
            OrderCommand entry = world.Limit(Side.Buy, 10, 50) with { OrderId = OrderId.From(i, 1), Contingency = Contingency.Parent, Group = 1 };
            OrderCommand exit = entry with { OrderId = OrderId.From(i, 2), Contingency = Contingency.Child, Side = Side.Sell };
            world.Check(entry);
            world.Check(exit);
            world.Check(new OrderCommand { OrderId = entry.OrderId, Action = CommandAction.Amend, Price = RiskWorld.PriceOf(20) });
            world.Report(entry, ReportKind.Fill, 10, last: 10, leaves: 40);
            world.Report(entry, ReportKind.Replaced, 20, last: 50, leaves: 40);
            world.Report(entry, ReportKind.Canceled);
            world.Report(exit, ReportKind.Fill, 10, last: 10, leaves: 0);
        }
    }

    private OrderCommand Buy(decimal price, long quantity)
    {
        Assert.Equal(RejectReason.None, _world.Buy(price, quantity));
        OrderCommand order = _world.Last;
        _world.Report(order, ReportKind.Accepted, leaves: quantity);
        return order;
    }

    private RejectReason Amend(OrderCommand order, decimal price = 0, long quantity = 0, decimal trigger = 0) => _world.Check(new OrderCommand
    {
        OrderId = order.OrderId, Action = CommandAction.Amend, Price = RiskWorld.PriceOf(price), Quantity = new Quantity(quantity), Trigger = RiskWorld.PriceOf(trigger),
    });

    private (OrderCommand Entry, OrderCommand Target, OrderCommand Stop) Bracket()
    {
        OrderCommand entry = Member(_world.Limit(Side.Buy, 100, 50), Contingency.Parent, null);
        OrderCommand target = Member(_world.Limit(Side.Sell, 110, 50), Contingency.Child, entry);
        OrderCommand stop = Member(_world.Limit(Side.Sell, 0, 50) with { Type = OrderType.Stop, Trigger = RiskWorld.PriceOf(95) }, Contingency.Child, entry);
        return (entry, target, stop);
    }

    private OrderCommand Member(OrderCommand order, Contingency contingency, OrderCommand? first)
    {
        OrderCommand member = order with
        {
            OrderId = first is { } leader ? OrderId.From(leader.OrderId.Sequence, (int)(order.OrderId.Sequence - leader.OrderId.Sequence) + 1) : OrderId.From(order.OrderId.Sequence, 1),
            Contingency = contingency,
            Group = 1,
        };
        Assert.Equal(RejectReason.None, _world.Check(member));
        return member;
    }
}
