using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>What a quote says a thing is worth.</summary>
public static class QuotePrice
{
    /// <summary>The middle of bid and ask, rounded down to a raw unit; a one-sided quote has none.</summary>
    public static bool TryMid(in QuoteTick quote, out Price mid)
    {
        mid = new Price(quote.BidPrice.Raw + ((quote.AskPrice.Raw - quote.BidPrice.Raw) >> 1));
        return quote.BidPrice.Raw > 0 && quote.AskPrice.Raw > 0;
    }
}
