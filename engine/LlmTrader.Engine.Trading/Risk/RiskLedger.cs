using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// The risk stage's own copy of positions and working orders. An order that passes reserves its cash or margin and its
/// quantity; fills turn the quantity into position, and its last report gives back what is left, to exactly zero.
/// </summary>
internal sealed class RiskLedger : ISnapshotState
{
    private readonly CurrencyTable _currencies;
    private readonly OrderMap<WorkingOrder> _orders;
    private readonly OrderMap<WorkingGroup> _groups;
    private readonly Exposure[] _exposures;      // By instrument, then account.
    private readonly CashBalance[] _balances;    // By account, then currency.
    private readonly int[] _quoteBalances;       // As the exposures: where the instrument's quote currency lies among the balances.
    private readonly InstrumentTable _instruments;

    private readonly int _maxOpenOrders;

    public RiskLedger(InstrumentTable instruments, CurrencyTable currencies, int accounts, int maxOpenOrders, bool startsSmall)
    {
        _maxOpenOrders = maxOpenOrders;
        _currencies = currencies;
        _orders = new OrderMap<WorkingOrder>(maxOpenOrders + EngineOrders.MaxUnderWay, startsSmall);
        _groups = new OrderMap<WorkingGroup>(maxOpenOrders, startsSmall);
        _instruments = instruments;
        AccountCount = accounts;
        _exposures = new Exposure[instruments.Count * accounts];
        _balances = new CashBalance[accounts * currencies.Count];
        _quoteBalances = new int[_exposures.Length];
        foreach (Instrument instrument in instruments.All)
        {
            for (int account = 0; account < accounts; account++)
            {
                _quoteBalances[PlaceOf(new AccountId((ushort)account), instrument.Id)] = (account * currencies.Count) + currencies.QuoteOf(instrument.Id);
            }
        }
    }

    /// <summary>Is told of every change of what works; null when nobody wants to know.</summary>
    public IWorkingObserver? Observer { get; set; }

    public int AccountCount { get; }

    /// <summary>The orders that have passed and are not done, in order of arrival.</summary>
    public OrderMap<WorkingOrder> Orders => _orders;

    public int OpenOrders => _orders.Count;

    /// <summary>Whether no further order of a person or a strategy can work.</summary>
    public bool IsFull => _orders.Count >= _maxOpenOrders;

    /// <summary>Whether not even one of the engine itself can.</summary>
    public bool IsFullForEngine => _orders.IsFull;

    public ref readonly Exposure ExposureOf(AccountId account, InstrumentId instrument) => ref ExposureAt(account, instrument);

    /// <summary>What working orders have reserved of the instrument's quote currency.</summary>
    public long ReservedRaw(AccountId account, InstrumentId instrument) => _balances[_quoteBalances[PlaceOf(account, instrument)]].ReservedRaw;

    public Money Reserved(AccountId account, Currency currency) => new(BalanceOf(account, currency).ReservedRaw, currency);

    /// <summary>
    /// What a new order adds to what its side may come to. The exits of a group add nothing: those of a bracket close what its
    /// entry opens and count once that fills, and of orders that cancel each other the first counts.
    /// </summary>
    public Quantity Added(in OrderCommand command)
    {
        if (command.Contingency == Contingency.Child) { return Quantity.Zero; }
        if (command.Contingency != Contingency.OneCancelsOther) { return command.Quantity; }
        ref WorkingGroup group = ref _groups.Find(command.GroupId);
        return !Unsafe.IsNullRef(ref group) && group.Side == command.Side ? Quantity.Zero : command.Quantity;
    }

    /// <summary>Takes an order that has passed, with the reserve for its part <paramref name="opening"/>; the table must not be full.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]   // Apart from the check, as OrderValue.TryCompute.
    public void Reserve(in OrderCommand command, long reserveRaw, Quantity opening)
    {
        ref WorkingOrder order = ref _orders.Add(command.OrderId);
        order.Command = command;
        order.State = new OrderState(OrderStatus.PendingNew);
        order.CountsItself = command.Contingency == Contingency.None || !JoinGroup(in command);
        order.Leaves = command.Quantity;
        order.ReservedRaw = reserveRaw;
        order.Opening = opening;
        Account(in order, command.Quantity, reserveRaw);
    }

