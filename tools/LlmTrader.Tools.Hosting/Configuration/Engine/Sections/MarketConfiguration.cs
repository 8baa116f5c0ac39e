using System.ComponentModel;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>What a fee may be. Venues take a fraction of a percent: what is above was meant as a percentage and written without its sign.</summary>
internal static class FeeBounds
{
    public const string Least = "-1%", Most = "1%", Remedy = "Write 0.1% for a tenth of a percent; without the sign 0.001 is the same.";

    public static bool Contain(FeeRate fee) => fee.Raw is >= -1_000_000 and <= 1_000_000;
}

/// <summary>Instruments whose ticks, lots and limits the venue tells at the start.</summary>
public sealed record UniverseConfiguration
{
    [Description("The feed whose venue is asked, by name; the only one of a venue when left out.")]
    public string? Feed { get; init; }

    [Description("The venue's symbols; those of the feed when left out.")]
    public IReadOnlyList<string> Symbols { get; init; } = [];

    [Within(FeeBounds.Least, FeeBounds.Most, Remedy = FeeBounds.Remedy)]
    [Description("Fee of a fill that rested in the book, as a share; exchange information does not tell it.")]
    public FeeRate MakerFee { get; init; } = new(100_000);

    [Within(FeeBounds.Least, FeeBounds.Most, Remedy = FeeBounds.Remedy)]
    [Description("Fee of a fill that took liquidity, as a share.")]
    public FeeRate TakerFee { get; init; } = new(100_000);
}

/// <summary>How trades become bars.</summary>
public sealed record BarsConfiguration
{
    [Description("Bars that are built besides those that the rule sets name: 10s, 1m, 1h, 500t (trades), 1000v (volume), 50000n (notional).")]
    public IReadOnlyList<string> Specs { get; init; } = ["1m"];

    [Within("0s", "1h")]
    [Description("How long after its end a time bar waits for late trades.")]
    public TimeSpan CloseDelay { get; init; }

    [Description("What becomes of a trade whose bar is closed.")]
    public LateTickPolicy LateTicks { get; init; }

    [Description("Whether bars without a trade are skipped, or filled with the last price.")]
    public GapPolicy Gaps { get; init; }

    [Within("1", "65536")]
    [Description("Bars kept per instrument and specification for the warm-up of staged rule sets.")]
    public int Retained { get; init; } = 512;
}

/// <summary>A rule set and its share of the capital; each decides in a slot of its own, in the order of the file.</summary>
public sealed record RuleSetConfiguration
{
    [Name]
    [Description("What ctl, logs and alerts call the slot.")]
    public required string Name { get; init; }

    [Description("A rule-set document in YAML or JSON, beside this file or by its full path; this or text.")]
    public string? File { get; init; }

    [Description("A built-in rule set, such as 'ma-cross:fast=10,slow=30,bar=1m,quantity=0.01'; this or file.")]
    public string? Text { get; init; }

    [Pinned]
    [Within("0.01%", "100%")]
    [Description("Its share of the first account's cash; the rest of the capital in equal parts when left out.")]
    public Ratio? Share { get; init; }

    [Pinned]
    [Description("Bars to build for it besides those that its document names.")]
    public IReadOnlyList<string> Bars { get; init; } = [];
}

/// <summary>How paper orders reach the venue, and what fills them.</summary>
public sealed record FillConfiguration
{
    [Within("0s", "1h")]
    [Description("From the decision until an order reaches the venue.")]
    public TimeSpan EntryLatency { get; init; } = TimeSpan.FromMilliseconds(5);

    [Within("0s", "1h")]
    [Description("From the venue's answer until the engine has it.")]
    public TimeSpan ResponseLatency { get; init; } = TimeSpan.FromMilliseconds(5);

    [Description("Recorded order latencies in place of the two above: text with the head req_ts,exch_ts,resp_ts or probability,entry_ns,response_ns.")]
    public string? LatencyFile { get; init; }

    [Description("How a recording is used: in a straight line by time, or drawn by order; what suits the file when left out.")]
    public LatencyUse? LatencyUse { get; init; }

    [Description("Of the draws.")]
    public ulong LatencySeed { get; init; } = 1;

    [Within("1", "100")]
    [Description("Percent of each trade's, quote's or book level's size that our orders may take at most.")]
    public int Participation { get; init; } = 100;

    [Description("Fill resting orders when the market touches their limit (optimistic), not only when it trades through.")]
    public bool FillOnTouch { get; init; }

    [Description("How the place in the queue at a price is estimated: " + QueueModel.Usage + ".")]
    public string Queue { get; init; } = "none";

    [Description("How much worse than the last trade a taker fills: " + SlippageText.Usage + ".")]
    public string Slippage { get; init; } = "none";

    [Description("What a taker pays for each multiple of a quote's size behind it: " + SlippageText.Usage + ".")]
    public string DepthSlippage { get; init; } = "none";

    [Description("Fill from level-2 books where a feed has them.")]
    public bool Books { get; init; } = true;

    [Description("What the venue does when an order would trade with another one of ours.")]
    public VenueSelfTrade SelfTrade { get; init; }
}
