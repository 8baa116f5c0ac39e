using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <content>The matching loop.</content>
public sealed partial class MatchingEngine
{
    // True when the order met one of its own account and must not go on.
    private bool Match<TSink>(in Taker taker, ref long remaining, ref TSink sink)
        where TSink : struct, IMatchingSink
    {
        RestingSide opposite = _book.SideOf(!taker.IsSell);
        long left = remaining;
        bool isPrevented = false;
        ExchangeTrade trade = new() { Taker = taker.Id, TakerAccount = taker.Account, Aggressor = taker.IsSell ? Side.Sell : Side.Buy };
        do
        {
            int at = opposite.Best;
            ref RestingLevel level = ref _book.Level(at);
            trade.Price = _book.PriceOf(level.Rank, !taker.IsSell);
            do
            {
                ref RestingOrder maker = ref _book[level.Head];
                if (taker.SelfTrade != SelfTradePrevention.None && maker.Account == taker.Account.Value)
                {
                    if (taker.SelfTrade != SelfTradePrevention.CancelNewest) { CancelHead(ref level, ref sink); }
                    isPrevented = taker.SelfTrade != SelfTradePrevention.CancelOldest;
                    continue;
                }

                long quantity = Math.Min(left, maker.Quantity);
                left -= quantity;
                trade.Maker = new OrderId(maker.Id);
                trade.MakerAccount = new AccountId(maker.Account);
                trade.Quantity = new Quantity(quantity);
                trade.TakerRemaining = new Quantity(left);
                trade.MakerRemaining = new Quantity(TakeFromHead(ref level, quantity));
                sink.OnTrade(in trade);
            }
            while (left > 0 && level.Head != 0 && !isPrevented);

            if (level.Head == 0) { opposite.Remove(at); }
        }
        while (left > 0 && opposite.BestRank <= taker.Limit && !isPrevented);

        remaining = left;
        return isPrevented;
    }

    /// <summary>Takes quantity from the first order of a level and answers what is open of it, hidden parts included.</summary>
    private long TakeFromHead(ref RestingLevel level, long quantity)
    {
        ref RestingOrder order = ref _book[level.Head];
        long shown = order.Quantity - quantity;
        long hidden = order.IsIceberg ? _book.Iceberg(level.Head).Remaining : 0;
        order.Quantity = shown;
        level.Quantity -= quantity;
        if (shown == 0)
        {
            if (hidden == 0) { _book.RemoveHead(ref level); } else { _book.Refresh(ref level); }
        }

        return shown + hidden;
    }

    private void CancelHead<TSink>(ref RestingLevel level, ref TSink sink)
        where TSink : struct, IMatchingSink
    {
        int slot = level.Head;
        ref RestingOrder order = ref _book[slot];
        OrderId id = new(order.Id);
        long open = OpenOf(slot);
        level.Quantity -= order.Quantity;
        level.Hidden -= open - order.Quantity;
        _book.RemoveHead(ref level);
        sink.OnSelfTradeCanceled(id, new Quantity(open));
    }

    // Whether an order could fill whole at once. What it would meet of its own account does not count, or ends it.
    private bool CanFill(in ExchangeOrder order, bool isSell, long limit)
    {
        RestingSide opposite = _book.SideOf(!isSell);
        long needed = order.Quantity.Raw;
        for (int at = opposite.Best; at != 0 && needed > 0; at = opposite.Worse(at))
        {
            ref RestingLevel level = ref _book.Level(at);
            if (level.Rank > limit) { break; }
            long available = level.Quantity + level.Hidden;
            if (order.SelfTrade != SelfTradePrevention.None)
            {
                bool endsAtOwn = order.SelfTrade != SelfTradePrevention.CancelOldest;
                long own = OwnAt(in level, order.Account.Value, endsAtOwn, out long ahead);
                if (own > 0 && endsAtOwn) { return ahead >= needed; }
                available -= own;
            }

            needed -= available;
        }

        return needed <= 0;
    }

    // What is open of an account's orders at a level. What is displayed ahead of the first one trades before it is met; the
    // hidden parts of icebergs come behind it.
    private long OwnAt(in RestingLevel level, ushort account, bool onlyFirst, out long ahead)
    {
        long own = 0;
        ahead = 0;
        for (int slot = level.Head; slot != 0; slot = _book[slot].Next)
        {
            if (_book[slot].Account == account)
            {
                own += OpenOf(slot);
                if (onlyFirst) { break; }
            }

            ahead += _book[slot].Quantity;
        }

        return own;
    }

    /// <summary>An order on its way through the other side of the book.</summary>
    private readonly struct Taker
    {
        public OrderId Id { get; init; }

        public AccountId Account { get; init; }

        /// <summary>The worst rank of the other side that it trades with.</summary>
        public long Limit { get; init; }

        public SelfTradePrevention SelfTrade { get; init; }

        public bool IsSell { get; init; }
    }
}
