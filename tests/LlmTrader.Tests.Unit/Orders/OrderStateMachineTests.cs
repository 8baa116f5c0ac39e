using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Orders;

/// <summary>Every pair of state and report.</summary>
public class OrderStateMachineTests
{
    // A row per state; columns: accepted, partial fill, last fill, canceled, rejected, expired, cancel rejected, triggered, replaced,
    // replaced by less than has filled, replace rejected, unknown, not sent. "-" is illegal; nothing had filled before.
    private static readonly Dictionary<OrderStatus, string> Table = new()
    {
        [OrderStatus.None] = "- - - - - - - - - - - - -",
        [OrderStatus.PendingNew] = "New PartiallyFilled Filled Canceled Rejected Expired PendingNew PendingNew - - PendingNew Unknown -",
        [OrderStatus.New] = "- PartiallyFilled Filled Canceled - Expired New New - - New Unknown -",
        [OrderStatus.PartiallyFilled] = "PartiallyFilled PartiallyFilled Filled Canceled - Expired PartiallyFilled PartiallyFilled - - PartiallyFilled Unknown -",
        [OrderStatus.PendingCancel] = "PendingCancel PendingCancel Filled Canceled Rejected Expired New PendingCancel - - PendingCancel Unknown -",
        [OrderStatus.PendingReplace] = "PendingReplace PendingReplace Filled Canceled Rejected Expired PendingReplace PendingReplace New Filled New Unknown -",
        [OrderStatus.Unknown] = "New PartiallyFilled Filled Canceled Rejected Expired Unknown Unknown - - Unknown Unknown Rejected",
        [OrderStatus.Filled] = "- - - - - - Filled - - - Filled - -",
        [OrderStatus.Canceled] = "- - - - - - Canceled - - - Canceled - -",
        [OrderStatus.Rejected] = "- - - - - - Rejected - - - Rejected - -",
        [OrderStatus.Expired] = "- - - - - - Expired - - - Expired - -",
    };

    private static readonly (ReportKind Kind, bool IsDone)[] Columns =
    [
        (ReportKind.Accepted, false), (ReportKind.Fill, false), (ReportKind.Fill, true), (ReportKind.Canceled, true),
        (ReportKind.Rejected, true), (ReportKind.Expired, true), (ReportKind.CancelRejected, true), (ReportKind.Triggered, false),
        (ReportKind.Replaced, false), (ReportKind.Replaced, true), (ReportKind.ReplaceRejected, false), (ReportKind.Unknown, false),
        (ReportKind.NotSent, true),
    ];

    // A row per state; columns: new, cancel, amend.
    private static readonly Dictionary<OrderStatus, string> Commands = new()
    {
        [OrderStatus.None] = "PendingNew - -",
        [OrderStatus.PendingNew] = "- PendingCancel PendingReplace",
        [OrderStatus.New] = "- PendingCancel PendingReplace",
        [OrderStatus.PartiallyFilled] = "- PendingCancel PendingReplace",
        [OrderStatus.PendingCancel] = "- - -",
        [OrderStatus.PendingReplace] = "- - -",
        [OrderStatus.Unknown] = "- PendingCancel -",
        [OrderStatus.Filled] = "- - -",
        [OrderStatus.Canceled] = "- - -",
        [OrderStatus.Rejected] = "- - -",
        [OrderStatus.Expired] = "- - -",
    };

    [Fact]
    public void The_tables_are_complete()
    {
        Assert.Equal(Enum.GetValues<OrderStatus>().Order(), Table.Keys.Order());
        Assert.Equal(Enum.GetValues<OrderStatus>().Order(), Commands.Keys.Order());
        Assert.Equal(Enum.GetValues<ReportKind>().Order(), Columns.Select(c => c.Kind).Distinct().Order());
    }

    [Fact]
    public void Every_pair_leads_where_the_table_says()
    {
        foreach ((OrderStatus status, string row) in Table)
        {
            foreach (((ReportKind kind, bool isDone), string expected) in Columns.Zip(row.Split(' ')))
            {
                bool legal = OrderStateMachine.TryNext(status, kind, isDone, hasFilled: false, out OrderStatus next);
                string actual = legal ? next.ToString() : "-";
                Assert.True(expected == actual, $"{status} + {kind} (done: {isDone}): {actual}, expected {expected}");
            }
        }
    }

    [Fact]
    public void Every_command_leads_where_the_table_says()
    {
        foreach ((OrderStatus status, string row) in Commands)
        {
            foreach ((CommandAction action, string expected) in Enum.GetValues<CommandAction>().Zip(row.Split(' ')))
            {
                string actual = OrderStateMachine.TryNext(status, action, out OrderStatus next) ? next.ToString() : "-";
                Assert.True(expected == actual, $"{status} + {action}: {actual}, expected {expected}");
            }
        }
    }

    [Theory]
    [InlineData(OrderStatus.PendingCancel, ReportKind.CancelRejected)]
    [InlineData(OrderStatus.PendingReplace, ReportKind.ReplaceRejected)]
    [InlineData(OrderStatus.PendingReplace, ReportKind.Replaced)]
    [InlineData(OrderStatus.Unknown, ReportKind.Accepted)]
    public void An_order_that_has_filled_in_part_goes_back_to_that(OrderStatus pending, ReportKind answer)
    {
        Assert.True(OrderStateMachine.TryNext(pending, answer, isDone: false, hasFilled: true, out OrderStatus next));
        Assert.Equal(OrderStatus.PartiallyFilled, next);
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
