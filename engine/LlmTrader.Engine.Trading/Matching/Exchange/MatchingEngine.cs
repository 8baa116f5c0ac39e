using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Matches the orders of one instrument with each other by price, then time. Everything is allocated at construction; an
/// operation costs tens of nanoseconds and allocates nothing. One thread at a time.
/// </summary>
/// <remarks>
/// Trades take place at the resting order's price. An iceberg's next part joins the end of its price's queue. An amendment
/// that only lowers the quantity keeps the place in the queue; any other gives it up, and the order may trade on its way back.
/// </remarks>
public sealed partial class MatchingEngine : ISnapshotState
{
    /// <summary>Parts that an iceberg may be shown in: a bound on the work of one arriving order.</summary>
    public const int MaxIcebergParts = 1_000;

    private const int SelfTradeShift = 6;

    // The most willing rank: against it every order of the other side is good enough, and an empty side still is not.
    private const long MarketRank = -(RestingSide.NoRank - 1);

    private readonly RestingBook _book;
    private readonly long _maxQuantity;

    public MatchingEngine(BookLimits limits)
    {
        _book = new RestingBook(limits, withIcebergs: true);
        _maxQuantity = limits.MaxQuantity;
    }

    public BookLimits Limits => _book.Limits;

    /// <summary>Orders that rest.</summary>
    public int OrderCount => _book.OrderCount;

    /// <summary>Prices at which orders rest, both sides together.</summary>
    public int LevelCount => _book.LevelCount;

    /// <summary>Takes an order: it trades, rests, or is refused.</summary>
    public MatchingAnswer Submit<TSink>(in ExchangeOrder order, ref TSink sink)
        where TSink : struct, IMatchingSink
    {
        long quantity = order.Quantity.Raw;
        bool isSell = order.Side == Side.Sell;
        long rank = MarketRank;
        if ((ulong)(quantity - 1) >= (ulong)_maxQuantity) { return Refused(MatchingOutcome.InvalidQuantity, order.Quantity); }
        if (order.Type == OrderType.Limit && !_book.TryRank(isSell, order.Price, out rank)) { return Refused(MatchingOutcome.InvalidPrice, order.Quantity); }
        if (_book.Find(order.Id.Raw) != 0) { return Refused(MatchingOutcome.DuplicateOrder, order.Quantity); }
        RestingSide opposite = _book.SideOf(!isSell);

        // A plain limit order goes straight on; all others, and a book near its limits, are looked at first.
        bool isPlain = (order.Type == OrderType.Limit) & (order.TimeInForce == TimeInForce.GoodTillCancel) & (order.Flags == OrderFlags.None) & (order.Displayed.Raw == 0)
            & ((uint)(order.Side - 1) <= 1) & (order.SelfTrade <= SelfTradePrevention.CancelBoth) & !_book.IsNearLimit & !IsCollecting;
        if (!isPlain)
        {
            MatchingOutcome refusal = Examine(order, isSell, rank);
            if (refusal != MatchingOutcome.None) { return Refused(refusal, order.Quantity); }
        }

        long remaining = quantity;
        if (opposite.BestRank <= -rank && !IsCollecting)   // Ranks of the two sides are each other's negatives.
        {
            Taker taker = new() { Id = order.Id, Account = order.Account, Limit = -rank, SelfTrade = order.SelfTrade, IsSell = isSell };
            if (Match(in taker, ref remaining, ref sink)) { return new(MatchingOutcome.SelfTradePrevented, new(quantity - remaining), new(remaining)); }
            if (remaining == 0) { return new(MatchingOutcome.Filled, order.Quantity, default); }
        }

        if (order.Type == OrderType.Market || order.TimeInForce is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill)
        {
            return new(MatchingOutcome.Expired, new(quantity - remaining), new(remaining));
        }

        RestingFlags flags = (RestingFlags)((byte)order.SelfTrade << SelfTradeShift) | (isSell ? RestingFlags.Sell : RestingFlags.None);
        if (order.Flags == OrderFlags.PostOnly) { flags |= RestingFlags.PostOnly; }
        Rest(order.Id.Raw, rank, remaining, order.Displayed.Raw, order.Account.Value, flags);
        return new(MatchingOutcome.Resting, new(quantity - remaining), new(remaining));
    }

