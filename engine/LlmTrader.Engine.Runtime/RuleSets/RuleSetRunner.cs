using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Engine.Runtime;

/// <summary>Runs the versions of the slots on bars and prices; a set that fails is stopped at the event at which it failed.</summary>
internal sealed class RuleSetRunner(RuleSetSlot[] slots, RuleSetBook book, RuleSetSwap swap, RuleSetUnwinder unwinder, SignalOutput output, ClosedTogether together)
{
    /// <summary>Whether an exception is a rule set's own doing; broken invariants and a halted ring are the engine's.</summary>
    public static bool IsOfRuleSet(Exception exception) => exception is not (InvariantViolationException or AlertException);

    /// <summary>A closed bar: sets that read one series act on it here and now, the others when the moment is over.</summary>
    public void OnBar(in ClosedBar bar)
    {
        if (together.IsFull) { DecideHeld(); }
        bool isAwaited = false;
        book.Histories.BeginBar(in bar);
        foreach (RuleSetSlot slot in slots)
        {
            if (slot.Active is { } active)
            {
                if (active.ReadsOtherSeries) { isAwaited = true; } else { Decide(slot, active, in bar); }
            }

            if (slot.HasOthers) { isAwaited |= PassToOthers(slot, in bar); }
            if (slot.IsUnwinding) { unwinder.Continue(slot, bar.Instrument); }
        }

        book.Histories.EndBar(in bar);
        swap.OnBar(in bar);
        if (isAwaited) { together.Add(in bar, output.Now); }
    }

    // The versions that do not decide. True when one of them waits for the other bars of the moment.
    private bool PassToOthers(RuleSetSlot slot, in ClosedBar bar)
    {
        bool isAwaited = false;
        if (slot.Previous is { } previous)
        {
            if (previous.ReadsOtherSeries) { isAwaited = true; } else { WarmUp(slot, previous, in bar); }
        }

        if (slot.Staged is { } staged)
        {
            if (staged.ReadsOtherSeries) { isAwaited = true; }
            else if (slot.IsShadowing) { Shadow(slot, staged, in bar); }
            else { WarmUp(slot, staged, in bar); }
        }

        return isAwaited;
    }

    /// <summary>The moment is over: sets that read several series see all bars of one close time, then decide at each of them.</summary>
    public void DecideHeld()
    {
        ReadOnlySpan<ClosedBar> held = together.Take();
        while (!held.IsEmpty)
        {
            ReadOnlySpan<ClosedBar> bars = held[..ClosedTogether.LengthOfFirst(held)];
            foreach (RuleSetSlot slot in slots)
            {
                if (slot.Active is { ReadsOtherSeries: true } active) { Observe(slot, active, bars); }
                if (slot.Previous is { ReadsOtherSeries: true } previous) { Observe(slot, previous, bars); }
                if (slot.Staged is { ReadsOtherSeries: true } staged) { Observe(slot, staged, bars); }
                foreach (ref readonly ClosedBar bar in bars)
                {
                    if (slot.Active is { ReadsOtherSeries: true } deciding && !slot.IsClosing) { Decide(slot, deciding, in bar); }
                    if (slot.Staged is { ReadsOtherSeries: true } shadow && slot.IsShadowing) { Shadow(slot, shadow, in bar); }
                }
            }

            held = held[bars.Length..];
        }
    }

    /// <summary>A trade's price, in an instrument in which some slot has an interest.</summary>
    public void OnTrade(InstrumentId instrument, Price price)
    {
        foreach (RuleSetSlot slot in slots)
        {
            if (IsWatching(slot) && book.HasInterest(slot.Id, instrument)) { Look(slot, instrument, price); }
        }
    }

    /// <summary>A quote: each slot sees the side at which its position could be closed; without a position, the middle.</summary>
    public void OnQuote(InstrumentId instrument, in QuoteTick quote)
    {
        foreach (RuleSetSlot slot in slots)
        {
            if (IsWatching(slot) && book.HasInterest(slot.Id, instrument, out Quantity position) && TryClosingPrice(position, in quote, out Price price)) { Look(slot, instrument, price); }
        }
    }

