using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>Holds the rule set that decides. Only the signals stage reads it, and only an event of the ring may change it.</summary>
public sealed class RuleSetSlot(IRuleSet active)
{
    public IRuleSet Active { get; } = active;
}
