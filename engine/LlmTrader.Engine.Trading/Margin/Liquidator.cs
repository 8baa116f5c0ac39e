using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Closes positions whose margin is used up, as the venue would: when what stands behind a position comes down to its
/// maintenance margin (at a price, a mark price, funding, a fill or a withdrawal), a reduce-only market order for all of it is
/// sent through the Sequencer. With cross margin the account's other orders in the currency are cancelled before it, unless they are
/// reduce-only, as venues do: what they opened would be backed by the same money. The position with the largest loss goes first (of equal ones the first
/// instrument's) and the next only when that one is closed and it was not enough.
/// </summary>
/// <remarks>
/// One liquidation is under way per position, with cross margin per account and currency; of all accounts together
/// <see cref="EngineOrders.MaxUnderWay"/>, and what finds no place, or was refused, is tried again at the next occasion. There
/// is no insurance fund and no auto-deleveraging: a loss beyond the margin leaves a negative balance, which is shown.
/// </remarks>
public sealed class Liquidator : ISnapshotState
{
    private readonly InstrumentTable _instruments;
    private readonly MarginBook _margin;
    private readonly AccountBook _book;
    private readonly ICommandPort _port;
    private readonly IOpeningOrders? _orders;
    private readonly InstrumentId[] _perpetuals;
    private readonly bool[] _isUnderWay;     // By instrument, then account.
    private readonly OrderId[] _ids;         // As above; none until the order has its id.

