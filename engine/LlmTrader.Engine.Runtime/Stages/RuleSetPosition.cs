using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// The signals stage's own copy of where its orders stand, folded from reports. An intent counts as working from the
/// moment it is wanted, answered or not: otherwise the same decision would be taken twice.
/// </summary>
public sealed class RuleSetPosition(int instruments, int maxOpenOrders)
{
    private readonly Quantity[] _position = new Quantity[instruments];
    private readonly Quantity[] _working = new Quantity[instruments];
    private readonly OrderMap<OpenIntent> _open = new(maxOpenOrders);

    public bool IsFull => _open.IsFull;

    public Quantity Position(InstrumentId instrument) => _position[instrument.Value];

    public Quantity Working(InstrumentId instrument) => _working[instrument.Value];

    public void OnIntent(in OrderCommand command)
    {
        ref OpenIntent intent = ref _open.Add(command.OrderId);
        intent.Leaves = Signed(command.Side, command.Quantity);
        intent.Status = OrderStatus.PendingNew;
        _working[command.Instrument.Value] += intent.Leaves;
    }

    /// <summary>Whether a cancel of the order makes sense; it is then on its way and must not be sent again.</summary>
    public bool TryCancel(OrderId id)
    {
        ref OpenIntent intent = ref _open.Find(id);
        if (Unsafe.IsNullRef(ref intent) || intent.Status == OrderStatus.PendingCancel) { return false; }
        intent.Status = OrderStatus.PendingCancel;
        return true;
    }

    /// <summary>Folds a report of an order of this rule set; others are not in the table and are passed over.</summary>
    public void OnReport(InstrumentId instrument, in ExecutionReport report)
    {
        ref OpenIntent intent = ref _open.Find(report.OrderId);
        if (Unsafe.IsNullRef(ref intent) || report.Kind == ReportKind.CancelRejected) { return; }

        if (report.Kind == ReportKind.Fill)
        {
            Quantity filled = Signed(report.Side, report.LastQuantity);
            _position[instrument.Value] += filled;
            _working[instrument.Value] -= filled;
            intent.Leaves -= filled;
        }

        intent.Status = OrderStateMachine.Next(intent.Status, in report);
        if (!OrderStateMachine.IsTerminal(intent.Status)) { return; }
        _working[instrument.Value] -= intent.Leaves;
        _open.Remove(report.OrderId);
    }

    private static Quantity Signed(Side side, Quantity quantity) => side == Side.Buy ? quantity : -quantity;

    private struct OpenIntent
    {
        public Quantity Leaves;   // Signed.
        public OrderStatus Status;
    }
}
