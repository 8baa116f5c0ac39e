namespace LlmTrader.Tools.Hosting.Backtests.Comparison;

/// <summary>What a run came to for one account in one currency, used or not.</summary>
/// <param name="Summary">Its metrics.</param>
/// <param name="Daily">One for each UTC day that the run touches, in order.</param>
public sealed record AccountResult(PerformanceSummary Summary, IReadOnlyList<DailyProfit> Daily);
