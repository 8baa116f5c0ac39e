using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>What a quote says a thing is worth.</summary>
public static class QuotePrice
{
    /// <summary>The middle of bid and ask, rounded down to a raw unit; a one-sided quote has none.</summary>
    public static bool TryMid(in QuoteTick quote, out Price mid)
    {
        (long bid, long ask) = (quote.BidPrice.Raw, quote.AskPrice.Raw);
        mid = new Price(bid + ((ask - bid) >> 1));
        return bid > 0 && ask > 0;
    }
}
