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

    // Most runs have few rules or none: those of the parts that every order comes by, and whether the others are there at all.
    private readonly ActiveRule[] _quantities = table.Of(RiskRuleKind.OrderQuantity);
    private readonly ActiveRule[] _notionals = table.Of(RiskRuleKind.OrderNotional);
    private readonly ActiveRule[] _collars = table.Of(RiskRuleKind.PriceCollar);
    private readonly ActiveRule[] _positions = table.Of(RiskRuleKind.Position);
    private readonly ActiveRule[] _openOrders = table.Of(RiskRuleKind.OpenOrders);
    private readonly ActiveRule[] _rates = table.Of(RiskRuleKind.OrderRate);
    private readonly ActiveRule[] _dailyOrders = table.Of(RiskRuleKind.DailyOrders);
    private readonly bool _asksVenue = table.HasAny(RiskRuleKind.PriceBand, RiskRuleKind.LotAndTick);
    private readonly bool _asksFunds = table.HasAny(RiskRuleKind.AvailableFunds, RiskRuleKind.SellableQuantity);
    private readonly bool _asksExposures = table.HasAny(RiskRuleKind.GrossExposure, RiskRuleKind.Concentration);
    private readonly bool _asksStates = table.HasAny(RiskRuleKind.DailyLoss, RiskRuleKind.SpreadTooWide);
    private readonly bool _asksMarket = new[] { RiskRuleKind.Session, RiskRuleKind.Restricted, RiskRuleKind.DuplicateOrder, RiskRuleKind.Condition }.Any(kind => table.Of(kind).Length > 0);

    /// <summary>What the order alone says. Other orders were judged before it.</summary>
    public RejectReason AskOrder(in OrderQuestion order) =>
        AskLimit(RiskRuleKind.OrderQuantity, _quantities, order.Command.Quantity.Raw, order.Limits.OrderQuantityLimit, in order);

    /// <summary>What needs its value or the last price.</summary>
    public RejectReason AskValue(in OrderQuestion order)
    {
        ref readonly OrderCommand command = ref order.Command;
        ref readonly OrderFacts facts = ref order.Facts;
        RejectReason reason = AskLimit(RiskRuleKind.OrderNotional, _notionals, facts.NotionalRaw, order.Limits.OrderNotionalLimit, in order);
        if (reason != RejectReason.None) { return reason; }
        if (command.HasLimit && AskCollar(in order) is not RejectReason.None and RejectReason tooFar) { return tooFar; }
        if (_asksVenue && AskVenue(in order) is not RejectReason.None and RejectReason refused) { return refused; }
        if (order.Limits.PositionLimit != 0)
        {
            reason = BreachOf(RiskRuleKind.Position, measure.WorstPosition(RiskRuleScope.Instrument, in command, in facts), order.Limits.PositionLimit, in order);
            if (reason != RejectReason.None) { return reason; }
        }

        foreach (ActiveRule rule in _positions)
        {
            if (Asks(rule, in order) && BreachOf(rule, measure.WorstPosition(rule.Scope, in command, in facts), rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

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
        return reason;
    }

    /// <summary>Records what the rules saw that the order has kept; before its verdict is.</summary>
    public void RecordKept(in OrderCommand command)
    {
        if (_kept.IsEmpty) { return; }
        recorder.AddKept(_kept.All, in command);
        _kept.Clear();
    }

    private RejectReason AskCollar(in OrderQuestion order)
    {
        long limit = order.Limits.PriceCollar;
        if (limit == 0 && _collars.Length == 0) { return RejectReason.None; }
        return AskLimit(RiskRuleKind.PriceCollar, _collars, measure.Collar(in order.Command), limit, in order);
    }

    private RejectReason AskVenue(in OrderQuestion order)
    {
        ref readonly OrderCommand command = ref order.Command;
        ref readonly OrderFacts facts = ref order.Facts;
        foreach (ActiveRule rule in table.Of(RiskRuleKind.PriceBand))
        {
            if (!Asks(rule, in order)) { continue; }
            long limit = venue.BandOf(rule.Limit, command.Instrument, facts.Now);
            if (BreachOf(rule, venue.Distance(in command, facts.Instrument, facts.Now), limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.LotAndTick))
        {
            if (Asks(rule, in order) && BreachOf(rule, measure.Over(rule.Limit, in command, in facts), rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        return RejectReason.None;
    }

    private RejectReason AskFunds(in OrderQuestion order)
    {
        foreach (ActiveRule rule in table.Of(RiskRuleKind.AvailableFunds))
        {
            if (Asks(rule, in order) && BreachOf(rule, order.Facts.FundsLeftRaw, rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        if (order.Command.Side != Side.Sell) { return RejectReason.None; }
        foreach (ActiveRule rule in table.Of(RiskRuleKind.SellableQuantity))
        {
            if (Asks(rule, in order) && BreachOf(rule, measure.Sellable(rule, in order.Command, in order.Facts), rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        return RejectReason.None;
    }

    private RejectReason AskExposures(in OrderQuestion order)
    {
        measure.BeginOrder();
        foreach (ActiveRule rule in table.Of(RiskRuleKind.GrossExposure))
        {
            if (Asks(rule, in order) && BreachOf(rule, measure.GrossWith(rule, in order), rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.NetExposure))
        {
            if (Asks(rule, in order) && BreachOf(rule, measure.NetWith(rule, in order), rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.PositionRatio))
        {
            if (Asks(rule, in order) && BreachOf(rule, measure.RatioWith(rule, in order), rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.Leverage))
        {
            if (Asks(rule, in order) && BreachOf(rule, measure.LeverageWith(rule, in order), rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.Concentration))
        {
            if (!Asks(rule, in order) || !measure.HasOthers(rule, in order.Command)) { continue; }
            if (BreachOf(rule, measure.ConcentrationWith(rule, in order), rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        return RejectReason.None;
    }

    private RejectReason AskCounts(in OrderQuestion order)
    {
        foreach (ActiveRule rule in _openOrders)
        {
            if (Asks(rule, in order) && BreachOf(rule, measure.Open(rule.Scope, in order), rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        if (order.Limits.OrderRateLimit != 0)
        {
            RejectReason reason = BreachOf(RiskRuleKind.OrderRate, measure.InSecond(RiskRuleScope.Instrument, in order), order.Limits.OrderRateLimit, in order);
            if (reason != RejectReason.None) { return reason; }
        }

        foreach (ActiveRule rule in _rates)
        {
            if (Asks(rule, in order) && BreachOf(rule, measure.InSecond(rule.Scope, in order), rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        foreach (ActiveRule rule in _dailyOrders)
        {
            if (Asks(rule, in order) && BreachOf(rule, measure.InDay(rule.Scope, in order), rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        return RejectReason.None;
    }

    private RejectReason AskStates(in OrderQuestion order)
    {
        for (RiskRuleKind kind = RiskRuleKind.DailyLoss; kind <= RiskRuleKind.SpreadTooWide; kind++)
        {
            foreach (ActiveRule rule in table.Of(kind))
            {
                if (Asks(rule, in order) && BreachOf(rule, measure.Now(rule, in order), rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
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
            if (Asks(rule, in order) && BreachOf(rule, venue.Obstacle(in command, facts.Now), rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.Restricted))
        {
            if (Asks(rule, in order) && BreachOf(rule, facts.Reduces ? 1 : 2, rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.DuplicateOrder))
        {
            if (facts.IsNew && Asks(rule, in order) && BreachOf(rule, measure.Age(in order), rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        foreach (ActiveRule rule in table.Of(RiskRuleKind.Condition))
        {
            if (Asks(rule, in order) && BreachOf(rule, measure.Now(rule, in order), rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        return RejectReason.None;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Asks(ActiveRule rule, in OrderQuestion order) => rule.IsAlwaysAsked || (rule.IsOn && rule.Applies(in order.Command, strategies));

    // Of a kind whose rules all see the same of an order, whatever their scope: the instrument's limit, then the rules.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private RejectReason AskLimit(RiskRuleKind kind, ActiveRule[] rules, long observed, long limit, in OrderQuestion order)
    {
        RejectReason reason = BreachOf(kind, observed, limit, in order);
        if (reason != RejectReason.None) { return reason; }
        foreach (ActiveRule rule in rules)
        {
            if (Asks(rule, in order) && BreachOf(rule, observed, rule.Limit, in order) is not RejectReason.None and RejectReason broken) { return broken; }
        }

        return RejectReason.None;
    }

    // Of one of the instrument's limits, which stand first among the rules of their kind; 0 is off.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private RejectReason BreachOf(RiskRuleKind kind, long observed, long limit, in OrderQuestion order)
    {
        if (limit == 0) { return RejectReason.None; }
        if (observed > limit) { return Refuse(table.ShorthandOf(kind), observed, limit, in order); }
        _kept.Add(RiskRuleTable.ShorthandIdOf(kind), observed, limit);
        return RejectReason.None;
    }

    // Anything but none ends the asking. The common path goes on to the next rule; few orders break one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private RejectReason BreachOf(ActiveRule rule, long observed, long limit, in OrderQuestion order)
    {
        if (rule.IsBroken(observed, limit)) { return Refuse(rule, observed, limit, in order); }
        _kept.Add(rule.Id, observed, limit);
        return RejectReason.None;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private RejectReason Refuse(ActiveRule rule, long observed, long limit, in OrderQuestion order)
    {
        ref readonly OrderCommand command = ref order.Command;
        RecordKept(in command);   // Those before it.
        bool isLet = order.Facts.Reduces && rule.LetsReduce;
        RejectReason reason = isLet ? RejectReason.None : venue.ReasonOf(rule, command.Instrument);
        RiskAction action = isLet || !order.Binds ? RiskAction.None : reason == RejectReason.SessionClosed ? RiskAction.Reject : rule.Action;   // Sessions end every day.
        recorder.Add(command.OrderId, observed, limit, rule.Id, command.Account, command.Strategy, RiskPhase.Before, action, reason, command.Instrument);
        if (action == RiskAction.None) { return RejectReason.None; }
        stops.Stop(action, rule.Scope, command.Account.Value, command.Strategy);
        return reason;
    }
}
