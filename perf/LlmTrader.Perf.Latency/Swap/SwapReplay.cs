using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Perf.Latency.Swap;

/// <summary>What the journal of a campaign showed.</summary>
/// <param name="Events">Replayed.</param>
/// <param name="MarketEvents">Of these, events of the market; each is the one that the market gave at that place.</param>
/// <param name="StateHash">At the end, 16 hex digits.</param>
/// <param name="Difference">The first market event that is not the market's, or the first divergence of the replay; null when all agrees.</param>
public sealed record SwapReplayResult(long Events, long MarketEvents, string StateHash, string? Difference);

/// <summary>
/// Replays a campaign's journal inline, compiling every set again, and compares its market data with the market, played
/// anew: what was lost, doubled or out of order on the way from the feed to the journal would differ.
/// </summary>
public static class SwapReplay
{
    /// <param name="journal">That a campaign wrote.</param>
    /// <param name="cancel">Ends it early, by an exception.</param>
    public static SwapReplayResult Run(IJournalReader journal, CancellationToken cancel = default)
    {
        EngineOptions engineOptions = SwapCampaignOptions.EngineOptions();
        RuleSetCompiler compiler = new(engineOptions.Instruments, engineOptions.Bars.Specs);
        ReplayEngine engine = new(engineOptions, new ThreadingOptions { Topology = EngineTopology.Inline }, SwapCampaign.First(compiler), outJournal: null, compiler);
        using ComparedReader compared = new(journal);
        ReplayResult result = engine.Run(compared, cancel);
        cancel.ThrowIfCancellationRequested();
        return new SwapReplayResult(result.Events, compared.MarketEvents, $"{result.Hash:x16}", compared.Difference ?? result.Divergence?.ToString());
    }

    private sealed class ComparedReader(IJournalReader inner) : IJournalReader
    {
        private readonly SimulatedMarket _market = SwapCampaignOptions.Market();
        private EngineEvent _expected;

        public long MarketEvents { get; private set; }

        public string? Difference { get; private set; }

        public bool TryRead(ref EngineEvent next)
        {
            if (!inner.TryRead(ref next)) { return false; }
            if (next.Kind is not (EventKind.Trade or EventKind.Quote)) { return true; }
            MarketEvents++;
            bool isNext = _market.TryRead(ref _expected) && next.Kind == _expected.Kind && next.Instrument == _expected.Instrument
                && next.ExchangeTime == _expected.ExchangeTime && HasSameContent(in next, in _expected);
            if (!isNext) { Difference ??= $"market event {MarketEvents}, at sequence {next.Sequence}, is not the market's"; }
            return true;
        }

        public void Dispose() => _market.Dispose();

        private static bool HasSameContent(in EngineEvent a, in EngineEvent b) => a.Kind == EventKind.Trade
            ? a.Trade.Price == b.Trade.Price && a.Trade.Quantity == b.Trade.Quantity && a.Trade.TradeId == b.Trade.TradeId && a.Trade.Aggressor == b.Trade.Aggressor
            : a.Quote.BidPrice == b.Quote.BidPrice && a.Quote.BidQuantity == b.Quote.BidQuantity
                && a.Quote.AskPrice == b.Quote.AskPrice && a.Quote.AskQuantity == b.Quote.AskQuantity;
    }
}
