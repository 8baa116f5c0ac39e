using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>A rule set as a slot holds it.</summary>
public sealed class RuleSetVersion(int setId, IRuleSet ruleSet)
{
    /// <summary>The id that it was staged under; 0 is the set that the engine started with.</summary>
    public int SetId => setId;

    public IRuleSet RuleSet => ruleSet;

    /// <summary>Asked once: the answer must not change, and every price looks at it.</summary>
    public bool WatchesPrices { get; } = ruleSet.WatchesPrices;

    public RuleSetHandOver HandOver { get; } = ruleSet.HandOver;
}
