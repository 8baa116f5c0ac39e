using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Keeps an account from trading with itself. Our orders fill from market data, never from each other; so this looks at what would
/// happen in the book: an order that comes meets a resting limit of its account that it crosses. One that could not rest itself
/// meets it only when the market has nothing better for it.
/// </summary>
internal sealed class SelfTradeGuard(VenueOrders orders, VenueMarket[] markets, OfferMatcher matcher, VenueSelfTrade prevention)
{
    /// <summary>Whether an order may not come in. Where the resting ones are to give way, they are cancelled.</summary>
    public bool Refuses(in VenueOrder incoming, Timestamp time)
    {
        if (prevention == VenueSelfTrade.None || !Meets(in incoming, out _)) { return false; }
        if (prevention == VenueSelfTrade.RejectNewest) { return true; }
        Clear(in incoming, time);
        return false;
    }

    /// <summary>Cancels what an order that can't be refused any more would meet: a stop that wakes up must not vanish.</summary>
    public void Clear(in VenueOrder incoming, Timestamp time)
    {
        if (prevention == VenueSelfTrade.None) { return; }
        while (Meets(in incoming, out int met)) { matcher.End(met, ReportKind.Canceled, RejectReason.SelfTrade, time); }
    }

    // Most willing first; a market order has no price at which it could be met.
    private bool Meets(in VenueOrder incoming, out int met)
    {
        ref VenueMarket market = ref markets[incoming.Instrument.Value];
        Side other = incoming.Side == Side.Buy ? Side.Sell : Side.Buy;
        bool canRest = incoming.HasLimit && !incoming.IsImmediate;
        bool isKnown = market.TryPriceFor(incoming.Side, out Price price);
        for (met = market.QueueOf(other).Head; met != VenueOrders.None; met = orders[met].Next)
        {
            ref VenueOrder resting = ref orders[met];
            if (!resting.HasLimit || resting.Account != incoming.Account || resting.Leaves.IsZero) { continue; }
            if (FillRules.IsBetter(incoming.Side, incoming.Limit, resting.Limit)) { return false; }   // None behind it is met either.
            if (canRest || !isKnown || !FillRules.IsBetter(incoming.Side, price, resting.Limit)) { return true; }
            return false;
        }

        return false;
    }
}
