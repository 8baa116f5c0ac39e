using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Closes every account's position in every instrument with reduce-only market orders of <see cref="StrategyId.Risk"/>, once
/// nothing of others works there any more; a position that is larger than the venue takes at once, in pieces. What can't be closed now is
/// listed with its reason, once per reason until the venue takes a close, and tried again at the next look: each second, and when the
/// instrument's market or status changes. What was bought today where that settles tomorrow (T+1) waits for the
/// venue's next day. It goes on until the kill is reset, since late fills may open something again.
/// </summary>
/// <remarks>At most <see cref="MaxUnderWay"/> orders of it are sent and not done.</remarks>
internal sealed class Flattener : ISnapshotState
{
    public const int MaxUnderWay = 16;

    private readonly InstrumentTable _instruments;
    private readonly IFlattenView _view;
    private readonly ICommandPort? _port;
    private readonly RiskRecorder _recorder;
    private readonly Cell[] _cells;   // By instrument, then account.
    private readonly int _accounts;
    private int _underWay;

    public Flattener(InstrumentTable instruments, int accounts, IFlattenView view, ICommandPort? port, RiskRecorder recorder)
    {
        (_instruments, _accounts, _view, _port, _recorder) = (instruments, accounts, view, port, recorder);
        _cells = new Cell[instruments.Count * accounts];
    }

    public bool IsOn { get; private set; }

    /// <summary>Whether reports have anything to tell it.</summary>
    public bool Follows => IsOn || _underWay > 0;

    /// <summary>Positions that were left open at the last look, for which the venue has taken no order since.</summary>
    public int Listed { get; private set; }

    /// <summary>Orders sent.</summary>
    public long Sent { get; private set; }

    public void Start()
    {
        IsOn = true;
        LookAtAll();
    }

    /// <summary>Stops trying; what is under way goes on.</summary>
    public void Stop()
    {
        IsOn = false;
        Listed = 0;
        foreach (ref Cell cell in _cells.AsSpan()) { cell.Obstacle = RejectReason.None; }
    }

    public void LookAtAll()
    {
        if (!IsOn) { return; }
        for (int i = 0; i < _cells.Length; i++) { Look(i, again: true); }
    }

    /// <summary>The instrument's market or status has changed: what had an obstacle there is looked at again.</summary>
    public void OnMarket(InstrumentId instrument)
    {
        if (IsOn && Listed > 0) { LookAt(instrument); }
    }

    private void LookAt(InstrumentId instrument)
    {
        for (int account = 0; account < _accounts; account++) { Look(At(new AccountId((ushort)account), instrument), again: false); }
    }

    /// <summary>Risk's answer to an order of it that has come through the Sequencer.</summary>
    public void OnVerdict(in OrderCommand order, RejectReason verdict)
    {
        ref Cell cell = ref _cells[At(order.Account, order.Instrument)];
        Invariant.Holds(cell.IsUnderWay && cell.Order.IsNone);
        if (verdict == RejectReason.None) { cell.Order = order.OrderId; return; }
        End(ref cell);
        List(At(order.Account, order.Instrument), verdict);
    }

    /// <summary>The venue has taken an order that works on, or filled a part of it.</summary>
    public void OnTaken(InstrumentId instrument, in ExecutionReport report)
    {
        ref Cell cell = ref _cells[At(report.Account, instrument)];
        if (cell.IsUnderWay && cell.Order == report.OrderId) { Unlist(ref cell); }
    }

    /// <summary>The last report of any order, which the ledger has taken in.</summary>
    public void OnReport(InstrumentId instrument, in ExecutionReport report)
    {
        int at = At(report.Account, instrument);
        ref Cell cell = ref _cells[at];
        bool isOwn = cell.IsUnderWay && cell.Order == report.OrderId;
        if (isOwn) { End(ref cell); }
        if (isOwn && report.Kind == ReportKind.Fill) { Unlist(ref cell); }
        if (!IsOn) { return; }

        // What the venue refused would be refused again at once: the next second may be better.
        if (isOwn && report.Kind != ReportKind.Fill && !_view.ExposureOf(report.Account, instrument).Position.IsZero) { List(at, report.Reason == RejectReason.None ? RejectReason.NoReferencePrice : report.Reason); }
        else if (isOwn) { LookAtAll(); }   // Its place is free for another.
        else { Look(at, again: true); }
    }

