using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What a book offers to an order now: its levels up to the limit, our share of each, without what we took already.</summary>
/// <remarks>
/// A quote that came after the book's last message is news about the best level: levels better than it are gone, and its own
/// is not larger than it says. That it shows a better price than the book adds nothing: the book has not shown it.
/// </remarks>
internal sealed class BookOffers(InstrumentTable instruments, VenueOptions options)
{
    private readonly BookLevel[] _levels = new BookLevel[options.MaxBooks > 0 ? LevelTakes.Capacity : 0];   // Without books nobody looks for levels.

    /// <summary>Levels found by <see cref="Find"/>, the best first.</summary>
    public int Count { get; private set; }

    /// <summary>What they offer together.</summary>
    public Quantity Total { get; private set; }

    public BookLevel this[int index] => _levels[index];

    /// <summary>Looks for up to <paramref name="wanted"/> for an order of <paramref name="side"/>, at its limit or better.</summary>
    public void Find(InstrumentBook book, in VenueMarket market, InstrumentId instrument, Side side, Price limit, Quantity wanted)
    {
        Side other = side == Side.Buy ? Side.Sell : Side.Buy;
        (Count, Total) = (0, Quantity.Zero);
        BookCursor cursor = book.Levels.From(other);
        while (Total < wanted && Count < _levels.Length && cursor.MoveNext())
        {
            BookLevel level = cursor.Current;
            if (FillRules.IsBetter(side, limit, level.Price)) { return; }
            Quantity shown = ShownAt(in market, side, level);
            Quantity share = FillRules.Share(shown, options.ParticipationPercent, instruments[instrument].LotSize);
            Quantity left = Quantity.Min(share - new Quantity(book.Takes.Of(other, level.Price)), wanted - Total);
            if (left.Raw <= 0 || !book.Takes.HasRoomFor(other, level.Price)) { continue; }
            _levels[Count++] = new BookLevel { Price = level.Price, Quantity = left };
            Total += left;
        }
    }

    /// <summary>Remembers that the first <paramref name="quantity"/> of what was found from <paramref name="first"/> on has been taken.</summary>
    public void Take(InstrumentBook book, Side side, int first, Quantity quantity)
    {
        Side other = side == Side.Buy ? Side.Sell : Side.Buy;
        for (int i = first; i < Count && !quantity.IsZero; i++)
        {
            if (!book.Takes.HasRoomFor(other, _levels[i].Price)) { continue; }   // The last place went to a level before.
            Quantity taken = Quantity.Min(quantity, _levels[i].Quantity);
            book.Takes.Add(other, _levels[i].Price, book.Levels.QuantityAt(other, _levels[i].Price), taken);
            quantity -= taken;
        }
    }

    /// <summary>The mean price from <paramref name="first"/> on, rounded against the taker to the tick: never beyond the last level's.</summary>
    public Price MeanPrice(Side side, int first, InstrumentId instrument)
    {
        Int128 cost = 0;
        Int128 quantity = 0;
        for (int i = first; i < Count; i++)
        {
            cost += Math.BigMul(_levels[i].Price.Raw, _levels[i].Quantity.Raw);
            quantity += _levels[i].Quantity.Raw;
        }

        long tick = instruments[instrument].TickSize.Raw;
        Int128 ticks = side == Side.Buy ? Rounding.AwayFromZero(cost, quantity * tick) : Rounding.Floor(cost, quantity * tick);
        Price mean = new((long)ticks * tick);
        Price last = _levels[Count - 1].Price;   // Off the tick where the venue changed its tick.
        return side == Side.Buy ? Price.Min(mean, last) : Price.Max(mean, last);
    }

    private static Quantity ShownAt(in VenueMarket market, Side side, BookLevel level)
    {
        if (!market.IsQuoteNewer) { return level.Quantity; }
        Quantity quoted = FillRules.SizeFor(market.Quote, side);
        Price price = side == Side.Buy ? market.Quote.AskPrice : market.Quote.BidPrice;
        if (quoted.IsZero || FillRules.IsBetter(side, level.Price, price)) { return Quantity.Zero; }
        return level.Price == price ? Quantity.Min(level.Quantity, quoted) : level.Quantity;
    }
}
