using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Exchange;

/// <summary>A small market whose tests read as a list of orders. Trades are written as "maker x taker: quantity @ price".</summary>
internal sealed class Market(BookLimits? limits = null)
{
    public MatchingEngine Engine { get; } = new(limits ?? new BookLimits { MaxOrders = 100 });

    public List<string> Events { get; } = [];

    public MatchingAnswer Buy(long id, long quantity, long price, TimeInForce timeInForce = TimeInForce.GoodTillCancel, OrderFlags flags = default, long shown = 0, ushort account = 0, SelfTradePrevention selfTrade = default) =>
        Submit(new ExchangeOrder { Id = new(id), Side = Side.Buy, Quantity = new(quantity), Price = new(price), Type = OrderType.Limit, TimeInForce = timeInForce, Flags = flags, Displayed = new(shown), Account = new(account), SelfTrade = selfTrade });

    public MatchingAnswer Sell(long id, long quantity, long price, TimeInForce timeInForce = TimeInForce.GoodTillCancel, OrderFlags flags = default, long shown = 0, ushort account = 0, SelfTradePrevention selfTrade = default) =>
        Submit(new ExchangeOrder { Id = new(id), Side = Side.Sell, Quantity = new(quantity), Price = new(price), Type = OrderType.Limit, TimeInForce = timeInForce, Flags = flags, Displayed = new(shown), Account = new(account), SelfTrade = selfTrade });

    public MatchingAnswer Submit(in ExchangeOrder order)
    {
        Log log = new(Events);
        return Engine.Submit(order, ref log);
    }

    public MatchingAnswer Amend(long id, long open, long price)
    {
        Log log = new(Events);
        return Engine.Amend(new(id), new(price), new(open), ref log);
    }

    public AuctionPrice Uncross(long reference = 0, AuctionTieBreak tieBreak = AuctionTieBreak.Pressure)
    {
        Log log = new(Events);
        return Engine.Uncross(new(reference), tieBreak, ref log);
    }

    /// <summary>The queues, such as "1:50 2:30+70" for an order of 50 and an iceberg that shows 30 of 100.</summary>
    public string Queue(Side side)
    {
        var orders = new QueuedOrder[Engine.Limits.MaxOrders];
        return string.Join(' ', orders.Take(Engine.CopyOrders(side, orders)).Select(order => $"{order.Id}:{order.Quantity.Raw}{(order.Hidden.IsZero ? "" : $"+{order.Hidden.Raw}")}"));
    }

    private readonly struct Log(List<string> events) : IMatchingSink
    {
        public void OnTrade(in ExchangeTrade trade) => events.Add($"{trade.Maker.Raw} x {trade.Taker.Raw}: {trade.Quantity.Raw} @ {trade.Price.Raw}");

        public void OnSelfTradeCanceled(OrderId order, Quantity remaining) => events.Add($"{order.Raw} canceled: {remaining.Raw}");
    }
}
