using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <content>Call auctions: orders are collected without matching, then trade at one price.</content>
public sealed partial class MatchingEngine
{
    /// <summary>A call auction collects: limit orders rest without trading, and the book may be crossed.</summary>
    public bool IsCollecting { get; private set; }

    /// <summary>Begins a call auction with the orders that rest already.</summary>
    public void StartAuction() => IsCollecting = true;

    /// <summary>
    /// The price at which the crossed part of the book would trade now: of the prices of its orders the one with the largest
    /// volume, then the smallest surplus, then by <paramref name="tieBreak"/>. Every better-priced order then trades whole, as
    /// does one side at the price itself.
    /// </summary>
    public AuctionPrice Indicate(Price reference, AuctionTieBreak tieBreak)
    {
        if (!_book.IsCrossed) { return default; }
        AuctionSearch search = new(reference.Raw / Limits.Tick.Raw, tieBreak);
        long highest = -_book.Bids.BestRank;

        // From the lowest ask upwards: fewer and fewer bids, more and more asks.
        long demand = 0;
        int bid = 0;
        for (int at = _book.Bids.Best; at != 0 && -_book.Level(at).Rank >= _book.Asks.BestRank; at = _book.Bids.Worse(at))
        {
            demand += _book.Level(at).Quantity + _book.Level(at).Hidden;
            bid = at;
        }

        long supply = 0;
        int ask = _book.Asks.Best;
        while (true)
        {
            long askAt = ask == 0 ? long.MaxValue : _book.Level(ask).Rank;
            long bidAt = bid == 0 ? long.MaxValue : -_book.Level(bid).Rank;
            long candidate = Math.Min(askAt, bidAt);
            if (candidate > highest) { break; }
            if (askAt == candidate)
            {
                supply += _book.Level(ask).Quantity + _book.Level(ask).Hidden;
                ask = _book.Asks.Worse(ask);
            }

            search.Consider(candidate, demand, supply);
            if (bidAt == candidate)
            {
                demand -= _book.Level(bid).Quantity + _book.Level(bid).Hidden;
                bid = _book.Bids.Better(bid);
            }
        }

        return WillingAt(search.Best());
    }

    // A middle price need not be the price of an order: what trades at it is counted anew. Between two prices with the largest
    // volume it is the same volume, since neither side is smaller there than at the price that limits it.
    private AuctionPrice WillingAt(long ticks)
    {
        long demand = 0;
        long supply = 0;
        for (int at = _book.Bids.Best; at != 0 && -_book.Level(at).Rank >= ticks; at = _book.Bids.Worse(at)) { demand += _book.Level(at).Quantity + _book.Level(at).Hidden; }
        for (int at = _book.Asks.Best; at != 0 && _book.Level(at).Rank <= ticks; at = _book.Asks.Worse(at)) { supply += _book.Level(at).Quantity + _book.Level(at).Hidden; }
        return new(true, new Price(ticks * Limits.Tick.Raw), new Quantity(Math.Min(demand, supply)), new Quantity(demand - supply));
    }

    /// <summary>
    /// Ends the auction: the crossed orders trade at the one price, best first and oldest first on each side, and matching is
    /// continuous from then on. Orders of the same account may trade with each other here.
    /// </summary>
    public AuctionPrice Uncross<TSink>(Price reference, AuctionTieBreak tieBreak, ref TSink sink)
        where TSink : struct, IMatchingSink
    {
        AuctionPrice result = Indicate(reference, tieBreak);
        IsCollecting = false;
        ExchangeTrade trade = new() { Price = result.Price };
        for (long left = result.Volume.Raw; left > 0; left -= trade.Quantity.Raw)
        {
            int bidAt = _book.Bids.Best;
            int askAt = _book.Asks.Best;
            ref RestingLevel bids = ref _book.Level(bidAt);
            ref RestingLevel asks = ref _book.Level(askAt);
            ref RestingOrder bid = ref _book[bids.Head];
            ref RestingOrder ask = ref _book[asks.Head];
            long quantity = Math.Min(left, Math.Min(bid.Quantity, ask.Quantity));
            trade.Taker = new OrderId(bid.Id);
            trade.TakerAccount = new AccountId(bid.Account);
            trade.Maker = new OrderId(ask.Id);
            trade.MakerAccount = new AccountId(ask.Account);
            trade.Quantity = new Quantity(quantity);
            trade.TakerRemaining = new Quantity(TakeFromHead(ref bids, quantity));
            trade.MakerRemaining = new Quantity(TakeFromHead(ref asks, quantity));
            if (bids.Head == 0) { _book.Bids.Remove(bidAt); }
            if (asks.Head == 0) { _book.Asks.Remove(askAt); }
            sink.OnTrade(in trade);
        }

        Invariant.Holds(!_book.IsCrossed);
        return result;
    }

    /// <summary>The best candidate so far, and all that tie with it. Candidates come in ascending order.</summary>
    private struct AuctionSearch(long reference, AuctionTieBreak tieBreak)
    {
        private long _volume = -1;
        private long _surplus;
        private long _lowest;
        private long _highest;
        private long _nearest;
        private long _leftAtLowest;    // Falls with the price, so that the two ends tell the sign of all.
        private long _leftAtHighest;

        public void Consider(long ticks, long demand, long supply)
        {
            long volume = Math.Min(demand, supply);
            long surplus = Math.Abs(demand - supply);
            if (volume < _volume || (volume == _volume && surplus > _surplus)) { return; }
            bool isTie = volume == _volume && surplus == _surplus;
            if (!isTie || Math.Abs(ticks - reference) <= Math.Abs(_nearest - reference)) { _nearest = ticks; }
            if (!isTie)
            {
                _lowest = ticks;
                _leftAtLowest = demand - supply;
            }

            _highest = ticks;
            _leftAtHighest = demand - supply;
            _volume = volume;
            _surplus = surplus;
        }

        public readonly long Best() => tieBreak switch
        {
            AuctionTieBreak.NearestReference => _nearest,
            AuctionTieBreak.Pressure when _leftAtLowest < 0 => _lowest,
            AuctionTieBreak.Pressure when _leftAtHighest > 0 => _highest,
            _ => (_lowest + _highest + 1) >> 1,
        };
    }
}
