using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>A rule at work: what events change of it, and whose breaches of it have been told.</summary>
internal sealed class ActiveRule(RiskRule rule, int breachCells) : ISnapshotState
{
    private readonly bool[] _isBreached = new bool[breachCells];
    private readonly bool _isForAll = rule.Target is null && rule.Scope != RiskRuleScope.Strategy;

    public RiskRule Rule { get; } = rule;

    public int Id { get; } = rule.Id;

    public RiskRuleKind Kind { get; } = rule.Kind;

    public RiskRuleScope Scope { get; } = rule.Scope;

    public RiskAction Action { get; } = rule.Action;

    public RejectReason Reason { get; } = RiskRuleTraits.ReasonOf(rule.Kind);

    public IRiskCondition? Condition { get; } = rule.Condition?.Fresh();

    /// <summary>−1 for each of the scope.</summary>
    public int Target { get; } = rule.Target ?? -1;

    public long Limit { get; set; } = rule.Limit;

    public bool IsOn { get; private set; } = rule.IsOn;

    /// <summary>Whether it is asked about every order. Otherwise an order has to be looked at first.</summary>
    public bool IsAlwaysAsked => IsOn && _isForAll;

    /// <summary>As <see cref="RiskRuleTraits.LetsReduce"/>.</summary>
    public bool LetsReduce { get; } = RiskRuleTraits.LetsReduce(rule.Kind);

    private bool IsLeast { get; } = RiskRuleTraits.IsLeast(rule.Kind);

    private bool IsExact { get; } = rule.Kind == RiskRuleKind.LotAndTick;

    /// <summary>Whether the value breaks the limit.</summary>
    public bool IsBroken(long observed, long limit) => IsLeast ? observed < limit : observed > (IsExact ? 0 : limit);

    /// <summary>Whether an order is asked about.</summary>
    public bool Applies(in OrderCommand command, int strategies) => Scope switch
    {
        RiskRuleScope.Instrument => Target < 0 || Target == command.Instrument.Value,
        RiskRuleScope.Account => Target < 0 || Target == command.Account.Value,
        RiskRuleScope.Strategy => command.Strategy.Value < strategies && (Target < 0 || Target == command.Strategy.Value),
        _ => true,
    };

    /// <summary>Takes the state of a cell in. True when that is a new breach.</summary>
    public bool Note(int cell, bool isBroken)
    {
        bool isNew = isBroken && !_isBreached[cell];
        _isBreached[cell] = isBroken;
        return isNew;
    }

    /// <summary>A limit that has changed is asked anew.</summary>
    public void Change(long limit, bool isOn)
    {
        (Limit, IsOn) = (limit, isOn);
        Rearm();
    }

    public void Rearm() => Array.Clear(_isBreached);

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section($"risk rule {Id}, {Kind}");
        transfer.Values(_isBreached.AsSpan());
        (long limit, bool isOn) = (Limit, IsOn);
        transfer.Value(ref limit);
        transfer.Value(ref isOn);
        (Limit, IsOn) = (limit, isOn);
    }
}
