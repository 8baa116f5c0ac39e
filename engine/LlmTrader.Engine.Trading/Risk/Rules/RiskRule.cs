using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>One configured rule. After the start only its limit and whether it is on change, and those by events alone.</summary>
public sealed record RiskRule
{
    /// <summary>The most rules of one engine.</summary>
    public const int MaxRules = 128;

    /// <summary>From 1, unique; verdicts and changes name it. The negative ids are those of <see cref="RiskLimits"/>: −1 is its order quantity, and so on by <see cref="RiskRuleKind"/>.</summary>
    public required int Id { get; init; }

    public required RiskRuleKind Kind { get; init; }

    public RiskRuleScope Scope { get; init; } = RiskRuleScope.Account;

    /// <summary>The instrument, slot or account that the rule is about, by its number; null for each of the scope.</summary>
    public int? Target { get; init; }

    /// <summary>In the unit of the kind.</summary>
    public long Limit { get; init; }

    /// <summary>
    /// What a breach does. Before a trade the order is refused in any case, unless it reduces and the kind lets it. A rule that
    /// only rejects is asked before trades alone. What a rule has stopped, an operator's change of the trading state to active
    /// starts again, and nothing else.
    /// </summary>
    public RiskAction Action { get; init; } = RiskAction.Reject;

    public bool IsOn { get; init; } = true;

    /// <summary>Of <see cref="RiskRuleKind.Condition"/>.</summary>
    public IRiskCondition? Condition { get; init; }

    /// <summary>Why a change can't be put in force, with the field that is to blame; null when it can.</summary>
    public static string? ProblemOf(in RiskRuleChange change, IReadOnlyList<RiskRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        for (int i = 0; i < rules.Count; i++)
        {
            if (rules[i].Id != change.RuleId) { continue; }
            return RiskRuleTraits.ProblemOf(rules[i].Kind, change.Limit) is { } expected
                ? $"{nameof(change.Limit)} is {change.Limit}, and that of risk rule {change.RuleId} ({rules[i].Kind}) must be {expected}" : null;
        }

        return $"{nameof(change.RuleId)} is {change.RuleId}, and no risk rule has that id";
    }

    /// <summary>Throws <see cref="ArgumentException"/> that names the rule and the field when a value can't be used.</summary>
    public RiskRule Validated(int instruments, int accounts, int slots)
    {
        Require(Id >= 1, nameof(Id), "1 or more");
        Require(RiskRuleTraits.IsKnown(Kind), nameof(Kind), "a known kind");
        Require(Scope <= RiskRuleScope.Account, nameof(Scope), "a known scope");
        Require(Action is >= RiskAction.Reject and <= RiskAction.HaltAll, nameof(Action), "reject, reduce, halt strategy or halt all");
        int targets = Scope switch { RiskRuleScope.Instrument => instruments, RiskRuleScope.Strategy => slots, RiskRuleScope.Account => accounts, _ => 0 };
        Require(Target is null || Scope != RiskRuleScope.Order, nameof(Target), "absent: the scope is every order");
        Require(Target is null || (Target >= 0 && Target < targets), nameof(Target), $"below {targets}, {Target} was given");
        Require(RiskRuleTraits.ProblemOf(Kind, Limit) is null, nameof(Limit), $"{RiskRuleTraits.ProblemOf(Kind, Limit)}, {Limit} was given");
        Require((Kind == RiskRuleKind.Condition) == Condition is not null, nameof(Condition), Condition is null ? "given" : "absent: only conditions have one");
        bool isOfOrders = !RiskRuleTraits.IsWatched(Kind) && !RiskRuleTraits.IsAskedAfter(Kind);
        Require(Action != RiskAction.HaltStrategy || Scope == RiskRuleScope.Strategy || isOfOrders, nameof(Action), "another one: a breach without an order has no strategy, unless the scope is strategy");
        Require(Kind != RiskRuleKind.TradeLoss || Action != RiskAction.Reject, nameof(Action), "reduce or a halt: what has filled can't be rejected");
        return this;
    }

    private void Require(bool condition, string field, string expected)
    {
        if (!condition) { throw new ArgumentException($"Risk rule {Id} ({Kind}): {field} must be {expected}."); }
    }
}
