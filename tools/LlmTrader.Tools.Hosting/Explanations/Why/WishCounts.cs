using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tools.Hosting.Explanations.Why;

/// <summary>Wishes that came to nothing inside a rule set; see <see cref="ClauseCounts"/>.</summary>
/// <param name="BelowOneLot">Sizes of less than a lot.</param>
/// <param name="WithoutStop">Entries whose stop or limit had no value.</param>
/// <param name="WithoutTick">Limits that came to no positive tick.</param>
public readonly record struct WishCounts(long BelowOneLot, long WithoutStop, long WithoutTick)
{
    public static WishCounts operator -(WishCounts after, WishCounts before) =>
        new(after.BelowOneLot - before.BelowOneLot, after.WithoutStop - before.WithoutStop, after.WithoutTick - before.WithoutTick);

    internal static WishCounts Of(IRuleSet ruleSet) => ruleSet is DocumentRuleSet { Clauses: var counts } ? new WishCounts(counts.BelowOneLot, counts.WithoutStop, counts.WithoutTick) : default;
}
