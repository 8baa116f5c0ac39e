using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Cancels a slot's working orders and, for a hand-over that closes first, reduces its positions to nothing. What one event
/// can't carry goes on with the slot's next report and the instruments' next bars. A closing order that was refused is not sent
/// again before the instrument's next bar, since nothing would have changed; one that was too large is sent again in halves.
/// </summary>
internal sealed class RuleSetUnwinder(RuleSetBook book, SignalOutput output, int slots) : ISnapshotState
{
    private readonly Quantity[] _pieces = new Quantity[slots * book.Instruments.Count];   // The last closing order of each slot and instrument; after a cut, the next one.

    /// <summary>Begins a hand-over; when the set adopts, or there is nothing to close, it is over at once.</summary>
    public void Enter(RuleSetSlot slot)
    {
        slot.CancelBefore = 0;
        slot.IsClosing = slot.Active?.HandOver == RuleSetHandOver.CloseFirst && book.Interests(slot.Id) > 0;
        if (!slot.IsClosing) { return; }
        slot.CancelBefore = slot.ClosesFrom = output.Sequence;   // What closes is sent from here on and is not cancelled.
        CancelAll(slot);
        for (int i = 0; i < book.Instruments.Count; i++) { ReduceAll(slot, new InstrumentId(i)); }
    }

    /// <summary>A set was stopped: its orders must not go on working. Its position stays, for whoever comes next or a person.</summary>
    public void Stop(RuleSetSlot slot)
    {
        slot.IsClosing = false;
        slot.CancelBefore = output.Sequence + 1;   // Those of this event included.
        CancelAll(slot);
    }

    /// <summary>A bar has closed in an instrument, or its position has changed from outside.</summary>
    public void Continue(RuleSetSlot slot, InstrumentId instrument)
    {
        if (slot.CancelBefore > 0) { CancelAll(slot); }
        if (slot.IsClosing) { ReduceAll(slot, instrument); }
        EndWhenFlat(slot);
    }

    /// <summary>Something became of an order of the slot.</summary>
    public void OnReport(RuleSetSlot slot, InstrumentId instrument, in ExecutionReport report)
    {
        if (slot.CancelBefore > 0) { CancelAll(slot); }
        if (!slot.IsClosing) { return; }
        bool isOver = report.Kind is ReportKind.Rejected or ReportKind.Canceled or ReportKind.Expired;
        bool isRefused = isOver && report.OrderId.Sequence >= slot.ClosesFrom;   // At once it would only be refused again, for ever.
        if (!isRefused || TryCut(slot, instrument, report.Reason)) { Reduce(slot, instrument); }
        EndWhenFlat(slot);
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("rule-set unwinder");
        transfer.Values(_pieces.AsSpan());
    }

    private void CancelAll(RuleSetSlot slot)
    {
        while (output.HasRoomForCancel)
        {
            if (!book.TryFindUncancelled(slot.Id, InstrumentId.None, slot.CancelBefore, out OrderId order, out InstrumentId instrument))
            {
                slot.CancelBefore = 0;
                return;
            }

            output.Cancel(slot.Id, instrument, order);
        }
    }

    private void EndWhenFlat(RuleSetSlot slot)
    {
        if (slot.IsClosing && book.Interests(slot.Id) == 0) { slot.IsClosing = false; }
    }

    private void ReduceAll(RuleSetSlot slot, InstrumentId instrument)
    {
        if (book.OpenOrders(slot.Id, instrument) > 0) { return; }
        PieceOf(slot, instrument) = book.Position(slot.Id, instrument).Abs();
        Reduce(slot, instrument);
    }

    private void Reduce(RuleSetSlot slot, InstrumentId instrument)
    {
        Quantity position = book.Position(slot.Id, instrument);
        if (position.IsZero || book.OpenOrders(slot.Id, instrument) > 0) { return; }
        ref Quantity piece = ref PieceOf(slot, instrument);
        if (piece.IsZero || piece > position.Abs()) { piece = position.Abs(); }
        Side side = position.Raw > 0 ? Side.Sell : Side.Buy;
        output.Submit(slot.Id, new OrderRequest { Instrument = instrument, Side = side, Type = OrderType.Market, Quantity = piece }, out _);
    }

    // Halves until the limits let a piece pass, which is known to end: at one lot.
    private bool TryCut(RuleSetSlot slot, InstrumentId instrument, RejectReason reason)
    {
        if (reason is not (RejectReason.OrderQuantityLimit or RejectReason.OrderNotionalLimit or RejectReason.NotionalOverflow)) { return false; }
        ref Quantity piece = ref PieceOf(slot, instrument);
        long half = piece.Raw / 2;
        half -= half % book.Instruments[instrument].LotSize.Raw;
        if (half == 0) { return false; }
        piece = new Quantity(half);
        return true;
    }

    private ref Quantity PieceOf(RuleSetSlot slot, InstrumentId instrument) => ref _pieces[(slot.Id.Value * book.Instruments.Count) + instrument.Value];
}
