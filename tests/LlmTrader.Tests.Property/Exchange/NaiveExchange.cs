using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Exchange;

/// <summary>The matching rules once more, as plainly as they can be written: sorted prices, linked queues, nothing kept twice.</summary>
internal sealed class NaiveExchange(BookLimits limits)
{
    public SortedDictionary<long, LinkedList<NaiveOrder>> Bids { get; private init; } = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));

    public SortedDictionary<long, LinkedList<NaiveOrder>> Asks { get; private init; } = [];

    private Dictionary<long, NaiveOrder> Resting { get; } = [];

    public List<ExchangeTrade> Trades { get; } = [];

    public List<(OrderId Order, Quantity Remaining)> Prevented { get; } = [];

    public bool IsCollecting { get; set; }

    public IEnumerable<NaiveOrder> Orders(Side side) => (side == Side.Buy ? Bids : Asks).Values.SelectMany(queue => queue);

    public NaiveOrder? Find(long id) => Resting.GetValueOrDefault(id);

    public MatchingAnswer Submit(in ExchangeOrder o)
    {
        NaiveOrder order = new()
        {
            Id = o.Id.Raw, Side = o.Side, Price = o.Type == OrderType.Market ? (o.Side == Side.Buy ? long.MaxValue : long.MinValue) : o.Price.Raw,
            Open = o.Quantity.Raw, Display = o.Displayed.Raw, Account = o.Account.Value, SelfTrade = o.SelfTrade, IsPostOnly = (o.Flags & OrderFlags.PostOnly) != 0,
        };
        MatchingOutcome refusal = Examine(o, order);
        return refusal != MatchingOutcome.None ? new(refusal, default, o.Quantity)
            : Enter(order, CanRest(o));
    }

    public MatchingAnswer Cancel(long id)
    {
        if (Find(id) is not { } order) { return new(MatchingOutcome.UnknownOrder, default, default); }
        Remove(order);
        return new(MatchingOutcome.Canceled, default, new(order.Open));
    }

    public MatchingAnswer Amend(long id, long price, long open)
    {
        MatchingOutcome refusal = MatchingOutcome.None;
        NaiveOrder? order = Find(id);
        if (order is null) { refusal = MatchingOutcome.UnknownOrder; }
        else if (!IsQuantity(open)) { refusal = MatchingOutcome.InvalidQuantity; }
        else if (!IsPrice(price)) { refusal = MatchingOutcome.InvalidPrice; }
        if (refusal != MatchingOutcome.None) { return new(refusal, default, new(open)); }

        if (price == order!.Price && open <= order.Open)
        {
            long hidden = Math.Max(0, order.Open - order.Shown - (order.Open - open));
            order.Open = open;
            order.Shown = open - hidden;
            return new(MatchingOutcome.Reduced, default, new(open));
        }

        NaiveOrder moved = order.Copy();
        moved.Price = price;
        moved.Open = open;
        if (order.Display > 0 && Parts(open, order.Display) > MatchingEngine.MaxIcebergParts) { refusal = MatchingOutcome.InvalidInstruction; }
        else if (order.IsPostOnly && !IsCollecting && Crosses(moved)) { refusal = MatchingOutcome.WouldTrade; }
        else if (Own(order.Side)[order.Price].Count > 1 && !HasLevel(moved)) { refusal = MatchingOutcome.LevelLimit; }
        if (refusal != MatchingOutcome.None) { return new(refusal, default, new(open)); }
        Remove(order);
        return Enter(moved, canRest: true);
    }

    /// <summary>Tries every price of an order, and takes the rule word by word.</summary>
    public AuctionPrice Indicate(long reference, AuctionTieBreak tieBreak)
    {
        (long Price, long Volume, long Surplus)[] all = [.. Bids.Keys.Concat(Asks.Keys).Distinct().Order().Select(price => (price, Math.Min(Demand(price), Supply(price)), Math.Abs(Demand(price) - Supply(price))))];
        long most = all.Length == 0 ? 0 : all.Max(candidate => candidate.Volume);
        if (most == 0) { return default; }
        long least = all.Where(candidate => candidate.Volume == most).Min(candidate => candidate.Surplus);
        long[] tied = [.. all.Where(candidate => candidate.Volume == most && candidate.Surplus == least).Select(candidate => candidate.Price)];
        long tick = limits.Tick.Raw;
        long middle = (long)Math.Floor((tied[0] / tick + tied[^1] / tick + 1) / 2m) * tick;
        long price = tieBreak switch
        {
            AuctionTieBreak.NearestReference => tied.OrderBy(candidate => Math.Abs((candidate / tick) - (reference / tick))).ThenByDescending(candidate => candidate).First(),
            AuctionTieBreak.Pressure when tied.All(candidate => Demand(candidate) < Supply(candidate)) => tied[0],
            AuctionTieBreak.Pressure when tied.All(candidate => Demand(candidate) > Supply(candidate)) => tied[^1],
            _ => middle,
        };
        return new(true, new(price), new(most), new(Demand(price) - Supply(price)));
    }

    public AuctionPrice Uncross(long reference, AuctionTieBreak tieBreak)
    {
        AuctionPrice at = Indicate(reference, tieBreak);
        IsCollecting = false;
        for (long left = at.Volume.Raw; left > 0;)
        {
            NaiveOrder bid = Bids.First().Value.First!.Value;
            NaiveOrder ask = Asks.First().Value.First!.Value;
            long quantity = Math.Min(left, Math.Min(bid.Shown, ask.Shown));
            left -= quantity;
            Take(bid, quantity);
            Take(ask, quantity);
            Trades.Add(new ExchangeTrade
            {
                Taker = new(bid.Id), Maker = new(ask.Id), TakerAccount = new(bid.Account), MakerAccount = new(ask.Account), Price = at.Price, Quantity = new(quantity),
                TakerRemaining = new(bid.Open), MakerRemaining = new(ask.Open),
            });
        }

        return at;
    }

    private MatchingOutcome Examine(in ExchangeOrder o, NaiveOrder order)
    {
        bool canRest = CanRest(o);
        if (!IsQuantity(order.Open)) { return MatchingOutcome.InvalidQuantity; }
        if (o.Type == OrderType.Limit && !IsPrice(order.Price)) { return MatchingOutcome.InvalidPrice; }
        if (Find(order.Id) is not null) { return MatchingOutcome.DuplicateOrder; }
        if (o.Side is not (Side.Buy or Side.Sell)) { return MatchingOutcome.InvalidSide; }
        if (!Enum.IsDefined(o.TimeInForce) || (o.Flags & ~OrderFlags.PostOnly) != 0 || (order.IsPostOnly && !canRest)) { return MatchingOutcome.InvalidInstruction; }
        if (order.Display != 0 && (!canRest || order.Display < 0 || order.Display > order.Open || Parts(order.Open, order.Display) > MatchingEngine.MaxIcebergParts)) { return MatchingOutcome.InvalidInstruction; }
        if (IsCollecting && (!canRest || order.IsPostOnly)) { return MatchingOutcome.NotInAuction; }
        if (order.IsPostOnly && Crosses(order)) { return MatchingOutcome.WouldTrade; }
        if (canRest && Resting.Count == limits.MaxOrders) { return MatchingOutcome.OrderLimit; }
        if (canRest && !HasLevel(order)) { return MatchingOutcome.LevelLimit; }
        if (o.TimeInForce != TimeInForce.FillOrKill) { return MatchingOutcome.None; }
        return Copy().Enter(order.Copy(), canRest: false).Outcome == MatchingOutcome.Filled ? MatchingOutcome.None : MatchingOutcome.Killed;   // Tried on a copy of the market.
    }

    private MatchingAnswer Enter(NaiveOrder order, bool canRest)
    {
        long before = order.Open;
        while (order.Open > 0 && !IsCollecting && Crosses(order))
        {
            NaiveOrder maker = Other(order.Side).First().Value.First!.Value;
            if (order.SelfTrade != SelfTradePrevention.None && maker.Account == order.Account)
            {
                if (order.SelfTrade is SelfTradePrevention.CancelOldest or SelfTradePrevention.CancelBoth)
                {
                    Remove(maker);
                    Prevented.Add((new(maker.Id), new(maker.Open)));
                }

                if (order.SelfTrade is SelfTradePrevention.CancelNewest or SelfTradePrevention.CancelBoth) { return new(MatchingOutcome.SelfTradePrevented, new(before - order.Open), new(order.Open)); }
                continue;
            }

            long quantity = Math.Min(order.Open, maker.Shown);
            long price = maker.Price;
            order.Open -= quantity;
            Take(maker, quantity);
            Trades.Add(new ExchangeTrade
            {
                Taker = new(order.Id), Maker = new(maker.Id), TakerAccount = new(order.Account), MakerAccount = new(maker.Account), Price = new(price), Quantity = new(quantity),
                TakerRemaining = new(order.Open), MakerRemaining = new(maker.Open), Aggressor = order.Side,
            });
        }

        MatchingOutcome outcome = order.Open == 0 ? MatchingOutcome.Filled : canRest ? MatchingOutcome.Resting : MatchingOutcome.Expired;
        if (outcome == MatchingOutcome.Resting)
        {
            order.Shown = order.Display == 0 ? order.Open : Math.Min(order.Display, order.Open);
            Append(order);
        }

        return new(outcome, new(before - order.Open), new(order.Open));
    }

    private void Take(NaiveOrder order, long quantity)
    {
        order.Open -= quantity;
        order.Shown -= quantity;
        if (order.Shown > 0) { return; }
        Remove(order);
        if (order.Open == 0) { return; }
        order.Shown = Math.Min(order.Display, order.Open);
        Append(order);
    }

    private void Append(NaiveOrder order)
    {
        if (!Own(order.Side).TryGetValue(order.Price, out LinkedList<NaiveOrder>? queue)) { Own(order.Side)[order.Price] = queue = new(); }
        queue.AddLast(order);
        Resting.Add(order.Id, order);
    }

    private void Remove(NaiveOrder order)
    {
        Resting.Remove(order.Id);
        Own(order.Side)[order.Price].Remove(order);
        if (Own(order.Side)[order.Price].Count == 0) { Own(order.Side).Remove(order.Price); }
    }

    private NaiveExchange Copy()
    {
        NaiveExchange copy = new(limits);
        foreach (NaiveOrder order in Orders(Side.Buy).Concat(Orders(Side.Sell))) { copy.Append(order.Copy()); }
        return copy;
    }

    private SortedDictionary<long, LinkedList<NaiveOrder>> Own(Side side) => side == Side.Buy ? Bids : Asks;

    private SortedDictionary<long, LinkedList<NaiveOrder>> Other(Side side) => side == Side.Buy ? Asks : Bids;

    private bool Crosses(NaiveOrder order) => Other(order.Side).Count > 0 && (order.Side == Side.Buy ? Asks.First().Key <= order.Price : Bids.First().Key >= order.Price);

    private bool HasLevel(NaiveOrder order) => Own(order.Side).ContainsKey(order.Price) || Bids.Count + Asks.Count < limits.MaxLevels;

    private bool IsQuantity(long quantity) => quantity > 0 && quantity <= limits.MaxQuantity;

    private bool IsPrice(long price) => price % limits.Tick.Raw == 0 && Int128.Abs(price / limits.Tick.Raw) <= 1L << 60;

    private static bool CanRest(in ExchangeOrder o) => o.Type == OrderType.Limit && o.TimeInForce != TimeInForce.ImmediateOrCancel && o.TimeInForce != TimeInForce.FillOrKill;

    private static long Parts(long quantity, long display) => (quantity + display - 1) / display;

    private long Demand(long price) => Orders(Side.Buy).Where(order => order.Price >= price).Sum(order => order.Open);

    private long Supply(long price) => Orders(Side.Sell).Where(order => order.Price <= price).Sum(order => order.Open);
}

internal sealed class NaiveOrder
{
    public required long Id { get; init; }

    public required Side Side { get; init; }

    public required long Price { get; set; }

    public required long Open { get; set; }

    public long Shown { get; set; }

    public required long Display { get; init; }

    public required ushort Account { get; init; }

    public required SelfTradePrevention SelfTrade { get; init; }

    public required bool IsPostOnly { get; init; }

    public NaiveOrder Copy() => (NaiveOrder)MemberwiseClone();
}
