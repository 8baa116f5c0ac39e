using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules;

/// <summary>Decides nothing: what a slot runs until a set is swapped in.</summary>
public sealed class NoRules : IRuleSet
{
    public string Name => RuleSets.None;

    public string Id => RuleSets.None;

    public int WarmUpBars => 0;

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context) => RuleSetOutcome.NotMine;

    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section($"rule set {Id}");
    }
}
