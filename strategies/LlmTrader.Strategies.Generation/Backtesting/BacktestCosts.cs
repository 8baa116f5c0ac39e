namespace LlmTrader.Strategies.Generation.Backtesting;

/// <summary>What trading costs in a run, against what the configuration says.</summary>
/// <param name="Fees">Times the instruments' fees.</param>
/// <param name="Slippage">Times the configured slippage and latency of entry.</param>
public readonly record struct BacktestCosts(decimal Fees, decimal Slippage)
{
    /// <summary>As configured.</summary>
    public static BacktestCosts Configured => new(1, 1);

    /// <summary>Twice of everything: an edge that this ends was none.</summary>
    public static BacktestCosts Doubled => new(2, 2);
}
