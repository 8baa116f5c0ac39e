using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// The orders that left and are not done. The matching stage folds one from the events; a gateway keeps another one on its own thread,
/// which is ahead of it, so that what a venue says twice never enters the journal. Preallocated; one thread.
/// </summary>
/// <param name="capacity">The most open orders.</param>
public sealed class GatewayOrders(int capacity) : ISnapshotState
{
    private readonly OrderMap<GatewayOrder> _orders = new(capacity);

    /// <summary>With room for every order that risk lets pass.</summary>
    public static GatewayOrders For(EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new GatewayOrders(options.Risk.MaxOpenOrders + EngineOrders.MaxUnderWay);
    }

    /// <summary>Open orders.</summary>
    public int Count => _orders.Count;

    /// <summary>The open orders, oldest first. Allocates: for a start, or the end.</summary>
    public IReadOnlyList<OrderId> Ids()
    {
        List<OrderId> ids = new(Count);
        for (int at = _orders.First; at >= 0; at = _orders.NextOf(at)) { ids.Add(_orders.IdAt(at)); }
        return ids;
    }

    /// <summary>False when the order is not open.</summary>
    public bool TryGet(OrderId id, out GatewayOrder order)
    {
        ref GatewayOrder found = ref _orders.Find(id);
        bool isOpen = !Unsafe.IsNullRef(ref found);
        order = isOpen ? found : default;
        return isOpen;
    }

    /// <summary>A command goes out. A change of an order that has ended meanwhile changes nothing: its end is on the way.</summary>
    public void OnCommand(in OrderCommand command, int epoch)
    {
        if (command.Action == CommandAction.New)
        {
            _orders.Add(command.OrderId) = new GatewayOrder
            {
                State = new OrderState(OrderStatus.PendingNew),
                Ordered = command.Quantity,
                Epoch = epoch,
                Instrument = command.Instrument,
                Account = command.Account,
                Strategy = command.Strategy,
                Side = command.Side,
            };
            return;
        }

        ref GatewayOrder order = ref _orders.Find(command.OrderId);
        if (!Unsafe.IsNullRef(ref order) && OrderStateMachine.TryNext(order.State, command.Action, out OrderState next)) { order.State = next; }
    }

    /// <summary>
    /// Takes a report in. False when it says nothing that may enter the engine: it is of no open order, was said before (a venue repeats
    /// itself after a break), or can't follow on what was said, such as a fill behind one that is missing; then the venue is to be asked.
    /// </summary>
    public bool TryApply(in ExecutionReport report)
    {
        ref GatewayOrder order = ref _orders.Find(report.OrderId);
        if (Unsafe.IsNullRef(ref order) || !FitsFills(in order, in report)) { return false; }
        if (!OrderStateMachine.TryNext(order.State, report.Kind, report.LeavesQuantity.IsZero, report.CumulativeQuantity.Raw > 0, out OrderState next)) { return false; }
        if (next == order.State && report.Kind is not (ReportKind.Fill or ReportKind.Triggered)) { return false; }

        if (report.Kind == ReportKind.Unknown) { order.IsLost = false; }
        if (report.Kind == ReportKind.Replaced) { order.Ordered = report.LastQuantity; }
        order.Filled = report.CumulativeQuantity;
        order.State = next;
        if (OrderStateMachine.IsTerminal(next.Status)) { _orders.Remove(report.OrderId); }
        return true;
    }

    /// <summary>
    /// A run begins that goes on from another: whether what was on its way has arrived nobody knows. Each such order is reported once, also
    /// when the report itself is lost with the run, since then it is pending again.
    /// </summary>
    public void OnEpochStart(Action<InstrumentId, ExecutionReport> lost)
    {
        ArgumentNullException.ThrowIfNull(lost);
        for (int at = _orders.First; at >= 0; at = _orders.NextOf(at))
        {
            ref GatewayOrder order = ref _orders.At(at);
            if (order.IsLost || !IsUnanswered(order.State.Status)) { continue; }
            order.IsLost = true;
            lost(order.Instrument, order.Report(_orders.IdAt(at), ReportKind.Unknown));
        }
    }

    /// <summary>
    /// For a gateway, before its engine starts: the orders of the recovered stage, those on their way as unknown as the stage will call
    /// them. What the gateway learns may be reported at once; it enters behind that.
    /// </summary>
    public void TakeOver(GatewayOrders recovered)
    {
        ArgumentNullException.ThrowIfNull(recovered);
        Invariant.Holds(Count == 0);
        foreach (OrderId id in recovered.Ids())
        {
            ref GatewayOrder order = ref _orders.Add(id);
            order = recovered._orders.Find(id);
            order.IsLost = false;
            if (IsUnanswered(order.State.Status)) { order.State = new OrderState(OrderStatus.Unknown); }
        }
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("orders at the gateway");
        transfer.Part(_orders);
    }

    private static bool IsUnanswered(OrderStatus status) => status is OrderStatus.PendingNew or OrderStatus.PendingCancel or OrderStatus.PendingReplace;

    // Fills come one by one, up to what was ordered; all else tells of the fills that are known here.
    private static bool FitsFills(in GatewayOrder order, in ExecutionReport report)
    {
        if (report.Kind != ReportKind.Fill) { return report.CumulativeQuantity == order.Filled; }
        return report.LastQuantity.Raw > 0 && report.CumulativeQuantity == order.Filled + report.LastQuantity
            && report.LeavesQuantity.Raw >= 0 && report.CumulativeQuantity + report.LeavesQuantity <= order.Ordered;
    }
}