    private void Look(int at, bool again)
    {
        ref Cell cell = ref _cells[at];
        (AccountId account, InstrumentId instrument) = (AccountAt(at), InstrumentAt(at));
        ref readonly Exposure exposure = ref _view.ExposureOf(account, instrument);
        if (exposure.Position.IsZero) { Unlist(ref cell); }
        if (exposure.Position.IsZero || cell.IsUnderWay) { return; }
        if (!again && cell.Obstacle is not (RejectReason.NoReferencePrice or RejectReason.SessionClosed or RejectReason.InstrumentHalted or RejectReason.SellableQuantity)) { return; }

        if (!exposure.WorkingBuys.IsZero || !exposure.WorkingSells.IsZero) { List(at, RejectReason.CancelPending); return; }
        RejectReason obstacle = _view.ObstacleOf(instrument);
        if (obstacle != RejectReason.None) { List(at, obstacle); return; }
        long lot = _instruments[instrument].LotSize.Raw;
        Quantity quantity = new(_view.ClosableOf(account, instrument).Raw / lot * lot);
        if (quantity.IsZero) { List(at, exposure.Position.Abs().Raw < lot ? RejectReason.BelowOneLot : RejectReason.SellableQuantity); return; }
        if (_underWay >= MaxUnderWay || _port is null) { List(at, RejectReason.Overloaded); return; }
        Send(ref cell, account, instrument, exposure.Position.Raw > 0 ? Side.Sell : Side.Buy, quantity);
    }

    private void Send(ref Cell cell, AccountId account, InstrumentId instrument, Side side, Quantity quantity)
    {
        (cell.IsUnderWay, cell.Order) = (true, OrderId.None);
        _underWay++;
        Sent++;
        OrderCommand close = new()
        {
            Action = CommandAction.New,
            Instrument = instrument,
            Account = account,
            Strategy = StrategyId.Risk,
            Side = side,
            Quantity = quantity,
            Type = OrderType.Market,
            TimeInForce = TimeInForce.GoodTillCancel,
            Flags = OrderFlags.ReduceOnly,
        };
        _port!.SubmitCommand(instrument, in close);
    }

    private void End(ref Cell cell)
    {
        (cell.IsUnderWay, cell.Order) = (false, OrderId.None);
        _underWay--;
    }

    private void List(int at, RejectReason reason)
    {
        ref Cell cell = ref _cells[at];
        if (cell.Obstacle == reason) { return; }
        UnclosedPosition unclosed = new() { Account = AccountAt(at), Position = _view.ExposureOf(AccountAt(at), InstrumentAt(at)).Position, Reason = reason };
        if (!_recorder.TryAdd(in unclosed, InstrumentAt(at))) { return; }   // The next look says it.
        if (cell.Obstacle == RejectReason.None) { Listed++; }
        cell.Obstacle = reason;
    }

    private void Unlist(ref Cell cell)
    {
        if (cell.Obstacle == RejectReason.None) { return; }
        cell.Obstacle = RejectReason.None;
        Listed--;
    }

    private int At(AccountId account, InstrumentId instrument) => (instrument.Value * _accounts) + account.Value;

    private AccountId AccountAt(int at) => new((ushort)(at % _accounts));

    private InstrumentId InstrumentAt(int at) => new(at / _accounts);

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("flattener");
        transfer.Values(_cells.AsSpan());
        transfer.Value(ref _underWay);
        (bool isOn, int listed, long sent) = (IsOn, Listed, Sent);
        transfer.Value(ref isOn);
        transfer.Value(ref listed);
        transfer.Value(ref sent);
        (IsOn, Listed, Sent) = (isOn, listed, sent);
    }

    private struct Cell
    {
        public OrderId Order;           // None until it has come through the Sequencer.
        public RejectReason Obstacle;   // As listed; none when it is not.
        public bool IsUnderWay;
    }
}
