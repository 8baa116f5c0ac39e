using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Perf.Latency.Books;

/// <summary>Adds up trades, so that a benchmark's result can be compared with what it must be.</summary>
public struct TradeTally : IMatchingSink, IEquatable<TradeTally>
{
    public long Trades { get; private set; }

    public long Volume { get; private set; }

    public long Notional { get; private set; }

    public void OnTrade(in ExchangeTrade trade) => Add(trade.Price.Raw, trade.Quantity.Raw);

    public readonly void OnSelfTradeCanceled(OrderId order, Quantity remaining)
    {
    }

    public void Add(long price, long quantity)
    {
        Trades++;
        Volume += quantity;
        Notional += price * quantity;
    }

    public readonly bool Equals(TradeTally other) => (Trades, Volume, Notional) == (other.Trades, other.Volume, other.Notional);

    public override readonly bool Equals(object? obj) => obj is TradeTally other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(Trades, Volume, Notional);

    public static bool operator ==(TradeTally left, TradeTally right) => left.Equals(right);

    public static bool operator !=(TradeTally left, TradeTally right) => !left.Equals(right);
}
