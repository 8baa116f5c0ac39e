using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>A rule set as a slot holds it.</summary>
/// <param name="setId">The id that it was staged under.</param>
/// <param name="ruleSet">What decides.</param>
/// <param name="source">The text that it was compiled from; null of the set that the engine started with.</param>
public sealed class RuleSetVersion(int setId, IRuleSet ruleSet, string? source)
{
    /// <summary>The id that it was staged under; 0 is the set that the engine started with.</summary>
    public int SetId => setId;

    public IRuleSet RuleSet => ruleSet;

    /// <summary>The text that it was compiled from; null of the set that the engine started with.</summary>
    public string? Source => source;

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
