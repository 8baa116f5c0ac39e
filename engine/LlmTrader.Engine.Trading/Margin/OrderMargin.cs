using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What an order of a perpetual takes from the free margin while it works, in 10^-8 of the quote currency; rounded up.</summary>
/// <param name="Opening">The part of the order that does not bring the position nearer to zero, with all that works on its side; the rest needs nothing.</param>
/// <param name="ReserveRaw">For that part, at its worst price: initial margin, the dearest fee, and what it would lose at once against the mark.</param>
internal readonly record struct OrderMargin(Quantity Opening, long ReserveRaw)
{
    /// <summary>None, or why the venue would take no such position: too large for its last tier, or for 64 bits.</summary>
    public static RejectReason TryCompute(
        MarginBook margin, AccountBook book, Instrument instrument, in OrderCommand command, in OrderValue value, Int128 worstCase, Quantity leaves,
        int dearestFee, out OrderMargin result)
    {
        result = default;
        Int128 beyond = command.Side == Side.Buy ? worstCase : -worstCase;
        if (beyond <= 0 || (command.Flags & OrderFlags.ReduceOnly) != 0) { return RejectReason.None; }   // The venue cuts off what would open.

        MarginSchedule schedule = margin.ScheduleOf(command.Instrument);
        Int128 total = Rounding.AwayFromZero(value.WorstRaw * beyond, command.Quantity.Raw);
        if (total > schedule.MaxNotionalRaw) { return RejectReason.PositionLimit; }

        Quantity opening = new((long)Int128.Min(beyond, leaves.Raw));
        long notional = (long)Rounding.AwayFromZero((Int128)value.WorstRaw * opening.Raw, command.Quantity.Raw);
        int rate = schedule.InitialRate((long)total, margin.LeverageOf(command.Account, command.Instrument));
        Int128 reserve = (Int128)MarginSchedule.AtRate(notional, rate) + MarginSchedule.AtRate(notional, dearestFee);
        if (book.TryGetPrice(command.Instrument, out Price mark)) { reserve += LossAtOnce(instrument, in command, opening, notional, mark); }
        if (reserve > long.MaxValue) { return RejectReason.NotionalOverflow; }
        result = new OrderMargin(opening, (long)reserve);
        return RejectReason.None;
    }

    // A buy above the mark, or a sell below it, opens with a loss; one that waits for a trigger will find the mark there.
    private static long LossAtOnce(Instrument instrument, in OrderCommand command, Quantity opening, long worstRaw, Price mark)
    {
        if (command.HasTrigger) { return 0; }
        long atMark = instrument.Notional(mark, opening).Raw;
        if (command.Side == Side.Buy) { return Math.Max(0, checked(worstRaw - atMark)); }
        return command.HasLimit ? Math.Max(0, checked(atMark - instrument.Notional(command.Price, opening).Raw)) : 0;
    }
}
