using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>All orders that have passed and are not done, in order of arrival, and the cancels that the risk engine sends for them.</summary>
/// <remarks>At most <see cref="MaxCancels"/> cancels are on their way through the Sequencer at once; the next ones follow when those have come back.</remarks>
internal sealed class OrderTracker(int capacity, ICommandPort? port) : ISnapshotState
{
    public const int MaxCancels = 32;

    private readonly OrderMap<TrackedOrder> _orders = new(capacity);
    private int _underWay;

    /// <summary>Whether the next <see cref="Send"/> has anything to look for.</summary>
    public bool IsWanted { get; private set; }

    /// <summary>Cancels that were sent.</summary>
    public long CancelsSent { get; private set; }

    public void Add(in OrderCommand command)
    {
        ref TrackedOrder order = ref _orders.Add(command.OrderId);
        order.Instrument = command.Instrument;
        order.Account = command.Account;
        order.Strategy = command.Strategy;
        order.Side = command.Side;
    }

    /// <summary>A null reference (<see cref="Unsafe.IsNullRef{T}"/>) when it is not open.</summary>
    public ref TrackedOrder Find(OrderId id) => ref _orders.Find(id);

    public void Remove(OrderId id) => _orders.Remove(id);

    /// <summary>Something has been stopped: what works of it is to be cancelled at the next <see cref="Send"/>.</summary>
    public void Want() => IsWanted = true;

    /// <summary>The account's orders that may open something with the currency are to be cancelled.</summary>
    public void WantOpening(AccountId account, Currency currency, RiskLedger ledger)
    {
        for (int at = _orders.First; at >= 0; at = _orders.NextOf(at))
        {
            ref TrackedOrder order = ref _orders.At(at);
            if (order.Account != account || order.IsUnwanted || !ledger.MayOpen(_orders.IdAt(at), currency)) { continue; }
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

    /// <summary>A cancel was refused, or an amendment that kept it from passing is over, and the order works on: it may be asked for again.</summary>
    public void OnChangeEnded(OrderId id)
    {
        ref TrackedOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order) || !order.IsBeingCancelled) { return; }
        order.IsBeingCancelled = false;
        IsWanted = true;
    }

    /// <summary>Sends the next cancels of what is stopped, when there are any and no others are under way.</summary>
    public void Send(RiskStops stops, bool everything)
    {
        if (!IsWanted || _underWay > 0 || port is null) { return; }
        IsWanted = false;
        for (int at = _orders.First; at >= 0 && _underWay < MaxCancels; at = _orders.NextOf(at))
        {
            ref TrackedOrder order = ref _orders.At(at);
            if (order.IsBeingCancelled || order.Strategy.IsEngine || !(everything || order.IsUnwanted || stops.IsHalted(order.Strategy))) { continue; }
            order.IsBeingCancelled = true;
            _underWay++;
            CancelsSent++;
            OrderCommand cancel = new()
            {
                OrderId = _orders.IdAt(at),
                Instrument = order.Instrument,
                Account = order.Account,
                Strategy = StrategyId.Risk,
                Action = CommandAction.Cancel,
                Side = order.Side,
            };
            port.SubmitCommand(order.Instrument, in cancel);
        }
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("order tracker");
        transfer.Part(_orders);
        transfer.Value(ref _underWay);
        (bool isWanted, long cancelsSent) = (IsWanted, CancelsSent);
        transfer.Value(ref isWanted);
        transfer.Value(ref cancelsSent);
        (IsWanted, CancelsSent) = (isWanted, cancelsSent);
    }
}
