using System.Runtime.InteropServices;

namespace LlmTrader.Engine.Core;

/// <summary>A new order, an amendment or a cancel, with the verdict that risk has passed on it. 64 bytes: half a slot.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct OrderCommand
{
    /// <summary>The order that is placed, or the one that is to be amended or cancelled.</summary>
    public OrderId OrderId;

    /// <summary>The limit; ignored for orders that become market orders. Of an amendment 0 keeps it, as with quantity and trigger.</summary>
    public Price Price;

    /// <summary>Positive. Of an amendment: all that the order is to have ordered, what it has filled included.</summary>
    public Quantity Quantity;

    /// <summary>Where a stop or a market-if-touched order wakes up; of a trailing stop the distance from the market, in raw price units. Else 0.</summary>
    public Price Trigger;

    /// <summary>Of an iceberg: what the book shows at a time, a multiple of the lot below the quantity. 0 shows all.</summary>
    public Quantity DisplayQuantity;

    public InstrumentId Instrument;
    public AccountId Account;
    public StrategyId Strategy;

    /// <summary>Of <see cref="TimeInForce.GoodTillDate"/>: seconds since 1970 UTC. Else 0.</summary>
    public uint ExpireSeconds;

    public CommandAction Action;
    public Side Side;
    public OrderType Type;
    public TimeInForce TimeInForce;
    public OrderFlags Flags;
    public Contingency Contingency;

    /// <summary>The place, among its event's commands, of the first order of the group; it goes with <see cref="Contingency"/>.</summary>
    public byte Group;

    /// <summary>Risk's answer; only <see cref="RejectReason.None"/> reaches matching.</summary>
    public RejectReason Verdict;

    /// <summary>When a good-till-date order ends.</summary>
    public readonly Timestamp ExpireAt => Timestamp.FromUnixSeconds(ExpireSeconds);

    /// <summary>Whether it waits for a trigger before it is an order in the book.</summary>
    public readonly bool HasTrigger => Type is OrderType.Stop or OrderType.StopLimit or OrderType.TrailingStop or OrderType.MarketIfTouched;

    /// <summary>Whether its price is a limit, at once or after its trigger.</summary>
    public readonly bool HasLimit => Type is OrderType.Limit or OrderType.StopLimit;

    /// <summary>The group that it belongs to: the id of the group's first order. Only with a <see cref="Contingency"/>.</summary>
    public readonly OrderId GroupId => OrderId.From(OrderId.Sequence, Group);

    /// <summary>Whether it is an order as simple as they come: at the market or at a limit, until cancelled or immediate, and on its own.</summary>
    public readonly bool IsPlain =>
        Trigger.Raw == 0 && DisplayQuantity.Raw == 0 && ExpireSeconds == 0 && Flags == OrderFlags.None && Contingency == Contingency.None && Group == 0;
}
