using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What one piece of market data offers to the orders of one side; its size is counted beside it.</summary>
internal readonly struct MarketOffer
{
    /// <summary>What a taker gets: the trade's price, the quote's other side, the bar's open.</summary>
    public required Price Price { get; init; }

    /// <summary>How far the market went against a resting order: it fills when its limit lies before this price.</summary>
    public required Price Reach { get; init; }

    /// <summary>Orders that arrived later were not there when it happened.</summary>
    public required Timestamp LatestArrival { get; init; }

    /// <summary>A limit at <see cref="Reach"/> fills too.</summary>
    public bool FillsAtReach { get; init; }

    /// <summary><see cref="Price"/> is where the market opened: a resting order that it jumped over fills there, not at its limit.</summary>
    public bool IsOpening { get; init; }

    /// <summary>The bar that it comes from; 0 for none. Inside a bar in which a stop of its group is hit, an order does not fill.</summary>
    public long Bar { get; init; }

    /// <summary>Prices at which somebody stands: takers get them without slippage.</summary>
    public bool IsQuote { get; init; }

    /// <summary>A quote, behind whose size there may be more.</summary>
    public bool HasDepth { get; init; }

    /// <summary>A trade: at its price it fills what the queue model leaves of it.</summary>
    public bool IsTrade { get; init; }

    /// <summary>False for trades and bars of an instrument with finer data: its takers wait for that.</summary>
    public bool ServesTakers { get; init; }
}
