using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Cancels a slot's working orders and, for a hand-over that closes first, reduces its positions to nothing. What one event
/// can't carry goes on with the slot's next report and the instruments' next bars; so does what risk or the venue refused.
/// </summary>
internal sealed class RuleSetUnwinder(RuleSetBook book, SignalOutput output)
{
    /// <summary>Begins a hand-over; when the set adopts, or there is nothing to close, it is over at once.</summary>
    public void Enter(RuleSetSlot slot)
    {
        slot.CancelBefore = 0;
        slot.IsClosing = slot.Active?.HandOver == RuleSetHandOver.CloseFirst && book.Interests(slot.Id) > 0;
        if (!slot.IsClosing) { return; }
        slot.CancelBefore = output.Sequence;   // What closes is sent from here on and is not cancelled.
        CancelAll(slot);
        for (int i = 0; i < book.Instruments.Count; i++) { Reduce(slot, new InstrumentId(i)); }
    }

    /// <summary>A set was stopped: its orders must not go on working. Its position stays, for whoever comes next or a person.</summary>
    public void Stop(RuleSetSlot slot)
    {
        slot.IsClosing = false;
        slot.CancelBefore = output.Sequence + 1;   // Those of this event included.
        CancelAll(slot);
    }

    /// <summary>Something happened in an instrument: a report of the slot's order, or a closed bar.</summary>
    public void Continue(RuleSetSlot slot, InstrumentId instrument)
    {
        if (slot.CancelBefore > 0) { CancelAll(slot); }
        if (!slot.IsClosing) { return; }
        Reduce(slot, instrument);
        if (book.Interests(slot.Id) == 0) { slot.IsClosing = false; }
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

    private void Reduce(RuleSetSlot slot, InstrumentId instrument)
    {
        Quantity position = book.Position(slot.Id, instrument);
        if (position.IsZero || book.OpenOrders(slot.Id, instrument) > 0) { return; }
        Side side = position.Raw > 0 ? Side.Sell : Side.Buy;
        output.Submit(slot.Id, new OrderRequest { Instrument = instrument, Side = side, Type = OrderType.Market, Quantity = position.Abs() }, out _);
    }
}
