using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>An open order at the simulated venue.</summary>
internal struct VenueOrder
{
    public OrderId Id;

    /// <summary>The worst price it accepts. A market order's is the end of the scale, which also puts it first in its queue.</summary>
    public Price Limit;

    public Quantity Leaves;
    public Quantity Cumulative;

    /// <summary>When it reached the venue; nothing that happened on the market before can fill it.</summary>
    public Timestamp Arrival;

    public InstrumentId Instrument;

    /// <summary>Neighbours in the queue of its side.</summary>
    public int Previous;
    public int Next;

    public AccountId Account;
    public StrategyId Strategy;
    public Side Side;
    public TimeInForce TimeInForce;

    /// <summary>Takes what the market offers, as a taker; a limit order that rests no longer does.</summary>
    public bool IsTaking;

    /// <summary>Reports that were sent and have not come back through the Sequencer.</summary>
    public byte InFlight;
}