    /// <summary>Cancels a resting order.</summary>
    /// <returns><see cref="MatchingOutcome.Canceled"/> with what was open of it, or <see cref="MatchingOutcome.UnknownOrder"/>.</returns>
    public MatchingAnswer Cancel(OrderId id)
    {
        int slot = _book.Find(id.Raw);
        if (slot == 0) { return new(MatchingOutcome.UnknownOrder, default, default); }
        long open = OpenOf(slot);
        _book.Remove(slot);
        return new(MatchingOutcome.Canceled, default, new(open));
    }

    /// <summary>Removes all orders, and ends an auction.</summary>
    public void Clear()
    {
        _book.Clear();
        IsCollecting = false;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("matching engine");
        transfer.Part(_book);
        bool isCollecting = IsCollecting;
        transfer.Value(ref isCollecting);
        IsCollecting = isCollecting;
    }

    private static MatchingAnswer Refused(MatchingOutcome outcome, Quantity quantity) => new(outcome, default, quantity);

    /// <summary>What is open of a resting order, hidden parts included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long OpenOf(int slot)
    {
        ref RestingOrder order = ref _book[slot];
        return order.IsIceberg ? order.Quantity + _book.Iceberg(slot).Remaining : order.Quantity;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Rest(long id, long rank, long quantity, long displayed, ushort account, RestingFlags flags)
    {
        if (displayed == 0) { _book.Append(id, rank, quantity, account, flags); }
        else { RestIceberg(id, rank, quantity, displayed, account, flags | RestingFlags.Iceberg); }
    }

    private void RestIceberg(long id, long rank, long quantity, long displayed, ushort account, RestingFlags flags)
    {
        long shown = Math.Min(displayed, quantity);
        int slot = _book.Append(id, rank, shown, account, flags);
        _book.Hide(slot, new HiddenQuantity { Remaining = quantity - shown, Display = displayed });
    }

    // The checks that a plain limit order in a roomy book passes by being one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private MatchingOutcome Examine(in ExchangeOrder order, bool isSell, long rank)
    {
        if (order.Side is not (Side.Buy or Side.Sell)) { return MatchingOutcome.InvalidSide; }
        bool isLimit = order.Type == OrderType.Limit;
        bool isPostOnly = order.Flags == OrderFlags.PostOnly;
        bool canRest = isLimit && order.TimeInForce is TimeInForce.GoodTillCancel or TimeInForce.Day or TimeInForce.GoodTillDate;
        bool isKnown = (isLimit || order.Type == OrderType.Market) && order.TimeInForce is >= TimeInForce.GoodTillCancel and <= TimeInForce.GoodTillDate
            && order.Flags <= OrderFlags.PostOnly && order.SelfTrade <= SelfTradePrevention.CancelBoth;
        if (!isKnown || (isPostOnly && !canRest) || !IsDisplayValid(order.Quantity.Raw, order.Displayed.Raw, canRest)) { return MatchingOutcome.InvalidInstruction; }
        if (IsCollecting && (!canRest || isPostOnly)) { return MatchingOutcome.NotInAuction; }
        if (isPostOnly && _book.SideOf(!isSell).BestRank <= -rank) { return MatchingOutcome.WouldTrade; }
        if (canRest && _book.IsFull) { return MatchingOutcome.OrderLimit; }
        if (canRest && !_book.HasRoomAt(isSell, rank)) { return MatchingOutcome.LevelLimit; }
        return order.TimeInForce == TimeInForce.FillOrKill && !CanFill(order, isSell, -rank) ? MatchingOutcome.Killed : MatchingOutcome.None;
    }

    private static bool IsDisplayValid(long quantity, long displayed, bool canRest) =>
        displayed == 0 || (displayed > 0 && displayed <= quantity && canRest && (quantity - 1) / displayed < MaxIcebergParts);
}
