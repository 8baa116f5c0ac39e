using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Orders;

/// <summary>Every pair of state and report.</summary>
public class OrderStateMachineTests
{
    // A row per state, of a change with the one beneath; columns: accepted, partial fill, last fill, canceled, rejected, expired, cancel
    // rejected, triggered, replaced, replaced by less than has filled, replace rejected, unknown, not sent. "-" is illegal, "=" the same
    // state, "/X" the same with X beneath; nothing had filled before but where the state says so.
    private static readonly Dictionary<OrderState, string> Table = new()
    {
        [new(OrderStatus.None)] = "- - - - - - - - - - - - -",
        [new(OrderStatus.PendingNew)] = "New PartiallyFilled Filled Canceled Rejected Expired = = - - = Unknown -",
        [new(OrderStatus.New)] = "- PartiallyFilled Filled Canceled - Expired = = - - = Unknown -",
        [new(OrderStatus.PartiallyFilled)] = "= = Filled Canceled - Expired = = - - = Unknown -",
        [new(OrderStatus.PendingCancel, OrderStatus.PendingNew)] = "/New /PartiallyFilled Filled Canceled Rejected Expired PendingNew = - - = Unknown -",
        [new(OrderStatus.PendingCancel, OrderStatus.New)] = "- /PartiallyFilled Filled Canceled - Expired New = - - = Unknown -",
        [new(OrderStatus.PendingCancel, OrderStatus.PartiallyFilled)] = "= = Filled Canceled - Expired PartiallyFilled = - - = Unknown -",
        [new(OrderStatus.PendingCancel, OrderStatus.Unknown)] = "/New /PartiallyFilled Filled Canceled Rejected Expired Unknown = - - = Unknown Rejected",
        [new(OrderStatus.PendingReplace, OrderStatus.PendingNew)] = "/New /PartiallyFilled Filled Canceled Rejected Expired = = New Filled PendingNew Unknown -",
        [new(OrderStatus.PendingReplace, OrderStatus.New)] = "- /PartiallyFilled Filled Canceled - Expired = = New Filled New Unknown -",
        [new(OrderStatus.PendingReplace, OrderStatus.PartiallyFilled)] = "= = Filled Canceled - Expired = = PartiallyFilled Filled PartiallyFilled Unknown -",
        [new(OrderStatus.Unknown)] = "New PartiallyFilled Filled Canceled Rejected Expired = = - - = = Rejected",
        [new(OrderStatus.Filled)] = "- - - - - - = - - - = - -",
        [new(OrderStatus.Canceled)] = "- - - - - - = - - - = - -",
        [new(OrderStatus.Rejected)] = "- - - - - - = - - - = - -",
        [new(OrderStatus.Expired)] = "- - - - - - = - - - = - -",
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
        Assert.Equal(Enum.GetValues<OrderStatus>().Order(), Table.Keys.Select(state => state.Status).Distinct().Order());
        Assert.Equal(Enum.GetValues<OrderStatus>().Order(), Commands.Keys.Order());
        Assert.Equal(Enum.GetValues<ReportKind>().Order(), Columns.Select(c => c.Kind).Distinct().Order());
    }

    [Fact]
    public void Every_pair_leads_where_the_table_says()
    {
        foreach ((OrderState state, string row) in Table)
        {
            foreach (((ReportKind kind, bool isDone), string expected) in Columns.Zip(row.Split(' ')))
            {
                bool hasFilled = state.Status == OrderStatus.PartiallyFilled || state.Before == OrderStatus.PartiallyFilled;
                bool legal = OrderStateMachine.TryNext(state, kind, isDone, hasFilled, out OrderState next);
                Assert.True((Expected(state, expected) ?? default) == next && legal == (expected != "-"), $"{state} + {kind} (done: {isDone}): {next}, expected {expected}");
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
                string actual = OrderStateMachine.TryNext(new OrderState(status), action, out OrderState next) ? next.Status.ToString() : "-";
                Assert.Equal(OrderStateMachine.IsPending(next.Status) ? status : OrderStatus.None, next.Before);
                Assert.True(expected == actual, $"{status} + {action}: {actual}, expected {expected}");
            }
        }
    }

    [Fact]
    public void An_order_that_was_found_filled_in_part_works_as_such()
    {
        Assert.True(OrderStateMachine.TryNext(new OrderState(OrderStatus.Unknown), ReportKind.Accepted, isDone: false, hasFilled: true, out OrderState next));
        Assert.Equal(new OrderState(OrderStatus.PartiallyFilled), next);
    }

    /// <summary>The venue refuses a cancel of an order that it does not have yet; then the order arrives.</summary>
    [Theory]
    [InlineData(CommandAction.Cancel, ReportKind.CancelRejected)]
    [InlineData(CommandAction.Amend, ReportKind.ReplaceRejected)]
    public void A_change_may_overtake_its_order(CommandAction action, ReportKind refusal)
    {
        Assert.True(OrderStateMachine.TryNext(new OrderState(OrderStatus.PendingNew), action, out OrderState state));
        foreach (ReportKind report in (ReportKind[])[refusal, ReportKind.Accepted])
        {
            Assert.True(OrderStateMachine.TryNext(state, report, isDone: false, hasFilled: false, out state));
        }

        Assert.Equal(new OrderState(OrderStatus.New), state);
    }

    [Fact]
    public void Next_reads_from_the_report_whether_the_order_is_done()
    {
        ExecutionReport fill = new() { Kind = ReportKind.Fill, LeavesQuantity = new Quantity(1) };
        Assert.Equal(OrderStatus.PartiallyFilled, OrderStateMachine.Next(new OrderState(OrderStatus.New), fill).Status);
        fill.LeavesQuantity = Quantity.Zero;
        Assert.Equal(OrderStatus.Filled, OrderStateMachine.Next(new OrderState(OrderStatus.New), fill).Status);
    }

    [Fact]
    public void An_illegal_transition_stops_the_engine() =>
        Assert.Throws<InvariantViolationException>(() => OrderStateMachine.Next(new OrderState(OrderStatus.Filled), new ExecutionReport { Kind = ReportKind.Fill }));

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

    private static OrderState? Expected(OrderState state, string word) => word switch
    {
        "-" => null,
        "=" => state,
        _ when word[0] == '/' => new OrderState(state.Status, Enum.Parse<OrderStatus>(word[1..])),
        _ => new OrderState(Enum.Parse<OrderStatus>(word)),
    };
}
