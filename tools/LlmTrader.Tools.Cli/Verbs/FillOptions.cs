using System.CommandLine;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Configuration;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary>The options of <c>backtest</c> that say how orders reach the venue and what fills them.</summary>
internal sealed class FillOptions
{
    private readonly Option<decimal> _entryLatency = OptionOf.Decimal("--entry-latency", "ms", "From the decision until an order reaches the venue.", 0, 3_600_000);
    private readonly Option<decimal> _responseLatency = OptionOf.Decimal("--response-latency", "ms", "From the venue's answer until the engine has it.", 0, 3_600_000);
    private readonly Option<decimal?> _feedLatency = new("--feed-latency") { HelpName = "ms", Description = "Let market data arrive this long after its exchange time; when left out, when it did at the recording or import." };
    private readonly Option<string?> _latencyFile = OptionOf.Text("--latency-file", "FILE", "Recorded order latencies in place of the two above: text with the head req_ts,exch_ts,resp_ts (nanoseconds, hftbacktest's columns), or probability,entry_ns,response_ns (quantiles from 0 to 1).");
    private readonly Option<LatencyUse?> _latencyUse = new("--latency-use") { HelpName = "interpolated|sampled", Description = "Of a recording: in a straight line by time (as when left out), or drawn by order. Quantiles are drawn." };
    private readonly Option<ulong> _latencySeed = OptionOf.Number("--latency-seed", "N", "Of the draws.", 1UL, 0UL, ulong.MaxValue);
    private readonly Option<int> _participation = OptionOf.Number("--participation", "%", "Most of each trade's, quote's, book level's or bar's size that our orders may take.", 100, 1, 100);
    private readonly Option<bool> _fillOnTouch = OptionOf.Flag("--fill-on-touch", "Fill resting limit orders when the market touches their limit (optimistic), not only when it trades through.");
    private readonly Option<string?> _queue = OptionOf.Text("--queue", "MODEL", $"How the place of resting orders in the queue at their price is estimated: {QueueModel.Usage}. Trades at the price serve the queue; none (as when left out) waits until the market trades through.");
    private readonly Option<string?> _slippage = OptionOf.Text("--slippage", "N", $"How much worse than a trade or a bar says a taker fills, within its limit: {SlippageText.Usage}.");
    private readonly Option<string?> _depthSlippage = OptionOf.Text("--depth-slippage", "N", "What a taker pays for each multiple of a quote's size behind it, written likewise; when left out, the rest waits for the next quote.");
    private readonly Option<bool> _ignoreBooks = OptionOf.Flag("--ignore-books", "Fill from quotes, trades and bars alone, also where the data has level-2 books.");

    private readonly Option<VenueSelfTrade> _selfTrade = OptionOf.Choice("--self-trade", "What the venue does when an order would trade with another one of ours: nothing (each fills from the market alone), refuse the one that comes, or cancel those that rest.", VenueSelfTrade.None, [.. SelfTradeText.Words]);
    private readonly Option<string?> _marketRules = OptionOf.Text("--market-rules", "FILE", "Market rules in JSON: sessions, price bands, lots and T+1 by instrument and date, such as {\"600519.SSE\": [{\"utcOffset\": \"+08:00\", \"sessions\": [{\"days\": \"weekdays\", \"from\": \"09:30\", \"to\": \"11:30\"}], \"priceBand\": \"10%\", \"buyLot\": \"100\", \"settlementDays\": 1}]}. A band may be 9.5% or 950bp too; a session whose to lies before its from goes over midnight. The venue keeps them, and so do risk rules of kind session, priceBand, lotAndTick and sellableQuantity.");

    public Option Queue => _queue;

    public Option FillOnTouch => _fillOnTouch;

    public IReadOnlyList<Option> All =>
    [
        _entryLatency, _responseLatency, _feedLatency, _latencyFile, _latencyUse, _latencySeed, _participation, _fillOnTouch, _queue, _slippage, _depthSlippage, _ignoreBooks,
        _selfTrade, _marketRules,
    ];

    /// <summary>The configuration with what was asked for. Throws <see cref="UsageException"/> for options that don't go together.</summary>
    public RunConfiguration Apply(RunConfiguration configuration, ParseResult arguments, InstrumentTable instruments)
    {
        if (arguments.GetValue(_latencyFile) is not null && (arguments.GetValue(_entryLatency) > 0 || arguments.GetValue(_responseLatency) > 0))
        {
            throw new UsageException("--latency-file does not go with --entry-latency and --response-latency: it stands in for both.");
        }

        if (arguments.GetValue(_latencyFile) is null && arguments.GetValue(_latencyUse) is not null) { throw new UsageException("--latency-use goes with --latency-file."); }
        if (arguments.GetValue(_feedLatency) is < 0 or > 3_600_000) { throw new UsageException("--feed-latency is from 0 to 3600000 ms."); }
        return configuration with
        {
            EntryLatency = Nanoseconds(arguments.GetValue(_entryLatency)),
            ResponseLatency = Nanoseconds(arguments.GetValue(_responseLatency)),
            FeedLatency = arguments.GetValue(_feedLatency) is { } feed ? Nanoseconds(feed) : null,
            Latency = arguments.GetValue(_latencyFile) is { } file ? LatencyConfiguration.From(LatencyFile.Read(file, arguments.GetValue(_latencyUse), arguments.GetValue(_latencySeed))) : null,
            ParticipationPercent = arguments.GetValue(_participation),
            FillOnTouch = arguments.GetValue(_fillOnTouch),
            Queue = arguments.GetValue(_queue) is { } queue && queue != "none" ? queue : null,
            Slippage = arguments.GetValue(_slippage),
            DepthSlippage = arguments.GetValue(_depthSlippage),
            Books = arguments.GetValue(_ignoreBooks) ? 0 : Math.Min(instruments.Count, VenueOptions.MaxBooksCeiling),
            SelfTrade = arguments.GetValue(_selfTrade) is VenueSelfTrade.None ? null : SelfTradeText.Words.Single(one => one.Value == arguments.GetValue(_selfTrade)).Word,
            MarketRules = arguments.GetValue(_marketRules) is { } rules ? MarketRulesFile.Read(rules, instruments) : null,
        };
    }

    private static long Nanoseconds(decimal milliseconds) => (long)(milliseconds * 1_000_000);
}
