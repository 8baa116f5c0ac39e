using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// The risk stage's own copy of cash, positions and working orders. An order that passes reserves its cash and its
/// quantity; fills turn both into cash and position, and its last report gives back what is left, to exactly zero.
/// </summary>
internal sealed class RiskLedger
{
    private readonly CurrencyTable _currencies;
    private readonly OrderMap<WorkingOrder> _orders;
    private readonly Exposure[] _exposures;      // By instrument, then account.
    private readonly CashBalance[] _balances;    // By account, then currency.
    private readonly InstrumentTable _instruments;

    public RiskLedger(InstrumentTable instruments, IReadOnlyList<AccountOptions> accounts, int maxOpenOrders)
    {
        _currencies = new CurrencyTable(instruments, accounts);
        _orders = new OrderMap<WorkingOrder>(maxOpenOrders);
        _instruments = instruments;
        AccountCount = accounts.Count;
        _exposures = new Exposure[instruments.Count * accounts.Count];
        _balances = new CashBalance[accounts.Count * _currencies.Count];
        foreach (AccountOptions account in accounts)
        {
            foreach (Money cash in account.InitialCash) { BalanceOf(account.Id, cash.Currency).CashRaw = cash.Raw; }
        }
    }

    public int AccountCount { get; }

    public int OpenOrders => _orders.Count;

    public bool IsFull => _orders.IsFull;

    public ref readonly Exposure ExposureOf(AccountId account, InstrumentId instrument) => ref ExposureAt(account, instrument);

    /// <summary>Cash of the instrument's quote currency that no working order has reserved.</summary>
    public long AvailableRaw(AccountId account, InstrumentId instrument)
    {
        ref readonly CashBalance balance = ref QuoteBalanceOf(account, instrument);
        return checked(balance.CashRaw - balance.ReservedRaw);
    }

    public Money Cash(AccountId account, Currency currency) => new(BalanceOf(account, currency).CashRaw, currency);

    public Money Reserved(AccountId account, Currency currency) => new(BalanceOf(account, currency).ReservedRaw, currency);

    /// <summary>Takes an order that has passed; the table must not be full.</summary>
    public void Reserve(in OrderCommand command, long reserveRaw)
    {
        ref WorkingOrder order = ref _orders.Add(command.OrderId);
        order.Instrument = command.Instrument;
        order.Account = command.Account;
        order.Side = command.Side;
        order.Status = OrderStatus.PendingNew;
        order.Leaves = command.Quantity;
        order.ReservedRaw = reserveRaw;

        ExposureAt(command.Account, command.Instrument).AddWorking(command.Side, command.Quantity);
        ref CashBalance balance = ref QuoteBalanceOf(command.Account, command.Instrument);
        balance.ReservedRaw = checked(balance.ReservedRaw + reserveRaw);
    }

    /// <summary>
    /// Lets one cancel of an open order pass. A second one while the first is unanswered, or one of an order that is not
    /// open, is answered here: a flood of them must not reach the venue, whose answers have only so many places.
    /// </summary>
    public RejectReason TryCancel(OrderId id)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order)) { return RejectReason.UnknownOrder; }
        if (order.IsCancelPending) { return RejectReason.CancelPending; }
        order.IsCancelPending = true;
        return RejectReason.None;
    }

    /// <summary>
    /// Takes a venue's report in. A fill moves cash and position even when its order is not known here: it may be late, or
    /// of an order from before a restart, and money that has moved has moved.
    /// </summary>
    public void OnReport(InstrumentId instrument, in ExecutionReport report)
    {
        if (report.Kind == ReportKind.Fill) { Settle(instrument, in report); }
        ref WorkingOrder order = ref _orders.Find(report.OrderId);
        if (Unsafe.IsNullRef(ref order)) { return; }
        if (report.Kind == ReportKind.CancelRejected)
        {
            order.IsCancelPending = false;   // The order keeps its state, and may be cancelled again.
            return;
        }

        Invariant.Holds(order.Instrument == instrument && order.Account == report.Account && order.Side == report.Side);
        order.Status = OrderStateMachine.Next(order.Status, in report);
        if (report.Kind == ReportKind.Fill) { ReleaseFilled(ref order, in report); }
        if (OrderStateMachine.IsTerminal(order.Status))
        {
            Release(ref order, order.Leaves, order.ReservedRaw);
            _orders.Remove(report.OrderId);
        }
    }

    private void Settle(InstrumentId instrument, in ExecutionReport report)
    {
        Invariant.Holds(_instruments.Contains(instrument));
        Invariant.Holds(report.Account.Value < AccountCount);
        Invariant.Holds(report.Side is Side.Buy or Side.Sell);
        Invariant.Holds(report.LastQuantity.Raw > 0);

        Instrument traded = _instruments[instrument];
        long notional = traded.Notional(report.LastPrice, report.LastQuantity).Raw;
        ref CashBalance balance = ref QuoteBalanceOf(report.Account, instrument);
        balance.CashRaw = checked(report.Side == Side.Buy ? balance.CashRaw - notional : balance.CashRaw + notional);
        if (report.FeeRaw != 0)
        {
            ref CashBalance payer = ref report.FeeCurrency == traded.Quote ? ref balance : ref BalanceOf(report.Account, report.FeeCurrency);
            payer.CashRaw = checked(payer.CashRaw - report.FeeRaw);
        }

        ExposureAt(report.Account, instrument).AddFill(report.Side, report.LastQuantity);
    }

    // The part is rounded down: what stays reserved still covers what still works.
    private void ReleaseFilled(ref WorkingOrder order, in ExecutionReport report)
    {
        Invariant.Holds(report.LastQuantity <= order.Leaves);
        Invariant.Holds(report.LeavesQuantity.IsZero || report.LeavesQuantity == order.Leaves - report.LastQuantity);
        long part = (long)Rounding.Floor((Int128)order.ReservedRaw * report.LastQuantity.Raw, order.Leaves.Raw);
        Release(ref order, report.LastQuantity, part);
    }

    private void Release(ref WorkingOrder order, Quantity quantity, long reservedRaw)
    {
        order.Leaves -= quantity;
        order.ReservedRaw -= reservedRaw;
        ExposureAt(order.Account, order.Instrument).RemoveWorking(order.Side, quantity);
        ref CashBalance balance = ref QuoteBalanceOf(order.Account, order.Instrument);
        balance.ReservedRaw -= reservedRaw;
        Invariant.Holds(order.Leaves.Raw >= 0 && order.ReservedRaw >= 0 && balance.ReservedRaw >= 0);
    }

    private ref Exposure ExposureAt(AccountId account, InstrumentId instrument)
    {
        Invariant.Holds(account.Value < AccountCount);
        return ref _exposures[(instrument.Value * AccountCount) + account.Value];
    }

    private ref CashBalance QuoteBalanceOf(AccountId account, InstrumentId instrument) =>
        ref _balances[(account.Value * _currencies.Count) + _currencies.QuoteOf(instrument)];

    private ref CashBalance BalanceOf(AccountId account, Currency currency) =>
        ref _balances[(account.Value * _currencies.Count) + _currencies.PlaceOf(currency)];
}
