using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Asks the rules about an order in their fixed order: by kind, then by id. The kinds are written out one after the other, so that
/// each value is found where it is compared: to choose by kind for every rule would cost more than most rules do.
/// </summary>
internal sealed class OrderRules(RiskRuleTable table, RiskMeasure measure, RiskVenue venue, RiskRecorder recorder, RiskStops stops, int strategies)
{
    private readonly KeptRules _kept = new(table.Count);

    // Which parts there are at all: most runs have few rules.
    private readonly bool _asksVenue = table.HasAny(RiskRuleKind.PriceBand, RiskRuleKind.LotAndTick);
    private readonly bool _asksFunds = table.HasAny(RiskRuleKind.AvailableFunds, RiskRuleKind.SellableQuantity);
    private readonly bool _asksExposures = table.HasAny(RiskRuleKind.GrossExposure, RiskRuleKind.Concentration);
    private readonly bool _asksStates = table.HasAny(RiskRuleKind.DailyLoss, RiskRuleKind.SpreadTooWide);
    private readonly bool _asksMarket = new[] { RiskRuleKind.Session, RiskRuleKind.Restricted, RiskRuleKind.DuplicateOrder, RiskRuleKind.Condition }.Any(kind => table.Of(kind).Length > 0);

    /// <summary>What the order alone says. Other orders were judged before it.</summary>
    public RejectReason AskOrder(in OrderQuestion order)
    {
        measure.BeginOrder();
        foreach (ActiveRule rule in table.Of(RiskRuleKind.OrderQuantity))
        {
            if (Asks(rule, in order, out long limit) && Breaks(rule, order.Command.Quantity.Raw, limit, in order, out RejectReason reason)) { return reason; }
        }

        RecordKept(in order.Command);
        return RejectReason.None;
    }

    /// <summary>What needs its value or the last price.</summary>
    public RejectReason AskValue(in OrderQuestion order)
    {
        ref readonly OrderCommand command = ref order.Command;
        ref readonly OrderFacts facts = ref order.Facts;
        foreach (ActiveRule rule in table.Of(RiskRuleKind.OrderNotional))
        {
            if (Asks(rule, in order, out long limit) && Breaks(rule, facts.NotionalRaw, limit, in order, out RejectReason reason)) { return reason; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.PriceCollar))
        {
            if (command.HasLimit && Asks(rule, in order, out long limit) && Breaks(rule, measure.Collar(in command), limit, in order, out RejectReason reason)) { return reason; }
        }

        if (_asksVenue && AskVenue(in order) is not RejectReason.None and RejectReason broken) { return broken; }
        foreach (ActiveRule rule in table.Of(RiskRuleKind.Position))
        {
            if (Asks(rule, in order, out long limit) && Breaks(rule, measure.WorstPosition(rule, in command, in facts), limit, in order, out RejectReason reason)) { return reason; }
        }

        RecordKept(in command);
        return RejectReason.None;
    }

    /// <summary>What needs the funds that it takes, and all that is left.</summary>
    public RejectReason AskPortfolio(in OrderQuestion order)
    {
        RejectReason reason = _asksFunds ? AskFunds(in order) : RejectReason.None;
        if (_asksExposures && reason == RejectReason.None) { reason = AskExposures(in order); }
        if (reason == RejectReason.None) { reason = AskCounts(in order); }
        if (_asksStates && reason == RejectReason.None) { reason = AskStates(in order); }
        if (_asksMarket && reason == RejectReason.None) { reason = AskMarket(in order); }
        if (reason == RejectReason.None) { RecordKept(in order.Command); }
        return reason;
    }

    private RejectReason AskVenue(in OrderQuestion order)
    {
        ref readonly OrderCommand command = ref order.Command;
        ref readonly OrderFacts facts = ref order.Facts;
        foreach (ActiveRule rule in table.Of(RiskRuleKind.PriceBand))
        {
            if (!Asks(rule, in order, out long limit)) { continue; }
            limit = venue.BandOf(limit, command.Instrument, facts.Now);
            if (Breaks(rule, venue.Distance(in command, facts.Instrument, facts.Now), limit, in order, out RejectReason reason)) { return reason; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.LotAndTick))
        {
            if (Asks(rule, in order, out long limit) && Breaks(rule, measure.Over(limit, in command, in facts), limit, in order, out RejectReason reason)) { return reason; }
        }

        return RejectReason.None;
    }

    private RejectReason AskFunds(in OrderQuestion order)
    {
        foreach (ActiveRule rule in table.Of(RiskRuleKind.AvailableFunds))
        {
            if (Asks(rule, in order, out long limit) && Breaks(rule, order.Facts.FundsLeftRaw, limit, in order, out RejectReason reason)) { return reason; }
        }

        if (order.Command.Side != Side.Sell) { return RejectReason.None; }
        foreach (ActiveRule rule in table.Of(RiskRuleKind.SellableQuantity))
        {
            if (Asks(rule, in order, out long limit) && Breaks(rule, measure.Sellable(rule, in order.Command, in order.Facts), limit, in order, out RejectReason reason)) { return reason; }
        }

        return RejectReason.None;
    }

