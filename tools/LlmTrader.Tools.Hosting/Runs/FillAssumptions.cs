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
            venue.FillOnTouch ? "resting limit orders fill when the market touches their limit (optimistic)" : "resting limit orders fill only when the market trades through their limit",
            $"an instrument's maker and taker fee apply to each fill; {(options.Instruments.All.ToArray().All(i => i.TakerFee.Raw == 0) ? "all fees are zero here" : "fees are not zero here")}",
        ];
    }

    private static string Milliseconds(long nanoseconds) => $"{nanoseconds / 1_000_000m:0.######} ms";
}
