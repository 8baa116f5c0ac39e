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

    /// <summary>Asked once, as <see cref="WatchesPrices"/>.</summary>
    public bool ReadsOtherSeries { get; } = ruleSet.ReadsOtherSeries;

    public RuleSetHandOver HandOver { get; } = ruleSet.HandOver;

    /// <summary>Bars from before it began, in the order in which they closed; neighbours of one close time are shown together.</summary>
    public void WarmUp(ReadOnlySpan<ClosedBar> bars)
    {
        while (!bars.IsEmpty)
        {
            int length = ReadsOtherSeries ? ClosedTogether.LengthOfFirst(bars) : 1;
            if (ReadsOtherSeries) { RuleSet.Observe(bars[..length]); } else { RuleSet.WarmUp(in bars[0]); }
            bars = bars[length..];
        }
    }
}
