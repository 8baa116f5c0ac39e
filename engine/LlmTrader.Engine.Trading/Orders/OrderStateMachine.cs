using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// The life of an order as FIX 4.4 orders it (volume 4, appendix D), with <see cref="OrderStatus.Unknown"/> for what FIX leaves to
/// the parties. A transition that is not in the tables is a broken invariant.
/// </summary>
public static class OrderStateMachine
{
    // NextOfSettled of everything: most reports are about orders of which no change is under way, and each stage asks.
    private static readonly OrderStatus[] SettledNext = AskAll();

    public static bool IsTerminal(OrderStatus status) =>
        status is OrderStatus.Filled or OrderStatus.Canceled or OrderStatus.Rejected or OrderStatus.Expired;

    /// <summary>Whether an order in this state may still fill.</summary>
    public static bool IsOpen(OrderStatus status) => status != OrderStatus.None && !IsTerminal(status);

    /// <summary>Whether a cancel or an amendment is under way; there is one at a time.</summary>
    public static bool IsPending(OrderStatus status) => status is OrderStatus.PendingCancel or OrderStatus.PendingReplace;

    /// <summary>The state after a report; false when an order in that state can't get such a report.</summary>
    /// <param name="state">Before the report.</param>
    /// <param name="report">What it says.</param>
    /// <param name="isDone">Whether nothing of the order is left to fill after it.</param>
    /// <param name="hasFilled">Whether any of the order has filled, this report included.</param>
    /// <param name="next">After the report.</param>
    public static bool TryNext(OrderState state, ReportKind report, bool isDone, bool hasFilled, out OrderState next)
    {
        next = IsPending(state.Status)
            ? NextOfPending(state, report, isDone, Working(hasFilled))
            : new OrderState(SettledNext[PlaceOf(state.Status, report, isDone, hasFilled)]);
        return next.Status != OrderStatus.None;
    }

    /// <summary>As <see cref="TryNext(OrderState, ReportKind, bool, bool, out OrderState)"/>; an illegal transition stops the engine.</summary>
    public static OrderState Next(OrderState state, in ExecutionReport report)
    {
        bool legal = TryNext(state, report.Kind, report.LeavesQuantity.IsZero, report.CumulativeQuantity.Raw > 0, out OrderState next);
        Invariant.Holds(legal);
        return next;
    }

    /// <summary>The state once a command is on its way to the venue; false when an order in that state can't be given it.</summary>
    public static bool TryNext(OrderState state, CommandAction command, out OrderState next)
    {
        next = (state.Status, command) switch
        {
            (OrderStatus.None, CommandAction.New) => new OrderState(OrderStatus.PendingNew),
            (OrderStatus.PendingNew or OrderStatus.New or OrderStatus.PartiallyFilled or OrderStatus.Unknown, CommandAction.Cancel) => new OrderState(OrderStatus.PendingCancel, state.Status),
            (OrderStatus.PendingNew or OrderStatus.New or OrderStatus.PartiallyFilled, CommandAction.Amend) => new OrderState(OrderStatus.PendingReplace, state.Status),
            _ => default,
        };
        return next.Status != OrderStatus.None;
    }

    // The change stays under way as long as the order is open.
    private static OrderState NextOfPending(OrderState state, ReportKind report, bool isDone, OrderStatus working) => report switch
    {
        // It is about a cancel or an amendment: the order is what it was.
        ReportKind.CancelRejected => state.Status == OrderStatus.PendingCancel ? new OrderState(state.Before) : state,
        ReportKind.ReplaceRejected => state.Status == OrderStatus.PendingReplace ? new OrderState(state.Before) : state,
        ReportKind.Replaced => new OrderState(state.Status != OrderStatus.PendingReplace ? OrderStatus.None : isDone ? OrderStatus.Filled : working),

        // Whoever has been lost has lost the answer to its change too.
        ReportKind.Unknown => new OrderState(OrderStatus.Unknown),
        _ => Above(NextOfSettled(state.Before, report, isDone, working), state.Status),
    };

    private static OrderState Above(OrderStatus beneath, OrderStatus change) => IsOpen(beneath) ? new OrderState(change, beneath) : new OrderState(beneath);

    // What a report makes of an order of which no change is under way; none when it can't come.
    private static OrderStatus NextOfSettled(OrderStatus status, ReportKind report, bool isDone, OrderStatus working) => report switch
    {
        // The order most often has just ended, or has not arrived yet.
        ReportKind.CancelRejected or ReportKind.ReplaceRejected => status,
        _ when !IsOpen(status) => OrderStatus.None,

        // It may have filled first; and a venue that is asked about an order of unknown state may say that it has it.
        ReportKind.Accepted => status switch
        {
            OrderStatus.PendingNew => OrderStatus.New,
            OrderStatus.Unknown => working,
            OrderStatus.PartiallyFilled => status,
            _ => OrderStatus.None,
        },
        ReportKind.Rejected => status is OrderStatus.New or OrderStatus.PartiallyFilled ? OrderStatus.None : OrderStatus.Rejected,

        // A venue may fill before it says that it accepted; what it fills, it has accepted.
        ReportKind.Fill => isDone ? OrderStatus.Filled : OrderStatus.PartiallyFilled,
        ReportKind.Triggered => status,
        ReportKind.Canceled => OrderStatus.Canceled,
        ReportKind.Expired => OrderStatus.Expired,
        ReportKind.Unknown => OrderStatus.Unknown,
        ReportKind.NotSent => status == OrderStatus.Unknown ? OrderStatus.Rejected : OrderStatus.None,
        _ => OrderStatus.None,
    };

    private static OrderStatus Working(bool hasFilled) => hasFilled ? OrderStatus.PartiallyFilled : OrderStatus.New;

    private static OrderStatus[] AskAll()
    {
        var next = new OrderStatus[PlaceOf(OrderStatus.Unknown + 1, report: 0, isDone: false, hasFilled: false)];
        foreach (OrderStatus status in Enum.GetValues<OrderStatus>())
        {
            foreach (ReportKind report in Enum.GetValues<ReportKind>())
            {
                foreach ((bool isDone, bool hasFilled) in ((bool, bool)[])[(false, false), (false, true), (true, false), (true, true)])
                {
                    if (!IsPending(status)) { next[PlaceOf(status, report, isDone, hasFilled)] = NextOfSettled(status, report, isDone, Working(hasFilled)); }
                }
            }
        }

        return next;
    }

    // Every byte has a place as a kind: one that is none leads nowhere.
    private static int PlaceOf(OrderStatus status, ReportKind report, bool isDone, bool hasFilled) => ((int)status << 10) | ((int)report << 2) | (isDone ? 2 : 0) | (hasFilled ? 1 : 0);
}
