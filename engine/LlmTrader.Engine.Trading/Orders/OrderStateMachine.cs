using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// The life of an order as FIX 4.4 orders it (volume 4, appendix D), with <see cref="OrderStatus.Unknown"/> for what FIX leaves to
/// the parties. A transition that is not in the tables is a broken invariant.
/// </summary>
public static class OrderStateMachine
{
    public static bool IsTerminal(OrderStatus status) =>
        status is OrderStatus.Filled or OrderStatus.Canceled or OrderStatus.Rejected or OrderStatus.Expired;

    /// <summary>Whether an order in this state may still fill.</summary>
    public static bool IsOpen(OrderStatus status) => status != OrderStatus.None && !IsTerminal(status);

    /// <summary>Whether a cancel or an amendment is under way; there is one at a time.</summary>
    public static bool IsPending(OrderStatus status) => status is OrderStatus.PendingCancel or OrderStatus.PendingReplace;

    /// <summary>The state after a report; false when an order in that state can't get such a report.</summary>
    /// <param name="status">Before the report.</param>
    /// <param name="report">What it says.</param>
    /// <param name="isDone">Whether nothing of the order is left to fill after it.</param>
    /// <param name="hasFilled">Whether any of the order has filled, this report included: where a refused change goes back to.</param>
    /// <param name="next">After the report.</param>
    public static bool TryNext(OrderStatus status, ReportKind report, bool isDone, bool hasFilled, out OrderStatus next)
    {
        OrderStatus working = hasFilled ? OrderStatus.PartiallyFilled : OrderStatus.New;
        bool isOpen = IsOpen(status);
        next = report switch
        {
            // It is about a cancel or an amendment: the order, which most often has just ended, keeps its state, or works on.
            ReportKind.CancelRejected => status == OrderStatus.PendingCancel ? working : status,
            ReportKind.ReplaceRejected => status == OrderStatus.PendingReplace ? working : status,
            _ when !isOpen => OrderStatus.None,

            // A change can overtake the acknowledgement; the order is then already being changed. And a venue that is asked about
            // an order of unknown state may say that it has it.
            ReportKind.Accepted => status switch
            {
                OrderStatus.PendingNew => OrderStatus.New,
                OrderStatus.Unknown => working,
                OrderStatus.PartiallyFilled or OrderStatus.PendingCancel or OrderStatus.PendingReplace => status,   // It filled first.
                _ => OrderStatus.None,
            },
            ReportKind.Rejected => status is OrderStatus.New or OrderStatus.PartiallyFilled ? OrderStatus.None : OrderStatus.Rejected,

            // A venue may fill before it says that it accepted; what it fills, it has accepted.
            ReportKind.Fill => isDone ? OrderStatus.Filled : IsPending(status) ? status : OrderStatus.PartiallyFilled,
            ReportKind.Triggered => status,
            ReportKind.Replaced => status != OrderStatus.PendingReplace ? OrderStatus.None : isDone ? OrderStatus.Filled : working,
            ReportKind.Canceled => OrderStatus.Canceled,
            ReportKind.Expired => OrderStatus.Expired,
            ReportKind.Unknown => OrderStatus.Unknown,
            ReportKind.NotSent => status == OrderStatus.Unknown ? OrderStatus.Rejected : OrderStatus.None,
            _ => OrderStatus.None,
        };
        return next != OrderStatus.None;
    }

    /// <summary>As <see cref="TryNext"/>; an illegal transition stops the engine.</summary>
    public static OrderStatus Next(OrderStatus status, in ExecutionReport report)
    {
        bool legal = TryNext(status, report.Kind, report.LeavesQuantity.IsZero, report.CumulativeQuantity.Raw > 0, out OrderStatus next);
        Invariant.Holds(legal);
        return next;
    }

    /// <summary>The state once a command is on its way to the venue; false when an order in that state can't be given it.</summary>
    public static bool TryNext(OrderStatus status, CommandAction command, out OrderStatus next)
    {
        next = (status, command) switch
        {
            (OrderStatus.None, CommandAction.New) => OrderStatus.PendingNew,
            (OrderStatus.PendingNew or OrderStatus.New or OrderStatus.PartiallyFilled or OrderStatus.Unknown, CommandAction.Cancel) => OrderStatus.PendingCancel,
            (OrderStatus.PendingNew or OrderStatus.New or OrderStatus.PartiallyFilled, CommandAction.Amend) => OrderStatus.PendingReplace,
            _ => OrderStatus.None,
        };
        return next != OrderStatus.None;
    }
}
