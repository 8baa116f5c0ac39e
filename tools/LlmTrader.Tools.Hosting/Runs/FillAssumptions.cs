using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>What a backtest takes for granted about fills, in words: a result is worth no more than these.</summary>
public static class FillAssumptions
{
    public static IReadOnlyList<string> Describe(EngineOptions options)
    {
        VenueOptions venue = options.Venue;
        return
        [
            $"orders reach the venue {Milliseconds(venue.EntryLatency.Nanoseconds)} after the decision, answers come back {Milliseconds(venue.ResponseLatency.Nanoseconds)} after that",
            $"our orders take at most {venue.ParticipationPercent} % of each trade's, quote's or bar's size and never move the market",
            "market orders: against the quote when there are quotes, else against the trades that follow, else at the next bar's open (known, and so stamped, at that bar's close)",
            $"resting limit orders fill when a trade or a bar {(venue.FillOnTouch ? "touches their limit (optimistic)" : "goes through their limit")}, and when the other side of a quote reaches it",
            $"a fill that rested pays its instrument's maker fee, one that took liquidity the taker fee; here maker fees are {Fees(options, instrument => instrument.MakerFee)} and taker fees {Fees(options, instrument => instrument.TakerFee)}",
        ];
    }

    private static string Fees(EngineOptions options, Func<Instrument, FeeRate> feeOf)
    {
        FeeRate[] fees = [.. options.Instruments.All.ToArray().Select(feeOf).Distinct().OrderBy(fee => fee.Raw)];
        string[] texts = [.. fees.Select(fee => $"{fee.Raw / 1_000_000m:0.######} %")];
        return fees is [{ Raw: 0 }] ? "zero" : texts.Length == 1 ? texts[0] : $"{texts[0]} to {texts[^1]} by instrument";
    }

    private static string Milliseconds(long nanoseconds) => $"{nanoseconds / 1_000_000m:0.######} ms";
}
