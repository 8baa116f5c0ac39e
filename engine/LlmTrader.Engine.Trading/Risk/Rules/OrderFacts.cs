using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What the gate has found out about an order before the rules are asked.</summary>
internal struct OrderFacts
{
    public Instrument Instrument;

    public Timestamp Now;

    /// <summary>Of the order's account in the instrument, signed.</summary>
    public Quantity Position;

    /// <summary>What that could become if all that works on the order's side filled, and the order with it (<see cref="Exposure.WorstCase"/>).</summary>
    public Int128 WorstCase;

    /// <summary>What the order adds to what its side may come to: of an amendment the difference, of a group's exits nothing.</summary>
    public Quantity Added;

    /// <summary>Whether it is a new order, not an amendment.</summary>
    public bool IsNew;

    /// <summary>Whether the order can only bring the account's position nearer to zero.</summary>
    public bool Reduces;

    /// <summary>In 10^-8 of the quote currency.</summary>
    public long NotionalRaw;

    /// <summary>What the account may still spend, and how much more of it the order would reserve: 10^-8 of the quote currency.</summary>
    public long AvailableRaw;
    public long ReserveRaw;

    public readonly long FundsLeftRaw => RiskRatio.Saturated((Int128)AvailableRaw - ReserveRaw);
}
