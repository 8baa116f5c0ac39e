using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>All rules in the fixed order in which they are asked: by kind, then by id.</summary>
internal sealed class RiskRuleTable : ISnapshotState
{
    private readonly ActiveRule[][] _ofKind;      // By id each.
    private readonly ActiveRule?[] _shorthands;   // By kind: the limits that every instrument has (RiskLimits), which come before its rules.

    public RiskRuleTable(IReadOnlyList<RiskRule> rules, int breachCells)
    {
        int kinds = (int)Enum.GetValues<RiskRuleKind>().Max() + 1;
        ActiveRule[] all = [.. rules.OrderBy(rule => rule.Kind).ThenBy(rule => rule.Id).Select(rule => new ActiveRule(rule, CellsOf(rule, breachCells)))];
        _ofKind = new ActiveRule[kinds][];
        Array.Fill(_ofKind, []);
        foreach (IGrouping<RiskRuleKind, ActiveRule> rulesOfKind in all.GroupBy(rule => rule.Kind)) { _ofKind[(int)rulesOfKind.Key] = [.. rulesOfKind]; }
        _shorthands = new ActiveRule?[kinds];
        foreach (RiskRuleKind kind in Limits) { _shorthands[(int)kind] = Shorthand(kind); }
        Count = all.Length + Limits.Length;
        Watched = [.. all.Where(rule => RiskRuleTraits.IsWatched(rule.Kind) && rule.Rule.Action > RiskAction.Reject)];
        After = [.. all.Where(rule => RiskRuleTraits.IsAskedAfter(rule.Kind) && rule.Rule.Action > RiskAction.Reject)];
        Configured = [.. all.OrderBy(rule => rule.Id)];
    }

    /// <summary>Asked on events, because they stop more than an order.</summary>
    public ActiveRule[] Watched { get; }

    /// <summary>Asked on fills, for the same reason.</summary>
    public ActiveRule[] After { get; }

    /// <summary>By id.</summary>
    public ActiveRule[] Configured { get; }

    /// <summary>All, the shorthands too.</summary>
    public int Count { get; }

    /// <summary>The configured rules of one kind, by id.</summary>
    public ActiveRule[] Of(RiskRuleKind kind) => _ofKind[(int)kind];

    /// <summary>The rule that one of <see cref="RiskLimits"/> stands for: it rejects, and its limit is the instrument's.</summary>
    public ActiveRule ShorthandOf(RiskRuleKind kind) => _shorthands[(int)kind]!;

    /// <summary>The id by which verdicts name it.</summary>
    public static int ShorthandIdOf(RiskRuleKind kind) => -(int)kind;

    /// <summary>Whether there are rules of any of the kinds from one to another.</summary>
    public bool HasAny(RiskRuleKind first, RiskRuleKind last) => Enumerable.Range((int)first, last - first + 1).Any(kind => _ofKind[kind].Length > 0);

    /// <summary>Whether any configured rule needs to know the price before an order can be judged by it.</summary>
    public bool NeedsPrice(in OrderCommand command, int strategies)
    {
        foreach (ActiveRule rule in Configured)
        {
            if (rule.IsOn && rule.Kind is RiskRuleKind.PriceCollar or RiskRuleKind.PriceBand && rule.Applies(in command, strategies)) { return true; }
        }

        return false;
    }

    /// <summary>A new limit, or on or off. Otherwise why not: no rule has the id, or the limit can't be one of its kind.</summary>
    /// <param name="change">What is wanted.</param>
    /// <param name="limit">The rule's limit before; 0 without a rule.</param>
    public RejectReason Change(in RiskRuleChange change, out long limit)
    {
        foreach (ActiveRule rule in Configured)
        {
            if (rule.Id != change.RuleId) { continue; }
            limit = rule.Limit;
            if (RiskRuleTraits.ProblemOf(rule.Kind, change.Limit) is not null) { return RejectReason.InvalidRiskLimit; }
            rule.Change(change.Limit, change.On != 0);
            return RejectReason.None;
        }

        limit = 0;
        return RejectReason.UnknownRiskRule;
    }

    /// <summary>Every breach that lasts is told, and stops, once more.</summary>
    public void Rearm()
    {
        foreach (ActiveRule rule in Watched) { rule.Rearm(); }
        foreach (ActiveRule rule in After) { rule.Rearm(); }
    }

    // Only what is asked without an order remembers its breaches.
    private static int CellsOf(RiskRule rule, int breachCells) =>
        rule.Action > RiskAction.Reject && (RiskRuleTraits.IsWatched(rule.Kind) || RiskRuleTraits.IsAskedAfter(rule.Kind)) ? breachCells : 0;

    private static ReadOnlySpan<RiskRuleKind> Limits => [RiskRuleKind.OrderQuantity, RiskRuleKind.OrderNotional, RiskRuleKind.PriceCollar, RiskRuleKind.Position, RiskRuleKind.OrderRate];

    private static ActiveRule Shorthand(RiskRuleKind kind) => new(new RiskRule { Id = ShorthandIdOf(kind), Kind = kind, Scope = RiskRuleScope.Instrument }, breachCells: 0);

    /// <summary>The limits of all instruments, which stand among the rules, are the gate's.</summary>
    public void Transfer(ISnapshotTransfer transfer)
    {
        foreach (ActiveRule rule in Configured) { rule.Transfer(transfer); }
    }
}
