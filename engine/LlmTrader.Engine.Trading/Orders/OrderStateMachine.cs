using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>The life of an order as FIX 4.4 orders it. A transition that is not in the table is a broken invariant.</summary>
public static class OrderStateMachine
{
    public static bool IsTerminal(OrderStatus status) =>
        status is OrderStatus.Filled or OrderStatus.Canceled or OrderStatus.Rejected or OrderStatus.Expired;

    /// <summary>Whether an order in this state may still fill.</summary>
    public static bool IsOpen(OrderStatus status) => status != OrderStatus.None && !IsTerminal(status);

    /// <summary>The state after a report; false when an order in that state can't get such a report.</summary>
    public static bool TryNext(OrderStatus status, ReportKind report, bool isDone, out OrderStatus next)
    {
        next = (status, report) switch
        {
            (OrderStatus.PendingNew, ReportKind.Accepted) => OrderStatus.New,
            (OrderStatus.PendingNew, ReportKind.Rejected) => OrderStatus.Rejected,

            // A venue may fill before it says that it accepted; what it fills, it has accepted.
            (OrderStatus.PendingNew or OrderStatus.New or OrderStatus.PartiallyFilled, ReportKind.Fill) =>
                isDone ? OrderStatus.Filled : OrderStatus.PartiallyFilled,
            (OrderStatus.PendingCancel, ReportKind.Fill) => isDone ? OrderStatus.Filled : OrderStatus.PendingCancel,

            (OrderStatus.PendingNew or OrderStatus.New or OrderStatus.PartiallyFilled or OrderStatus.PendingCancel, ReportKind.Canceled) =>
                OrderStatus.Canceled,
            (OrderStatus.PendingNew or OrderStatus.New or OrderStatus.PartiallyFilled or OrderStatus.PendingCancel, ReportKind.Expired) =>
                OrderStatus.Expired,

            // A cancel can overtake the acknowledgement; the order is then already being cancelled.
            (OrderStatus.PendingCancel, ReportKind.Accepted) => OrderStatus.PendingCancel,
            (OrderStatus.PendingCancel, ReportKind.Rejected) => OrderStatus.Rejected,

            // It is about the cancel: the order, which most often has just ended, keeps its state.
            (_, ReportKind.CancelRejected) => status,
            _ => OrderStatus.None,
        };
        return next != OrderStatus.None;
    }

    /// <summary>As <see cref="TryNext"/>; an illegal transition stops the engine.</summary>
    public static OrderStatus Next(OrderStatus status, in ExecutionReport report)
    {
        bool legal = TryNext(status, report.Kind, report.LeavesQuantity.IsZero, out OrderStatus next);
        Invariant.Holds(legal);
        return next;
    }
}
