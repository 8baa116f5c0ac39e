using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>What a backtest takes for granted about fills, in words: a result is worth no more than these.</summary>
public static class FillAssumptions
{
    /// <param name="options">The engine's.</param>
    /// <param name="feedLatency">What stands in for the recorded feed latency, in nanoseconds; null when nothing does.</param>
    /// <param name="showsQueue">Whether the data has quotes or a book that fills use: without any, no queue model can be.</param>
    public static IReadOnlyList<string> Describe(EngineOptions options, long? feedLatency = null, bool showsQueue = true)
    {
        ArgumentNullException.ThrowIfNull(options);
        VenueOptions venue = options.Venue;
        return
        [
            feedLatency is { } feed
                ? $"market data reaches the engine {Milliseconds(feed)} after its exchange time"
                : "market data reaches the engine when it did at the recording or import",
            Latency(venue),
            $"our orders take at most {venue.ParticipationPercent} % of each trade's, quote's, book level's or bar's size and never move the market",
            Takers(venue),
            Stops,
            Resting(venue, showsQueue),
            .. VenueRules(options),
            $"a fill that rested pays its instrument's maker fee, one that took liquidity the taker fee; here maker fees are {Fees(options, instrument => instrument.MakerFee)} and taker fees {Fees(options, instrument => instrument.TakerFee)}",
        ];
    }

    private static IEnumerable<string> VenueRules(EngineOptions options)
    {
        if (options.Venue.SelfTrade == VenueSelfTrade.RejectNewest) { yield return "an order that would trade with another one of its account is refused"; }
        if (options.Venue.SelfTrade == VenueSelfTrade.CancelOldest) { yield return "an order that would trade with others of its account cancels those first"; }
        if (options.MarketRules.Count == 0) { yield break; }
        MarketRules[] all = [.. options.MarketRules.Values.SelectMany(dated => dated)];
        (bool Is, string Name)[] parts =
        [
            (all.Any(one => one.Sessions.Count > 0), "sessions by the calendar"), (all.Any(one => one.PriceBandBasisPoints > 0), "price bands"),
            (all.Any(one => !one.BuyLot.IsZero), "lots"), (all.Any(one => one.SettlementDays > 0), "what was bought is sold on a later day (T+1)"),
        ];
        string[] kept = [.. parts.Where(part => part.Is).Select(part => part.Name)];
        yield return $"{options.MarketRules.Count} of {options.Instruments.Count} instruments keep market rules: {(kept.Length == 0 ? "order filters" : string.Join(", ", kept))}";
    }

    private static string Latency(VenueOptions venue) => venue.Latency switch
    {
        { Use: LatencyUse.Interpolated } table => $"orders reach the venue, and answers come back, after the latencies of {table.Rows.Count} recorded orders, in a straight line between them by time",
        { } table => $"orders reach the venue, and answers come back, after latencies drawn from {(table.IsQuantiles ? "quantiles" : $"{table.Rows.Count} recorded orders")} with seed {table.Seed}",
        null => $"orders reach the venue {Milliseconds(venue.EntryLatency.Nanoseconds)} after the decision, answers come back {Milliseconds(venue.ResponseLatency.Nanoseconds)} after that",
    };

    private static string Takers(VenueOptions venue)
    {
        string book = venue.MaxBooks > 0 ? "through the levels of the book when there is one, no size twice before the venue shows it again, else " : "";
        string depth = venue.DepthSlippage.IsNone ? "what its size can't fill waits for the next" : $"what its size can't fill costs {venue.DepthSlippage} more for each multiple of it";
        string worse = venue.Slippage.IsNone ? "" : $", both {venue.Slippage} worse, but never beyond the limit";
        return $"market orders: {book}against the quote when there are quotes ({depth}), else against the trades that follow, else at the next bar's open (known, and so stamped, at that bar's close){worse}";
    }

    private static string Resting(VenueOptions venue, bool showsQueue) => venue.Queue.Kind == QueueModelKind.None || !showsQueue
        ? $"resting limit orders fill when a trade or a bar {(venue.FillOnTouch ? "touches their limit (optimistic)" : "goes through their limit")}, and when the other side of a quote reaches it{(venue.Queue.Kind == QueueModelKind.None ? "" : $" (the queue model {venue.Queue} has nothing to go by: the data shows no queue)")}"
        : $"resting limit orders fill when the queue before them is served (model {venue.Queue}; behind all that {(venue.MaxBooks > 0 ? "the book or, without one, the quote" : "the quote")} shows when they come; not known behind the best quote without a book), when a trade or a bar goes through their limit, and when the other side of a quote or book reaches it";

    /// <summary>How the stops of rule sets are filled.</summary>
    private static string Stops =>
        "stop_loss, take_profit and trailing_stop of a rule set send a market order at the first trade or quote that reaches them; where there are bars alone, at the close of the bar whose range reached them, so they fill at the next bar's open, which can be better than the stop or far worse";

    private static string Fees(EngineOptions options, Func<Instrument, FeeRate> feeOf)
    {
        FeeRate[] fees = [.. options.Instruments.All.ToArray().Select(feeOf).Distinct().OrderBy(fee => fee.Raw)];
        string[] texts = [.. fees.Select(fee => $"{fee.Raw / 1_000_000m:0.######} %")];
        return fees is [{ Raw: 0 }] ? "zero" : texts.Length == 1 ? texts[0] : $"{texts[0]} to {texts[^1]} by instrument";
    }

    private static string Milliseconds(long nanoseconds) => $"{nanoseconds / 1_000_000m:0.######} ms";
}
