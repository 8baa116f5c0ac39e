using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>Cash that was below zero at a fill or a closed bar.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Lowest">The least that there was.</param>
/// <param name="First">When it first was.</param>
public sealed record CashDebt(AccountId Account, Money Lowest, Timestamp First);
