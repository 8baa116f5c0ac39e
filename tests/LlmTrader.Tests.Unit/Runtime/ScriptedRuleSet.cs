using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>Does on each closed bar what the test says.</summary>
internal sealed class ScriptedRuleSet(Action<int, IRuleSetContext> onBar) : IRuleSet
{
    private int _bars;

    public static ScriptedRuleSet Idle => new((_, _) => { });

    public string Name => "scripted";

    public string Id => "scripted";

    public int WarmUpBars => 0;

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
    {
        onBar(_bars++, context);   // Counted from 0.
        return RuleSetOutcome.Signal;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section(Id);
        transfer.Value(ref _bars);
    }
}
