namespace LlmTrader.Strategies.Models.Budgets;

/// <summary>What may be spent within any stretch of time so long: a window that slides, so that no midnight lets twice as much through.</summary>
/// <param name="Window">Its length.</param>
/// <param name="Money">In the currency of the prices; null for no limit.</param>
/// <param name="Tokens">Of prompts and answers together; null for no limit.</param>
/// <param name="Warn">Share of either limit, 0 to 1, from which on it is told.</param>
public sealed record BudgetOptions(TimeSpan Window, decimal? Money, long? Tokens, decimal Warn)
{
    /// <summary>Told of at 80 %.</summary>
    public const decimal UsualWarning = 0.8m;
}

/// <summary>What a call came to, all attempts together.</summary>
/// <param name="Time">When it ended.</param>
/// <param name="Tokens">Of prompts and answers.</param>
/// <param name="Money">In the currency of the prices.</param>
public readonly record struct BudgetUse(DateTimeOffset Time, long Tokens, decimal Money);

/// <summary>What was spent before this process began: budgets outlive restarts by it.</summary>
public interface IBudgetHistory
{
    /// <summary>All use since a time, in any order.</summary>
    IEnumerable<BudgetUse> Since(DateTimeOffset start);
}

/// <summary>How a budget stands.</summary>
/// <param name="Options">What it allows.</param>
/// <param name="UsedTokens">Within the window that ends now.</param>
/// <param name="UsedMoney">Within the window that ends now.</param>
/// <param name="ReservedTokens">By calls under way.</param>
/// <param name="ReservedMoney">By calls under way.</param>
public sealed record BudgetStatus(BudgetOptions Options, long UsedTokens, decimal UsedMoney, long ReservedTokens, decimal ReservedMoney)
{
    /// <summary>The larger share of the two limits, 0 to 1 and above when a server counted more than was asked for.</summary>
    public decimal Share => Math.Max(ShareOf(UsedTokens, Options.Tokens), ShareOf(UsedMoney, Options.Money));

    private static decimal ShareOf(decimal used, decimal? limit) => limit is { } most ? most == 0 ? 1 : used / most : 0;
}
