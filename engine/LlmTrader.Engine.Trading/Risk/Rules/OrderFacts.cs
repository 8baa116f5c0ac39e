using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What the gate has found out about an order before the rules are asked.</summary>
internal struct OrderFacts
{
    public required Instrument Instrument { get; init; }

    public required Timestamp Now { get; init; }

    /// <summary>Of the order's account in the instrument.</summary>
    public required Exposure Exposure { get; init; }

    /// <summary>What the order adds to what its side may come to: of an amendment the difference, of a group's exits nothing.</summary>
    public required Quantity Added { get; init; }

    /// <summary>Whether it is a new order, not an amendment.</summary>
    public required bool IsNew { get; init; }

    /// <summary>Whether the order can only bring the account's position nearer to zero.</summary>
    public required bool Reduces { get; init; }

    /// <summary>In 10^-8 of the quote currency.</summary>
    public long NotionalRaw { get; set; }

    /// <summary>Available funds less what the order would reserve, in 10^-8 of the quote currency.</summary>
    public long FundsLeftRaw { get; set; }
}
