using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <content>Amendments.</content>
public sealed partial class MatchingEngine
{
    /// <summary>
    /// Changes a resting order's price or its open quantity. At the same price, no more quantity than before keeps its place
    /// in the queue, an iceberg's hidden part shrinking first. Anything else is a new arrival under the same id, with the
    /// display, account and self-trade prevention that it had; a post-only order is refused when it would trade then.
    /// </summary>
    /// <param name="id">The resting order.</param>
    /// <param name="price">Its new limit.</param>
    /// <param name="open">What shall be open of it, hidden parts included.</param>
    /// <param name="sink">Hears of the trades on the way back into the book.</param>
    public MatchingAnswer Amend<TSink>(OrderId id, Price price, Quantity open, ref TSink sink)
        where TSink : struct, IMatchingSink
    {
        int slot = _book.Find(id.Raw);
        if (slot == 0) { return Refused(MatchingOutcome.UnknownOrder, open); }
        if ((ulong)(open.Raw - 1) >= (ulong)_maxQuantity) { return Refused(MatchingOutcome.InvalidQuantity, open); }
        RestingOrder order = _book[slot];
        bool isSell = order.IsSell;
        if (!_book.TryRank(isSell, price, out long rank)) { return Refused(MatchingOutcome.InvalidPrice, open); }

        long excess = OpenOf(slot) - open.Raw;
        if (rank == _book.Level(order.Level).Rank && excess >= 0)
        {
            ReduceInPlace(slot, excess);
            return new(MatchingOutcome.Reduced, default, open);
        }

        long displayed = order.IsIceberg ? _book.Iceberg(slot).Display : 0;
        MatchingOutcome refusal = ExamineMove(order, rank, open.Raw, displayed);
        if (refusal != MatchingOutcome.None) { return Refused(refusal, open); }

        _book.Remove(slot);
        long remaining = open.Raw;
        if (_book.SideOf(!isSell).BestRank <= -rank && !IsCollecting)
        {
            Taker taker = new()
            {
                Id = id,
                Account = new AccountId(order.Account),
                Limit = -rank,
                SelfTrade = (SelfTradePrevention)((byte)order.Flags >> SelfTradeShift),
                IsSell = isSell,
            };
            if (Match(in taker, ref remaining, ref sink)) { return new(MatchingOutcome.SelfTradePrevented, new(open.Raw - remaining), new(remaining)); }
            if (remaining == 0) { return new(MatchingOutcome.Filled, open, default); }
        }

        Rest(id.Raw, rank, remaining, displayed, order.Account, order.Flags);
        return new(MatchingOutcome.Resting, new(open.Raw - remaining), new(remaining));
    }

    private MatchingOutcome ExamineMove(in RestingOrder order, long rank, long open, long displayed)
    {
        if (displayed != 0 && (open - 1) / displayed >= MaxIcebergParts) { return MatchingOutcome.InvalidInstruction; }
        if ((order.Flags & RestingFlags.PostOnly) != 0 && !IsCollecting && _book.SideOf(!order.IsSell).BestRank <= -rank) { return MatchingOutcome.WouldTrade; }
        bool leavesLevel = _book.Level(order.Level).Count == 1;
        return leavesLevel || _book.HasRoomAt(order.IsSell, rank) ? MatchingOutcome.None : MatchingOutcome.LevelLimit;
    }

    private void ReduceInPlace(int slot, long excess)
    {
        ref RestingOrder order = ref _book[slot];
        if (order.IsIceberg)
        {
            ref HiddenQuantity iceberg = ref _book.Iceberg(slot);
            long hidden = Math.Min(excess, iceberg.Remaining);
            iceberg.Remaining -= hidden;
            _book.Level(order.Level).Hidden -= hidden;
            excess -= hidden;
        }

        _book.Reduce(slot, excess);
    }
}
