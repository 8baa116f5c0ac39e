namespace LlmTrader.Tools.Hosting.Backtests.Comparison;

/// <summary>The change of equity over one UTC day, what happens at the midnight that ends it included.</summary>
/// <param name="Day">Days since 1970-01-01.</param>
/// <param name="ProfitRaw">In 10^-8 of the currency.</param>
public readonly record struct DailyProfit(long Day, Int128 ProfitRaw);