    /// <summary>A report of an order of the slot, which the book has taken in.</summary>
    public void OnReport(RuleSetSlot slot, InstrumentId instrument, in ExecutionReport report)
    {
        if (slot.Active is { } active) { Tell(slot, active, instrument, in report); }
        if (slot.Previous is { } previous) { Tell(slot, previous, instrument, in report); }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]   // As Decide.
    private void Tell(RuleSetSlot slot, RuleSetVersion version, InstrumentId instrument, in ExecutionReport report)
    {
        try
        {
            version.RuleSet.OnReport(instrument, in report);
        }
        catch (Exception exception) when (IsOfRuleSet(exception))
        {
            swap.Fail(slot, version, exception);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]   // What its callers hold would leave their registers for the sake of the exceptions.
    private void Decide(RuleSetSlot slot, RuleSetVersion active, in ClosedBar bar)
    {
        if (slot.IsClosing)
        {
            WarmUp(slot, active, in bar);
            return;
        }

        try
        {
            Evaluate(slot, active, in bar);
        }
        catch (Exception exception) when (IsOfRuleSet(exception))
        {
            swap.Fail(slot, active, exception);
        }

        slot.EndEvaluation();
        StopWhenFaulty(slot, active, slot.Context);
    }

    private void Evaluate(RuleSetSlot slot, RuleSetVersion active, in ClosedBar bar)
    {
        int commands = output.CommandCount;
        SignalCounts counts = output.Counts;
        long blocked = counts.BlockedWishes;
        slot.BeginEvaluation();
        RuleSetOutcome outcome = active.ReadsOtherSeries ? active.RuleSet.Decide(in bar, slot.Context) : active.RuleSet.OnBar(in bar, slot.Context);
        counts.Add(outcome);
        if (outcome == RuleSetOutcome.Signal && output.CommandCount == commands && counts.BlockedWishes == blocked) { counts.NoOrderNeeded(); }
    }

    private void Shadow(RuleSetSlot slot, RuleSetVersion staged, in ClosedBar bar)
    {
        try
        {
            _ = staged.ReadsOtherSeries ? staged.RuleSet.Decide(in bar, slot.Shadow) : staged.RuleSet.OnBar(in bar, slot.Shadow);
        }
        catch (Exception exception) when (IsOfRuleSet(exception))
        {
            swap.Fail(slot, staged, exception);
        }

        StopWhenFaulty(slot, staged, slot.Shadow);
    }

    private void WarmUp(RuleSetSlot slot, RuleSetVersion version, in ClosedBar bar)
    {
        try
        {
            version.RuleSet.WarmUp(in bar);
        }
        catch (Exception exception) when (IsOfRuleSet(exception))
        {
            swap.Fail(slot, version, exception);
        }
    }

    private void Observe(RuleSetSlot slot, RuleSetVersion version, ReadOnlySpan<ClosedBar> bars)
    {
        try
        {
            version.RuleSet.Observe(bars);
        }
        catch (Exception exception) when (IsOfRuleSet(exception))
        {
            swap.Fail(slot, version, exception);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]   // As Decide.
    private void Look(RuleSetSlot slot, InstrumentId instrument, Price price)
    {
        RuleSetVersion active = slot.Active!;
        slot.BeginEvaluation();
        try
        {
            output.Counts.AddPrice(active.RuleSet.OnPrice(instrument, price, slot.Context));
        }
        catch (Exception exception) when (IsOfRuleSet(exception))
        {
            swap.Fail(slot, active, exception);
        }

        slot.EndEvaluation();
        StopWhenFaulty(slot, active, slot.Context);
    }

    private void StopWhenFaulty(RuleSetSlot slot, RuleSetVersion version, SlotContext context)
    {
        RuleSetCode fault = context.Fault;
        if (fault == RuleSetCode.None) { return; }
        context.Fault = RuleSetCode.None;
        if (slot.Holds(version.SetId)) { swap.Fail(slot, version, fault); }   // It may have thrown as well.
    }

    private static bool IsWatching(RuleSetSlot slot) => slot.Active is { WatchesPrices: true } && !slot.IsClosing;

    private static bool TryClosingPrice(Quantity position, in QuoteTick quote, out Price price)
    {
        if (position.IsZero) { return QuotePrice.TryMid(in quote, out price); }
        price = position.Raw > 0 ? quote.BidPrice : quote.AskPrice;
        return price.Raw > 0;   // A missing side has price 0.
    }
}