    /// <param name="instruments">The engine's.</param>
    /// <param name="book">Of the same stage.</param>
    /// <param name="margin">Over that book.</param>
    /// <param name="port">The way to the Sequencer.</param>
    /// <param name="orders">What works; null where nothing does.</param>
    public Liquidator(InstrumentTable instruments, AccountBook book, MarginBook margin, ICommandPort port, IOpeningOrders? orders = null)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(margin);
        ArgumentNullException.ThrowIfNull(port);
        _instruments = instruments;
        _margin = margin;
        _book = book;
        (_port, _orders) = (port, orders);
        _perpetuals = [.. instruments.All.ToArray().Where(instrument => instrument.IsPerpetual).Select(instrument => instrument.Id)];
        _isUnderWay = new bool[instruments.Count * margin.AccountCount];
        _ids = new OrderId[_isUnderWay.Length];
    }

    /// <summary>Liquidations that were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Liquidations that are sent and not done.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Whether a liquidation of the position is under way; with cross margin, of any in its currency.</summary>
    public bool IsUnderWay(AccountId account, InstrumentId instrument)
    {
        if (_margin.ModeOf(account) == MarginMode.Isolated) { return _isUnderWay[At(account, instrument)]; }
        foreach (InstrumentId other in _perpetuals)
        {
            if (_isUnderWay[At(account, other)] && _instruments[other].Quote == _instruments[instrument].Quote) { return true; }
        }

        return false;
    }

    /// <summary>After a price, a mark price or funding of the instrument.</summary>
    public void OnPrice(InstrumentId instrument)
    {
        if (_perpetuals.Length > 0 && _instruments[instrument].IsPerpetual) { ReviewAll(instrument); }
    }

    private void ReviewAll(InstrumentId instrument)
    {
        for (int account = 0; account < _margin.AccountCount; account++)
        {
            if (_margin.Holds(new AccountId((ushort)account), instrument)) { Review(new AccountId((ushort)account), instrument); }
        }
    }

    /// <summary>After money has left or entered an account.</summary>
    public void OnBalance(AccountId account, Currency currency)
    {
        if (_perpetuals.Length == 0 || _margin.ModeOf(account) == MarginMode.Isolated) { return; }   // What was set aside does not move with the cash.
        foreach (InstrumentId instrument in _perpetuals)
        {
            if (_instruments[instrument].Quote != currency) { continue; }
            Review(account, instrument);   // Of all the currency's positions.
            return;
        }
    }

    /// <summary>After a report that book and margin have taken in.</summary>
    public void OnReport(InstrumentId instrument, in ExecutionReport report)
    {
        if (_perpetuals.Length > 0) { TakeReport(instrument, in report); }
    }

    private void TakeReport(InstrumentId instrument, in ExecutionReport report)
    {
        if (report.Strategy == StrategyId.Liquidation && OrderIsDone(in report)) { End(report.Account, instrument, report.OrderId); }
        if (report.Kind != ReportKind.Fill)
        {
            // The venue ended it because the position had turned, or somebody took it back. Any other refusal is tried again at
            // the next price: at once would never end.
            bool isWorthAnother = report.Strategy == StrategyId.Liquidation && (report.Kind == ReportKind.Canceled || report.Reason == RejectReason.NothingToReduce);
            if (isWorthAnother) { Review(report.Account, instrument); }
            return;
        }

        if (_instruments[instrument].IsPerpetual) { Review(report.Account, instrument); }
        OnBalance(report.Account, _instruments[instrument].Quote);   // Spot takes cash from what backs a cross position.
        if (report.FeeRaw > 0 && report.FeeCurrency != _instruments[instrument].Quote) { OnBalance(report.Account, report.FeeCurrency); }
    }

    /// <summary>Risk's answer to a liquidation that has come through the Sequencer.</summary>
    public void OnVerdict(in OrderCommand liquidation)
    {
        int at = At(liquidation.Account, liquidation.Instrument);
        Invariant.Holds(_isUnderWay[at] && _ids[at].IsNone);
        if (liquidation.Verdict == RejectReason.None) { _ids[at] = liquidation.OrderId; return; }
        End(liquidation.Account, liquidation.Instrument, OrderId.None);

        // The position was closed or turned meanwhile: what is left may still need it.
        if (liquidation.Verdict == RejectReason.NothingToReduce) { Review(liquidation.Account, liquidation.Instrument); }
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("liquidator");
        transfer.Values(_isUnderWay.AsSpan());
        transfer.Values(_ids.AsSpan());
        (long sent, int underWay) = (Sent, UnderWay);
        transfer.Value(ref sent);
        transfer.Value(ref underWay);
        (Sent, UnderWay) = (sent, underWay);
    }

    private void Review(AccountId account, InstrumentId instrument)
    {
        if (!_margin.IsExhausted(account, instrument) || IsUnderWay(account, instrument)) { return; }
        if (_margin.ModeOf(account) == MarginMode.Isolated) { Send(account, instrument); return; }
        Currency currency = _instruments[instrument].Quote;
        _orders?.CancelOpening(account, currency);
        Send(account, WorstOf(account, currency));
    }

    private InstrumentId WorstOf(AccountId account, Currency currency)
    {
        InstrumentId worst = InstrumentId.None;
        long loss = long.MaxValue;
        foreach (InstrumentId id in _perpetuals)
        {
            if (_instruments[id].Quote != currency || !_margin.Holds(account, id)) { continue; }
            long unrealized = _book.PositionOf(account, id).UnrealizedRaw;
            if (unrealized < loss) { (worst, loss) = (id, unrealized); }
        }

        Invariant.Holds(!worst.IsNone);
        return worst;
    }

    private void Send(AccountId account, InstrumentId instrument)
    {
        if (UnderWay >= EngineOrders.MaxUnderWay) { return; }
        Quantity position = _book.PositionOf(account, instrument).Quantity;
        OrderCommand close = new()
        {
            Action = CommandAction.New,
            Instrument = instrument,
            Account = account,
            Strategy = StrategyId.Liquidation,
            Side = position.Raw > 0 ? Side.Sell : Side.Buy,
            Quantity = position.Abs(),
            Type = OrderType.Market,
            TimeInForce = TimeInForce.GoodTillCancel,
            Flags = OrderFlags.ReduceOnly,
        };
        _isUnderWay[At(account, instrument)] = true;
        _ids[At(account, instrument)] = OrderId.None;
        UnderWay++;
        Sent++;
        _port.SubmitCommand(instrument, in close);
    }

    private void End(AccountId account, InstrumentId instrument, OrderId order)
    {
        int at = At(account, instrument);
        if (!_isUnderWay[at] || _ids[at] != order) { return; }   // Risk's own reject comes back as a report as well.
        _isUnderWay[at] = false;
        _ids[at] = OrderId.None;
        UnderWay--;
    }

    private static bool OrderIsDone(in ExecutionReport report) =>
        report.Kind is ReportKind.Canceled or ReportKind.Rejected or ReportKind.Expired or ReportKind.NotSent
        || (report.Kind == ReportKind.Fill && report.LeavesQuantity.IsZero);

    private int At(AccountId account, InstrumentId instrument) => (instrument.Value * _margin.AccountCount) + account.Value;
}