    /// <summary>Gives back all of an order that has passed but is not sent after all, since another one of its group has not.</summary>
    public void Withdraw(OrderId id)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        Invariant.Holds(!Unsafe.IsNullRef(ref order));
        End(id, ref order);
    }

    /// <summary>
    /// Whether a cancel or an amendment of an order may pass. A second one while the first is unanswered, or one of an order that
    /// is not open, is answered here: a flood of them must not reach the venue, whose answers have only so many places.
    /// </summary>
    public RejectReason CanChange(OrderId id, CommandAction action)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order)) { return RejectReason.UnknownOrder; }
        if (OrderStateMachine.IsPending(order.State.Status)) { return RejectReason.CancelPending; }
        return OrderStateMachine.TryNext(order.State, action, out _) ? RejectReason.None : RejectReason.UnknownOrder;
    }

    /// <summary>Lets a cancel pass that <see cref="CanChange"/> allows.</summary>
    public void BeginCancel(OrderId id) => Begin(ref _orders.Find(id), CommandAction.Cancel);

    /// <summary>Whether an open order has some of the currency reserved, or could open a perpetual once the position that it reduces is gone.</summary>
    public bool MayOpen(in WorkingOrder order, Currency currency)
    {
        Instrument instrument = _instruments[order.Command.Instrument];
        bool mayTurn = instrument.IsPerpetual && (order.Command.Flags & OrderFlags.ReduceOnly) == 0;
        return instrument.Quote == currency && (mayTurn || order.HeldReservedRaw != 0);
    }

    /// <summary>Places, and how many there are, for what is kept by account, instrument and side.</summary>
    public int SideOf(AccountId account, InstrumentId instrument, Side side) => (PlaceOf(account, instrument) * 2) + (side == Side.Buy ? 0 : 1);

    public int Sides => _exposures.Length * 2;

    /// <summary>How far all that works on a side could lead beyond a flat position, raw; not above 0 when it only reduces.</summary>
    public Int128 Beyond(AccountId account, InstrumentId instrument, Side side)
    {
        Int128 worstCase = ExposureAt(account, instrument).WorstCase(side, Quantity.Zero);
        return side == Side.Buy ? worstCase : -worstCase;
    }

    /// <summary>The open order that an amendment names.</summary>
    public ref readonly WorkingOrder Find(OrderId id) => ref _orders.Find(id);

    /// <summary>What is open, in order of arrival.</summary>
    public IReadOnlyList<OpenOrder> ListOpen()
    {
        List<OpenOrder> open = new(_orders.Count);
        for (int at = _orders.First; at >= 0; at = _orders.NextOf(at))
        {
            ref readonly WorkingOrder order = ref _orders.At(at);
            open.Add(new OpenOrder(order.Command, order.State.Status, order.Filled, order.Leaves));
        }

        return open;
    }

    /// <summary>Lets an amendment pass: until it is answered, the larger of what was and what will be is reserved.</summary>
    /// <param name="wanted">The order as it will be.</param>
    /// <param name="leaves">What may then still fill.</param>
    /// <param name="reserveRaw">The cash or margin for it.</param>
    /// <param name="opening">The part of it that the reserve is for.</param>
    public void BeginAmend(in OrderCommand wanted, Quantity leaves, long reserveRaw, Quantity opening)
    {
        ref WorkingOrder order = ref _orders.Find(wanted.OrderId);
        Quantity leavesBefore = order.HeldLeaves;
        long reservedBefore = order.HeldReservedRaw;
        Begin(ref order, CommandAction.Amend);
        order.BeginAmend(in wanted, leaves, reserveRaw, opening);
        Account(in order, order.HeldLeaves - leavesBefore, order.HeldReservedRaw - reservedBefore);
    }

    /// <summary>
    /// Takes a venue's report in. A fill moves the position even when its order is not known here: it may be late, or
    /// of an order from before a restart, and what has traded has traded.
    /// </summary>
    public ReportedOrder OnReport(InstrumentId instrument, in ExecutionReport report)
    {
        if (report.Kind == ReportKind.Fill) { Settle(instrument, in report); }
        ref WorkingOrder order = ref _orders.Find(report.OrderId);
        if (Unsafe.IsNullRef(ref order)) { return ReportedOrder.Unknown; }

        if (report.Kind is not (ReportKind.CancelRejected or ReportKind.ReplaceRejected))
        {
            Invariant.Holds(order.Command.Instrument == instrument && order.Command.Account == report.Account && order.Command.Side == report.Side);
            Invariant.Holds(report.Kind != ReportKind.Fill || order.CanFill(report.LastQuantity, report.LeavesQuantity));
        }

        order.State = OrderStateMachine.Next(order.State, in report);
        if (OrderStateMachine.IsTerminal(order.State.Status))
        {
            if (report.Kind == ReportKind.Fill) { CountFill(in order, report.LastQuantity); }
            End(report.OrderId, ref order);
            return ReportedOrder.Done;
        }

        Quantity leavesBefore = order.HeldLeaves;
        long reservedBefore = order.HeldReservedRaw;
        switch (report.Kind)
        {
            case ReportKind.Fill:
                order.Fill(report.LastQuantity);
                CountFill(in order, report.LastQuantity);
                order.Cut(report.LeavesQuantity);
                break;
            case ReportKind.Replaced:
                order.EndAmend(tookEffect: true);
                order.Cut(report.LeavesQuantity);
                break;
            case ReportKind.ReplaceRejected: order.EndAmend(tookEffect: false); break;
            case ReportKind.Accepted or ReportKind.Triggered when !report.LeavesQuantity.IsZero && report.LeavesQuantity < order.Leaves: order.Cut(report.LeavesQuantity); break;
            default: return ReportedOrder.Open;   // It holds what it held.
        }

        Account(in order, order.HeldLeaves - leavesBefore, order.HeldReservedRaw - reservedBefore);
        return ReportedOrder.Open;
    }

    private static void Begin(ref WorkingOrder order, CommandAction action)
    {
        bool isLegal = OrderStateMachine.TryNext(order.State, action, out order.State);
        Invariant.Holds(isLegal);
    }

    // True when the order counts with the group, not as itself.
    private bool JoinGroup(in OrderCommand command)
    {
        ref WorkingGroup group = ref _groups.Find(command.GroupId);
        if (Unsafe.IsNullRef(ref group))
        {
            Invariant.Holds(command.Contingency != Contingency.Child);   // Its parent has passed before it.
            group = ref _groups.Add(command.GroupId);
            bool isBracket = command.Contingency == Contingency.Parent;
            group.Side = isBracket && command.Side == Side.Buy ? Side.Sell : isBracket ? Side.Buy : command.Side;
            if (!isBracket) { CountMore(in command, ref group, command.Quantity); }
        }

        group.Open++;
        if (command.Contingency == Contingency.Parent || command.Side != group.Side) { return false; }
        group.Exits++;
        return true;
    }

    // The order's own quantity is settled with its leaves; here is what it does to the group.
    private void CountFill(in WorkingOrder order, Quantity filled)
    {
        if (order.Command.Contingency == Contingency.None) { return; }
        ref WorkingGroup group = ref _groups.Find(order.Command.GroupId);
        if (!order.CountsItself) { CountMore(in order.Command, ref group, -filled); }
        else if (order.Command.Contingency == Contingency.Parent && group.Exits > 0) { CountMore(in order.Command, ref group, filled); }
    }

    private void CountMore(in OrderCommand command, ref WorkingGroup group, Quantity change)
    {
        group.Counted += change;
        Invariant.Holds(group.Counted.Raw >= 0);
        ExposureAt(command.Account, command.Instrument).ChangeWorking(group.Side, change);
        Observer?.OnWorking(in command, group.Side, change);
    }

    private void End(OrderId id, ref WorkingOrder order)
    {
        Account(in order, -order.HeldLeaves, -order.HeldReservedRaw);
        if (order.Command.Contingency != Contingency.None) { LeaveGroup(in order); }
        Observer?.OnDone(in order.Command);
        _orders.Remove(id);
    }

    private void LeaveGroup(in WorkingOrder order)
    {
        ref WorkingGroup group = ref _groups.Find(order.Command.GroupId);
        if (!order.CountsItself && --group.Exits == 0) { CountMore(in order.Command, ref group, -group.Counted); }
        if (--group.Open == 0) { _groups.Remove(order.Command.GroupId); }
    }

    // What the order holds changes by these amounts.
    private void Account(in WorkingOrder order, Quantity leaves, long reservedRaw)
    {
        int place = PlaceOf(order.Command.Account, order.Command.Instrument);
        if (order.CountsItself)
        {
            _exposures[place].ChangeWorking(order.Command.Side, leaves);
            Observer?.OnWorking(in order.Command, order.Command.Side, leaves);
        }

        ref CashBalance balance = ref _balances[_quoteBalances[place]];
        balance.ReservedRaw = checked(balance.ReservedRaw + reservedRaw);
        Invariant.Holds(order.Leaves.Raw >= 0 && order.ReservedRaw >= 0 && balance.ReservedRaw >= 0);
    }

    private void Settle(InstrumentId instrument, in ExecutionReport report)
    {
        Invariant.Holds(_instruments.Contains(instrument));
        Invariant.Holds(report.Account.Value < AccountCount);
        Invariant.Holds(report.Side is Side.Buy or Side.Sell);
        Invariant.Holds(report.LastQuantity.Raw > 0);

        ExposureAt(report.Account, instrument).AddFill(report.Side, report.LastQuantity);
    }

    private ref Exposure ExposureAt(AccountId account, InstrumentId instrument) => ref _exposures[PlaceOf(account, instrument)];

    private int PlaceOf(AccountId account, InstrumentId instrument)
    {
        Invariant.Holds(account.Value < AccountCount);
        return (instrument.Value * AccountCount) + account.Value;
    }

    private ref CashBalance BalanceOf(AccountId account, Currency currency) =>
        ref _balances[(account.Value * _currencies.Count) + _currencies.PlaceOf(currency)];

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("risk ledger");
        transfer.Values(_exposures.AsSpan());
        transfer.Values(_balances.AsSpan());
        transfer.Part(_orders);
        transfer.Part(_groups);
    }
}
