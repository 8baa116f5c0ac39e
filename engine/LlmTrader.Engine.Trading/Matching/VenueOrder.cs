using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Where an open order stands at the venue.</summary>
internal enum OrderStage : byte
{
    /// <summary>The exit of a bracket that has nothing to close now.</summary>
    Held = 0,

    /// <summary>Its trigger has not been reached.</summary>
    Waiting = 1,

    /// <summary>In the queue of its side.</summary>
    Working = 2,
}

/// <summary>An open order at the simulated venue.</summary>
internal struct VenueOrder : IPooledSlot<VenueOrder>
{
    public OrderId Id;

    /// <summary>The worst price it accepts. A market order's is the end of the scale, which also puts it first in its queue.</summary>
    public Price Limit;

    /// <summary>All that was ordered, as amended.</summary>
    public Quantity Quantity;

    /// <summary>What may fill now; of an order in a group, what the others leave it.</summary>
    public Quantity Leaves;
    public Quantity Cumulative;

    /// <summary>When it reached the venue, was triggered or released; nothing that happened on the market before can fill it.</summary>
    public Timestamp Arrival;

    /// <summary>Where it wakes up.</summary>
    public Price Trigger;

    /// <summary>Of a trailing stop: how far the trigger stays behind the market.</summary>
    public PriceOffset Distance;

    /// <summary>Of an iceberg: a slice, and what is left of the present one. A slice of 0 shows all.</summary>
    public Quantity Display;
    public Quantity Shown;

    /// <summary>The end of time when it does not expire.</summary>
    public Timestamp Expiry;

    /// <summary>Its place in the market's queue while it rests.</summary>
    public QueuePosition Queue;

    public InstrumentId Instrument;

    /// <summary>Neighbours in the queue of its side, or among what waits for a trigger.</summary>
    public int Previous;
    public int Next;

    /// <summary>Neighbours in the <see cref="ExpiryQueue"/>.</summary>
    public int ExpiresAfter;
    public int ExpiresBefore;

    /// <summary>Place of its group, and the next order of it.</summary>
    public int Group;
    public int NextOfGroup;

    public AccountId Account;
    public StrategyId Strategy;
    public Side Side;
    public OrderType Type;
    public TimeInForce TimeInForce;
    public OrderFlags Flags;
    public Contingency Contingency;
    public OrderStage Stage;

    /// <summary>Takes what the market offers, as a taker; a limit order that rests no longer does.</summary>
    public bool IsTaking;

    /// <summary>Reports that were sent and have not come back through the Sequencer.</summary>
    public byte InFlight;

    /// <summary>The bar in which its entry filled, so that it stands for the rest of it; 0 for none.</summary>
    public long ReleasedInBar;

    public readonly bool HasLimit => Type is OrderType.Limit or OrderType.StopLimit;

    public readonly bool HasTrigger => Type is OrderType.Stop or OrderType.StopLimit or OrderType.TrailingStop or OrderType.MarketIfTouched;

    /// <summary>Whether its trigger lies on the losing side of the market.</summary>
    public readonly bool IsStop => Type is OrderType.Stop or OrderType.StopLimit or OrderType.TrailingStop;

    public readonly bool IsImmediate => TimeInForce is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill;

    public readonly bool IsReduceOnly => (Flags & OrderFlags.ReduceOnly) != 0;

    public readonly bool IsPostOnly => (Flags & OrderFlags.PostOnly) != 0;

    public readonly bool IsGrouped => Group != VenueOrders.None;

    readonly int IPooledSlot<VenueOrder>.NextFree => Next;

    /// <summary>The order of a command that has just reached the venue. In its place: what is copied just after it was written waits for it.</summary>
    public static void Write(in OrderCommand command, Timestamp arrival, Timestamp expiry, out VenueOrder order)
    {
        order = default;
        order.Id = command.OrderId;
        order.Limit = command.HasLimit ? command.Price : FillRules.Worst(command.Side);
        order.Quantity = command.Quantity;
        order.Leaves = command.Quantity;
        order.Arrival = arrival;
        order.Trigger = command.Type == OrderType.TrailingStop ? Price.Zero : command.Trigger;
        order.Distance = new PriceOffset(command.Type == OrderType.TrailingStop ? command.Trigger.Raw : 0);
        order.Display = command.DisplayQuantity;
        order.Expiry = expiry;
        order.Instrument = command.Instrument;
        order.Group = VenueOrders.None;
        order.NextOfGroup = VenueOrders.None;
        order.Account = command.Account;
        order.Strategy = command.Strategy;
        order.Side = command.Side;
        order.Type = command.Type;
        order.TimeInForce = command.TimeInForce;
        order.Flags = command.Flags;
        order.Contingency = command.Contingency;
    }

    static VenueOrder IPooledSlot<VenueOrder>.Free(int nextFree) => new() { Next = nextFree };
}
