using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Backtests;

namespace LlmTrader.Tools.Hosting.Fills;

/// <summary>What a run's data and results look like, as far as its warnings ask.</summary>
public sealed record RunFacts
{
    /// <summary>The data has nothing finer than ready-made bars.</summary>
    public required bool HasBarsOnly { get; init; }

    /// <summary>It has trades, quotes or a book.</summary>
    public required bool HasTicks { get; init; }

    /// <summary>It has quotes, or a book that the venue uses: what stands at a price can be seen.</summary>
    public required bool ShowsQueue { get; init; }

    public required long BookPieces { get; init; }

    public required long Gaps { get; init; }

    /// <summary>When the data begins and ends; null without any.</summary>
    public required (Timestamp First, Timestamp Last)? Span { get; init; }

    public required IReadOnlyList<InstrumentFills> Fills { get; init; }

    /// <summary>Accounts that had less than no cash.</summary>
    public IReadOnlyList<CashDebt> Debts { get; init; } = [];
}

/// <summary>What makes a backtest's result hard to believe, a sentence each, with what to do about it.</summary>
public static class BeliefWarnings
{
    /// <summary>From this share of the market's volume on, our orders would have moved it.</summary>
    public const decimal LargeShare = 0.1m;

    public static IReadOnlyList<string> Of(EngineOptions options, RunFacts facts)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Fills.All(fills => fills.Fills == 0)) { return []; }   // Nothing to believe.
        return
        [
            .. OfData(options.Venue, facts),
            .. OfVenue(options.Venue, facts),
            .. options.Instruments.All.ToArray().Where(instrument => IsFree(instrument) && facts.Fills.Any(fills => fills.Fills > 0 && fills.Instrument == instrument.FullName)).Select(instrument =>
                $"trading {instrument.FullName} cost nothing: its maker and taker fees are zero. Name them at the import (--maker-fee, --taker-fee)."),
            .. facts.Debts.Where(debt => IsUnlevered(options.Accounts[debt.Account.Value])).Select(debt => OfDebt(options.Accounts[debt.Account.Value].Name, debt)),
            .. facts.Fills.SelectMany(fills => OfSize(fills, facts)),
        ];
    }

    private static IEnumerable<string> OfData(VenueOptions venue, RunFacts facts)
    {
        if (facts.HasBarsOnly) { yield return "orders filled on bars alone: what happened inside a bar is not known, and each fill is a guess. Trades, quotes or a book make it a measurement."; }
        if (facts.Gaps > 0) { yield return Text($"the market data has {facts.Gaps:N0} gaps: what would have filled in them did not, and what stood there is forgotten."); }
        if (facts.BookPieces > 0 && venue.MaxBooks == 0) { yield return "the data has a level-2 book, and fills did not use it."; }
    }

    private static IEnumerable<string> OfVenue(VenueOptions venue, RunFacts facts)
    {
        bool isAtOnce = venue.Latency is null && venue.EntryLatency == Duration.Zero;
        if (isAtOnce && facts.HasTicks) { yield return "orders reached the venue in the instant of the decision, on data that is finer than any real latency. Give one with --entry-latency or --latency-file."; }
        if (venue.Queue.Kind != QueueModelKind.None && !facts.ShowsQueue) { yield return $"the queue model {venue.Queue} was not used: the data has neither quotes nor a book that fills use, so no queue is visible, and resting orders filled as without a model."; }
        if (venue.FillOnTouch) { yield return "resting orders filled whenever the market touched their limit, as if nobody had stood before them. A queue model (--queue) estimates who did."; }
        if (venue.Latency is { Use: LatencyUse.Interpolated } table && facts.Span is { } span && !Covers(table, span))
        {
            yield return Text($"the recorded latencies are of {new Timestamp(table.Rows[0].Request)} to {new Timestamp(table.Rows[^1].Request)}, and the data of {span.First} to {span.Last}: outside of the recording its first and last latency stood in.");
        }
    }

    private static IEnumerable<string> OfSize(InstrumentFills fills, RunFacts facts)
    {
        if (fills.Fills == 0) { yield break; }
        if (fills.MarketVolume == 0) { yield return $"{fills.Filled} of {fills.Instrument} filled, and the data shows no trade in it."; yield break; }
        if (fills.ShareOfVolume >= LargeShare) { yield return Text($"our fills are {fills.ShareOfVolume:P1} of all that was traded in {fills.Instrument}: orders of that size move the market, and here they do not."); }
        decimal minutes = facts.Span is { } span ? Math.Max(1, (span.Last.Nanoseconds - span.First.Nanoseconds) / 60_000_000_000m) : 1;
        decimal perMinute = fills.MarketVolume / minutes;
        if (fills.LargestOrder > perMinute) { yield return Text($"the largest order in {fills.Instrument} ({fills.LargestOrder}) is larger than what the market trades in a minute ({perMinute:0.########} on average)."); }
    }

    private static bool IsUnlevered(AccountOptions account) => account.Leverage == 1 && account.InstrumentLeverage.Values.All(leverage => leverage == 1);

    private static string OfDebt(string account, CashDebt debt) =>
        Text($"account {account} had less than no cash: {debt.Lowest} at the lowest, below zero from {debt.First} on. It has no leverage, and nobody lends it that: orders filled dearer than the price that they were checked at. Order less than all cash buys, or with limits.");

    private static bool IsFree(Instrument instrument) => instrument.MakerFee.Raw == 0 && instrument.TakerFee.Raw == 0 && instrument.FeeTiers.Count == 0;

    private static bool Covers(LatencyTable table, (Timestamp First, Timestamp Last) span) =>
        table.Rows[0].Request <= span.First.Nanoseconds && table.Rows[^1].Request >= span.Last.Nanoseconds;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
