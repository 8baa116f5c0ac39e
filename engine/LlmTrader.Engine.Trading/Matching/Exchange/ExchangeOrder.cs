using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>An order as it arrives at the <see cref="MatchingEngine"/>.</summary>
public struct ExchangeOrder
{
    /// <summary>Unique among the resting orders.</summary>
    public OrderId Id;

    /// <summary>The limit; ignored for market orders.</summary>
    public Price Price;
    public Quantity Quantity;

    /// <summary>How much of an iceberg the book shows at a time; 0 shows all of it.</summary>
    public Quantity Displayed;

    /// <summary>Whose order it is, for <see cref="SelfTrade"/>.</summary>
    public AccountId Account;
    public Side Side;
    public OrderType Type;

    /// <summary>Day and good-till-date orders rest as good-till-cancel ones do: whoever knows the time cancels them.</summary>
    public TimeInForce TimeInForce;

    /// <summary>Post-only or nothing; what reduces a position is for those to know who know positions.</summary>
    public OrderFlags Flags;

    /// <summary>What happens when it meets an order of the same account. Its own instruction counts, not that of the one that rests.</summary>
    public SelfTradePrevention SelfTrade;
}

/// <summary>What happens when an arriving order meets a resting one of the same account.</summary>
public enum SelfTradePrevention : byte
{
    /// <summary>They trade.</summary>
    None = 0,

    /// <summary>What is left of the arriving order is cancelled.</summary>
    CancelNewest = 1,

    /// <summary>The resting order is cancelled; the arriving one goes on.</summary>
    CancelOldest = 2,

    /// <summary>Both are cancelled.</summary>
    CancelBoth = 3,
}