    private RejectReason AskExposures(in OrderQuestion order)
    {
        foreach (ActiveRule rule in table.Of(RiskRuleKind.GrossExposure))
        {
            if (Asks(rule, in order, out long limit) && Breaks(rule, measure.GrossWith(rule, in order), limit, in order, out RejectReason reason)) { return reason; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.NetExposure))
        {
            if (Asks(rule, in order, out long limit) && Breaks(rule, measure.NetWith(rule, in order), limit, in order, out RejectReason reason)) { return reason; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.PositionRatio))
        {
            if (Asks(rule, in order, out long limit) && Breaks(rule, measure.RatioWith(rule, in order), limit, in order, out RejectReason reason)) { return reason; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.Leverage))
        {
            if (Asks(rule, in order, out long limit) && Breaks(rule, measure.LeverageWith(rule, in order), limit, in order, out RejectReason reason)) { return reason; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.Concentration))
        {
            if (!Asks(rule, in order, out long limit) || !measure.HasOthers(rule, in order.Command)) { continue; }
            if (Breaks(rule, measure.ConcentrationWith(rule, in order), limit, in order, out RejectReason reason)) { return reason; }
        }

        return RejectReason.None;
    }

    private RejectReason AskCounts(in OrderQuestion order)
    {
        foreach (ActiveRule rule in table.Of(RiskRuleKind.OpenOrders))
        {
            if (Asks(rule, in order, out long limit) && Breaks(rule, measure.Open(rule, in order), limit, in order, out RejectReason reason)) { return reason; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.OrderRate))
        {
            if (Asks(rule, in order, out long limit) && Breaks(rule, measure.InSecond(rule, in order), limit, in order, out RejectReason reason)) { return reason; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.DailyOrders))
        {
            if (Asks(rule, in order, out long limit) && Breaks(rule, measure.InDay(rule, in order), limit, in order, out RejectReason reason)) { return reason; }
        }

        return RejectReason.None;
    }

    private RejectReason AskStates(in OrderQuestion order)
    {
        for (RiskRuleKind kind = RiskRuleKind.DailyLoss; kind <= RiskRuleKind.SpreadTooWide; kind++)
        {
            foreach (ActiveRule rule in table.Of(kind))
            {
                if (Asks(rule, in order, out long limit) && Breaks(rule, measure.Now(rule, in order), limit, in order, out RejectReason reason)) { return reason; }
            }
        }

        return RejectReason.None;
    }

    private RejectReason AskMarket(in OrderQuestion order)
    {
        ref readonly OrderCommand command = ref order.Command;
        ref readonly OrderFacts facts = ref order.Facts;
        foreach (ActiveRule rule in table.Of(RiskRuleKind.Session))
        {
            if (Asks(rule, in order, out long limit) && Breaks(rule, venue.Obstacle(in command, facts.Now), limit, in order, out RejectReason reason)) { return reason; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.Restricted))
        {
            if (Asks(rule, in order, out long limit) && Breaks(rule, facts.Reduces ? 1 : 2, limit, in order, out RejectReason reason)) { return reason; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.DuplicateOrder))
        {
            if (facts.IsNew && Asks(rule, in order, out long limit) && Breaks(rule, measure.Age(in order), limit, in order, out RejectReason reason)) { return reason; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.Condition))
        {
            if (Asks(rule, in order, out long limit) && Breaks(rule, measure.Now(rule, in order), limit, in order, out RejectReason reason)) { return reason; }
        }

        return RejectReason.None;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Asks(ActiveRule rule, in OrderQuestion order, out long limit)
    {
        limit = rule.Limit;
        return rule.IsAlwaysAsked || ((!rule.IsShorthand || order.Limits.HasLimits) && AsksAtTimes(rule, in order, ref limit));
    }

    private bool AsksAtTimes(ActiveRule rule, in OrderQuestion order, ref long limit)
    {
        if (rule.IsShorthand)
        {
            limit = order.Limits.LimitOf(rule.Kind);   // Of every instrument, and always on.
            return limit != 0;
        }

        return rule.IsOn && rule.Applies(in order.Command, strategies);
    }

    // True ends the asking. The common path goes on to the next rule; few orders break one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Breaks(ActiveRule rule, long observed, long limit, in OrderQuestion order, out RejectReason reason)
    {
        reason = RejectReason.None;
        if (rule.IsBroken(observed, limit)) { return Refuses(rule, observed, limit, in order, out reason); }
        _kept.Add(rule.Id, observed, limit);
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Refuses(ActiveRule rule, long observed, long limit, in OrderQuestion order, out RejectReason reason)
    {
        ref readonly OrderCommand command = ref order.Command;
        RecordKept(in command);   // Those before it.
        bool isLet = order.Facts.Reduces && rule.LetsReduce;
        reason = isLet ? RejectReason.None : venue.ReasonOf(rule, command.Instrument);
        RiskAction action = isLet || !order.Binds ? RiskAction.None : reason == RejectReason.SessionClosed ? RiskAction.Reject : rule.Action;   // Sessions end every day.
        recorder.Add(command.OrderId, observed, limit, rule.Id, command.Account, command.Strategy, RiskPhase.Before, action, reason, command.Instrument);
        if (action == RiskAction.None) { return false; }
        stops.Stop(action, rule.Scope, command.Account.Value, command.Strategy);
        return true;
    }

    private void RecordKept(in OrderCommand command)
    {
        recorder.AddKept(_kept.All, in command);
        _kept.Clear();
    }
}
