using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What a venue's rules look at besides the order.</summary>
public readonly struct MarketState
{
    public required SessionPhase Phase { get; init; }

    /// <summary>The last price; 0 when there is none.</summary>
    public Price Last { get; init; }

    /// <summary>The last price of the trading day before; 0 when it is not known.</summary>
    public Price PreviousClose { get; init; }

    /// <summary>Of the order's account, signed.</summary>
    public Quantity Position { get; init; }

    /// <summary>What the account may still sell today.</summary>
    public Quantity Sellable { get; init; }
}
