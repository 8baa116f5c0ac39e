using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Runtime;

public sealed class GatewayOrdersTests
{
    private static readonly OrderId Id = OrderId.From(7, 0);

    private readonly GatewayOrders _orders = new(4);

    public GatewayOrdersTests() => _orders.OnCommand(Command(CommandAction.New), epoch: 3);

    [Fact]
    public void What_a_venue_says_twice_is_taken_once()
    {
        ExecutionReport accepted = Report(ReportKind.Accepted);
        Assert.True(_orders.TryApply(in accepted));
        Assert.False(_orders.TryApply(in accepted));

        ExecutionReport fill = Fill(last: 4, cumulative: 4);
        Assert.True(_orders.TryApply(in fill));
        Assert.False(_orders.TryApply(in fill));
        Assert.False(_orders.TryApply(in accepted));

        ExecutionReport rest = Fill(last: 6, cumulative: 10);
        Assert.True(_orders.TryApply(in rest));
        Assert.False(_orders.TryApply(in rest));
        Assert.Equal(0, _orders.Count);
    }

    [Theory]
    [InlineData(3, 7)]     // One before it is missing.
    [InlineData(4, 3)]     // Less is done than this fill.
    [InlineData(11, 11)]   // More than was ordered.
    [InlineData(0, 0)]
    public void A_fill_that_does_not_follow_on_the_last_is_not_taken(long last, long cumulative)
    {
        ExecutionReport fill = Fill(last, cumulative);
        Assert.False(_orders.TryApply(in fill));
        Assert.True(_orders.TryGet(Id, out GatewayOrder order));
        Assert.Equal((OrderStatus.PendingNew, 0), (order.State.Status, order.Filled.Raw));
    }

    [Fact]
    public void An_end_that_tells_of_a_fill_that_never_came_is_not_taken()
    {
        ExecutionReport canceled = Report(ReportKind.Canceled) with { CumulativeQuantity = new Quantity(2) };
        Assert.False(_orders.TryApply(in canceled));
        Assert.Equal(1, _orders.Count);
    }

    [Fact]
    public void An_order_is_reported_lost_once_while_nobody_has_answered_and_keeps_its_epoch()
    {
        List<ExecutionReport> lost = [];
        for (int start = 0; start < 2; start++) { _orders.OnEpochStart((_, report) => lost.Add(report)); }
        ExecutionReport unknown = Assert.Single(lost);
        Assert.Equal((Id, ReportKind.Unknown), (unknown.OrderId, unknown.Kind));

        Assert.True(_orders.TryApply(in unknown));
        _orders.OnEpochStart((_, report) => lost.Add(report));
        Assert.Single(lost);   // Nobody needs to be told again.
        Assert.True(_orders.TryGet(Id, out GatewayOrder order));
        Assert.Equal((OrderStatus.Unknown, 3), (order.State.Status, order.Epoch));
    }

    [Theory]
    [InlineData(ReportKind.Accepted, OrderStatus.New)]
    [InlineData(ReportKind.NotSent, OrderStatus.None)]
    [InlineData(ReportKind.Canceled, OrderStatus.None)]
    public void A_gateway_that_starts_takes_what_was_on_its_way_as_unknown(ReportKind answer, OrderStatus after)
    {
        _orders.OnCommand(Command(CommandAction.Cancel), epoch: 3);
        GatewayOrders gateway = new(4);
        gateway.TakeOver(_orders);
        Assert.Equal([Id], gateway.Ids());
        Assert.True(gateway.TryGet(Id, out GatewayOrder order));
        Assert.Equal(OrderStatus.Unknown, order.State.Status);

        ExecutionReport report = order.Report(Id, answer);
        Assert.True(gateway.TryApply(in report));
        gateway.TryGet(Id, out order);
        Assert.Equal(after, order.State.Status);
    }

    [Fact]
    public void Sending_and_reporting_allocate_nothing()
    {
        Action<InstrumentId, ExecutionReport> lost = static (_, _) => { };
        GatewayOrders orders = new(64);
        int from = 1000;
        Round();
        Assert.Equal(0, AllocatedBytes.Least(Round));

        void Round()
        {
            for (int i = from; i < from + 1000; i++)
            {
                OrderCommand command = Command(CommandAction.New) with { OrderId = OrderId.From(i, 0) };
                orders.OnCommand(in command, epoch: 1);
                orders.OnEpochStart(lost);
                ExecutionReport accepted = Report(ReportKind.Accepted) with { OrderId = command.OrderId };
                ExecutionReport fill = Fill(10, 10) with { OrderId = command.OrderId };
                Assert.True(orders.TryApply(in accepted) & orders.TryApply(in fill));
            }

            from += 1000;
        }
    }

    private static OrderCommand Command(CommandAction action) => new()
    {
        OrderId = Id, Action = action, Side = Side.Buy, Quantity = new Quantity(10), Price = new Price(100), Type = OrderType.Limit, TimeInForce = TimeInForce.GoodTillCancel,
    };

    private static ExecutionReport Report(ReportKind kind) => new() { OrderId = Id, Kind = kind, Side = Side.Buy, LeavesQuantity = new Quantity(10) };

    private static ExecutionReport Fill(long last, long cumulative) => Report(ReportKind.Fill) with
    {
        LastPrice = new Price(100), LastQuantity = new Quantity(last), CumulativeQuantity = new Quantity(cumulative), LeavesQuantity = new Quantity(Math.Max(0, 10 - cumulative)),
    };
}
