namespace LlmTrader.Engine.Core;

/// <summary>An order of any kind as a rule set wants it. Who sends it, and its id, are added on the way to risk.</summary>
public readonly record struct OrderRequest
{
    public required InstrumentId Instrument { get; init; }

    public required Side Side { get; init; }

    public required OrderType Type { get; init; }

    public required Quantity Quantity { get; init; }

    /// <summary>The limit of a limit or a stop-limit order; else 0.</summary>
    public Price Price { get; init; }

    /// <summary>Where the order wakes up; of a trailing stop the distance from the market. 0 for orders without a trigger.</summary>
    public Price Trigger { get; init; }

    /// <summary>Of an iceberg: what the book shows at a time. 0 shows all.</summary>
    public Quantity DisplayQuantity { get; init; }

    public TimeInForce TimeInForce { get; init; } = TimeInForce.GoodTillCancel;

    /// <summary>Of <see cref="TimeInForce.GoodTillDate"/>: seconds since 1970 UTC. Else 0.</summary>
    public uint ExpireSeconds { get; init; }

    public OrderFlags Flags { get; init; }

    /// <summary>Its part in a group; of an order on its own <see cref="Contingency.None"/>.</summary>
    public Contingency Contingency { get; init; }

    public OrderRequest()
    {
    }
}
