using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Orders;

/// <summary>Every pair of state and report.</summary>
public class OrderStateMachineTests
{
    // A row per state; columns: accepted, partial fill, last fill, canceled, rejected, expired, cancel rejected. "-" is illegal.
    private static readonly Dictionary<OrderStatus, string> Table = new()
    {
        [OrderStatus.None] = "- - - - - - -",
        [OrderStatus.PendingNew] = "New PartiallyFilled Filled Canceled Rejected Expired PendingNew",
        [OrderStatus.New] = "- PartiallyFilled Filled Canceled - Expired New",
        [OrderStatus.PartiallyFilled] = "- PartiallyFilled Filled Canceled - Expired PartiallyFilled",
        [OrderStatus.PendingCancel] = "PendingCancel PendingCancel Filled Canceled Rejected Expired PendingCancel",
        [OrderStatus.Filled] = "- - - - - - Filled",
        [OrderStatus.Canceled] = "- - - - - - Canceled",
        [OrderStatus.Rejected] = "- - - - - - Rejected",
        [OrderStatus.Expired] = "- - - - - - Expired",
    };

    private static readonly (ReportKind Kind, bool IsDone)[] Columns =
    [
        (ReportKind.Accepted, false), (ReportKind.Fill, false), (ReportKind.Fill, true), (ReportKind.Canceled, true),
        (ReportKind.Rejected, true), (ReportKind.Expired, true), (ReportKind.CancelRejected, true),
    ];

    [Fact]
    public void The_table_is_complete()
    {
        Assert.Equal(Enum.GetValues<OrderStatus>().Order(), Table.Keys.Order());
        Assert.Equal(Enum.GetValues<ReportKind>().Order(), Columns.Select(c => c.Kind).Distinct().Order());
    }

    [Fact]
    public void Every_pair_leads_where_the_table_says()
    {
        foreach ((OrderStatus status, string row) in Table)
        {
            foreach (((ReportKind kind, bool isDone), string expected) in Columns.Zip(row.Split(' ')))
            {
                bool legal = OrderStateMachine.TryNext(status, kind, isDone, out OrderStatus next);
                string actual = legal ? next.ToString() : "-";
                Assert.True(expected == actual, $"{status} + {kind} (done: {isDone}): {actual}, expected {expected}");
            }
        }
    }

    [Fact]
    public void Next_reads_from_the_report_whether_the_order_is_done()
    {
        ExecutionReport fill = new() { Kind = ReportKind.Fill, LeavesQuantity = new Quantity(1) };
        Assert.Equal(OrderStatus.PartiallyFilled, OrderStateMachine.Next(OrderStatus.New, fill));
        fill.LeavesQuantity = Quantity.Zero;
        Assert.Equal(OrderStatus.Filled, OrderStateMachine.Next(OrderStatus.New, fill));
    }

    [Fact]
    public void An_illegal_transition_stops_the_engine() =>
        Assert.Throws<InvariantViolationException>(() => OrderStateMachine.Next(OrderStatus.Filled, new ExecutionReport { Kind = ReportKind.Fill }));

    [Fact]
    public void A_state_is_open_terminal_or_none()
    {
        OrderStatus[] terminal = [OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Rejected, OrderStatus.Expired];
        foreach (OrderStatus status in Enum.GetValues<OrderStatus>())
        {
            Assert.Equal(terminal.Contains(status), OrderStateMachine.IsTerminal(status));
            Assert.Equal(!terminal.Contains(status) && status != OrderStatus.None, OrderStateMachine.IsOpen(status));
        }
    }
}
