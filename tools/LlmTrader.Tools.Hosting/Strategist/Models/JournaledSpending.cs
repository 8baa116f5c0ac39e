using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Models.Budgets;
using LlmTrader.Tools.Hosting.Strategist.Ledger;

namespace LlmTrader.Tools.Hosting.Strategist.Models;

/// <summary>What was spent before this process began, as the strategist's journal says.</summary>
/// <param name="calls">Of the journal.</param>
public sealed class JournaledSpending(JournaledModelCalls calls) : IBudgetHistory
{
    private const long NanosecondsPerTick = 100;

    /// <inheritdoc/>
    public IEnumerable<BudgetUse> Since(DateTimeOffset start) =>
        calls.Since(new Timestamp((start - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick)).Select(use => new BudgetUse(DateTimeOffset.UnixEpoch.AddTicks(use.Time.Nanoseconds / NanosecondsPerTick), use.Tokens, use.Money));
}
