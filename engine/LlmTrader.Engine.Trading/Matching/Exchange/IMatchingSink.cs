using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Hears of trades, and of resting orders that end without having been asked to. Implement it by a struct and pass it by
/// reference: the calls are then compiled into the matching loop. It must not call the engine back. What happens to the
/// arriving order itself is the answer.
/// </summary>
public interface IMatchingSink
{
    void OnTrade(in ExchangeTrade trade);

    /// <summary>A resting order was cancelled because an arriving one of the same account met it.</summary>
    /// <param name="order">The resting order.</param>
    /// <param name="remaining">What was open of it, hidden parts included.</param>
    void OnSelfTradeCanceled(OrderId order, Quantity remaining);
}

/// <summary>Two orders of a book trade with each other.</summary>
public struct ExchangeTrade
{
    /// <summary>The order that rested; in a call auction the seller's.</summary>
    public OrderId Maker;

    /// <summary>The order that arrived; in a call auction the buyer's.</summary>
    public OrderId Taker;
    public Price Price;
    public Quantity Quantity;

    /// <summary>What is open of the resting order, hidden parts included.</summary>
    public Quantity MakerRemaining;
    public Quantity TakerRemaining;
    public AccountId MakerAccount;
    public AccountId TakerAccount;

    /// <summary>The arriving order's side; <see cref="Side.None"/> in a call auction.</summary>
    public Side Aggressor;
}
