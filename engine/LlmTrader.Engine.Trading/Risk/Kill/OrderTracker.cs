using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Says which of the ledger's open orders are to be cancelled, and sends the risk engine's cancels for them.</summary>
/// <remarks>At most <see cref="MaxCancels"/> cancels are on their way through the Sequencer at once; the next ones follow when those have come back.</remarks>
internal sealed class OrderTracker(RiskLedger ledger, ICommandPort? port) : ISnapshotState
{
    public const int MaxCancels = 32;

    private readonly OrderMap<WorkingOrder> _orders = ledger.Orders;
    private readonly RiskLedger _ledger = ledger;
    private readonly long[] _taken = new long[ledger.Sides];   // While opening orders are looked for, by side: what cancels under way take back. Else zero.
    private int _underWay;

    /// <summary>Whether the next <see cref="Send"/> has anything to look for.</summary>
    public bool IsWanted { get; private set; }

    /// <summary>Cancels that were sent.</summary>
    public long CancelsSent { get; private set; }

    /// <summary>Something has been stopped: what works of it is to be cancelled at the next <see cref="Send"/>.</summary>
    public void Want() => IsWanted = true;

    /// <summary>The orders that an operator means are to be cancelled.</summary>
    public void WantAll(in CancelAll which)
    {
        for (int at = _orders.First; at >= 0; at = _orders.NextOf(at))
        {
            ref WorkingOrder order = ref _orders.At(at);
            if (!which.Instrument.IsNone && order.Command.Instrument != which.Instrument) { continue; }
            if (which.OfStrategy != 0 && order.Command.Strategy != which.Strategy) { continue; }
            order.IsUnwanted = IsWanted = true;
        }
    }

    /// <summary>The account's orders that may open something with the currency are to be cancelled.</summary>
    public void WantOpening(AccountId account, Currency currency)
    {
        for (int at = _orders.First; at >= 0; at = _orders.NextOf(at))
        {
            ref WorkingOrder order = ref _orders.At(at);
            if (order.Command.Account != account || order.IsUnwanted || !_ledger.MayOpen(in order, currency)) { continue; }
            order.IsUnwanted = IsWanted = true;
        }
    }

    /// <summary>A cancel of the risk engine has come back through the Sequencer, whatever its verdict.</summary>
    public void OnCancelReturned()
    {
        _underWay--;
        Invariant.Holds(_underWay >= 0);
        IsWanted = true;
    }

    /// <summary>A cancel was refused or lost, or an amendment that kept it from passing is over, and the order works on: it may be asked for again.</summary>
    public void OnChangeEnded(OrderId id)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (!order.IsBeingCancelled) { return; }
        order.IsBeingCancelled = false;
        IsWanted = true;
    }

    /// <summary>Sends the next cancels of what is stopped, when there are any and no others are under way.</summary>
    public void Send(RiskStops stops, TradingState state)
    {
        if (!IsWanted || _underWay > 0 || port is null) { return; }
        IsWanted = false;
        for (int at = _orders.First; at >= 0 && _underWay < MaxCancels; at = _orders.NextOf(at))
        {
            ref WorkingOrder order = ref _orders.At(at);
            if (state == TradingState.Halted || order.IsUnwanted || stops.IsHalted(order.Command.Strategy)) { Cancel(port, ref order); }
        }

        if (state == TradingState.Reducing || stops.AnyReduces) { CancelOpening(port, stops, state == TradingState.Reducing); }
    }

    // As many of a side's orders as could lead beyond a flat position: the newest first, since the oldest would have passed as
    // reducing, and the exits of groups last. A reduce-only order opens nothing: the venue cuts it off.
    private void CancelOpening(ICommandPort to, RiskStops stops, bool all)
    {
        for (int at = _orders.First; at >= 0; at = _orders.NextOf(at))
        {
            ref WorkingOrder order = ref _orders.At(at);
            if (order.IsBeingCancelled) { Take(in order); }
        }

        for (int pass = 0; pass < 2; pass++)
        {
            bool isExits = pass == 1;
            for (int at = _orders.Last; at >= 0 && _underWay < MaxCancels; at = _orders.PreviousOf(at))
            {
                ref WorkingOrder order = ref _orders.At(at);
                ref readonly OrderCommand command = ref order.Command;
                if (order.IsBeingCancelled || command.Strategy.IsEngine || !(all || stops.IsReducing(command.Account, command.Strategy))) { continue; }
                if (order.CountsItself == isExits || (command.Flags & OrderFlags.ReduceOnly) != 0) { continue; }
                if (_ledger.Beyond(command.Account, command.Instrument, command.Side) <= TakenOf(in order)) { continue; }
                Cancel(to, ref order);
                Take(in order);
            }
        }

        for (int at = _orders.First; at >= 0; at = _orders.NextOf(at)) { TakenOf(in _orders.At(at)) = 0; }
    }

    // The exits of a group count together, and only when all are gone nothing of them is left.
    private void Take(in WorkingOrder order)
    {
        if (order.CountsItself) { TakenOf(in order) += order.HeldLeaves.Raw; }
    }

    private ref long TakenOf(in WorkingOrder order) => ref _taken[_ledger.SideOf(order.Command.Account, order.Command.Instrument, order.Command.Side)];

    private void Cancel(ICommandPort to, ref WorkingOrder order)
    {
        if (order.IsBeingCancelled || order.Command.Strategy.IsEngine) { return; }
        order.IsBeingCancelled = true;
        _underWay++;
        CancelsSent++;
        OrderCommand cancel = new()
        {
            OrderId = order.Command.OrderId,
            Instrument = order.Command.Instrument,
            Account = order.Command.Account,
            Strategy = StrategyId.Risk,
            Action = CommandAction.Cancel,
            Side = order.Command.Side,
        };
        to.SubmitCommand(cancel.Instrument, in cancel);
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("order tracker");
        transfer.Value(ref _underWay);
        (bool isWanted, long cancelsSent) = (IsWanted, CancelsSent);
        transfer.Value(ref isWanted);
        transfer.Value(ref cancelsSent);
        (IsWanted, CancelsSent) = (isWanted, cancelsSent);
    }
}
