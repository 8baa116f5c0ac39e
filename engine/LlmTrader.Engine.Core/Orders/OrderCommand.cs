using System.Runtime.InteropServices;

namespace LlmTrader.Engine.Core;

/// <summary>A new order or a cancel, with the verdict that risk has passed on it. 64 bytes: half a slot.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct OrderCommand
{
    /// <summary>The order that is placed, or the one that is to be cancelled.</summary>
    public OrderId OrderId;

    /// <summary>The limit; ignored for market orders.</summary>
    public Price Price;

    /// <summary>Positive.</summary>
    public Quantity Quantity;

    public InstrumentId Instrument;
    public AccountId Account;
    public StrategyId Strategy;
    public CommandAction Action;
    public Side Side;
    public OrderType Type;
    public TimeInForce TimeInForce;

    /// <summary>Risk's answer; only <see cref="RejectReason.None"/> reaches matching.</summary>
    public RejectReason Verdict;
}
