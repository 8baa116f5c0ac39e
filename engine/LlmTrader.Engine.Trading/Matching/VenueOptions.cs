using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What the venue does when an order would trade with another one of its account.</summary>
public enum VenueSelfTrade : byte
{
    /// <summary>Nothing: each fills from the market on its own, and never from the other.</summary>
    None = 0,

    /// <summary>Refuses the order that comes.</summary>
    RejectNewest = 1,

    /// <summary>Cancels the orders that rest.</summary>
    CancelOldest = 2,
}

/// <summary>How the simulated venue behaves. Part of what a run's result depends on, so it belongs in the configuration hash.</summary>
public sealed record VenueOptions
{
    /// <summary>The largest <see cref="MaxOpenOrders"/>: everything is allocated up front, about half a kilobyte an order.</summary>
    public const int MaxOpenOrdersCeiling = 1 << 20;

    /// <summary>The most <see cref="MaxBooks"/>.</summary>
    public const int MaxBooksCeiling = 1024;

    /// <summary>From the decision to the order's arrival at the venue; 0 or more.</summary>
    public Duration EntryLatency { get; init; }

    /// <summary>From what the venue does to its report's arrival here; 0 or more.</summary>
    public Duration ResponseLatency { get; init; }

    /// <summary>
    /// Whether a trade or a bar that only touches a limit fills it. By default the market must trade through it, since
    /// nobody knows how many orders stood before ours in the queue at that price.
    /// </summary>
    public bool FillOnTouch { get; init; }

    /// <summary>The share, 1 to 100, of one trade's, quote's or bar's size that our orders may take together.</summary>
    public int ParticipationPercent { get; init; } = 100;

    /// <summary>Orders that may be open at once, 1 to <see cref="MaxOpenOrdersCeiling"/>; one more is rejected as overloaded.</summary>
    public int MaxOpenOrders { get; init; } = 4096;

    /// <summary>What happens when an order would trade with another one of its account.</summary>
    public VenueSelfTrade SelfTrade { get; init; }

    /// <summary>Latencies from a recording, in place of <see cref="EntryLatency"/> and <see cref="ResponseLatency"/>, which are then 0.</summary>
    public LatencyTable? Latency { get; init; }

    /// <summary>How the place of a resting order in the queue at its price is estimated; by default not at all.</summary>
    public QueueModel Queue { get; init; }

    /// <summary>How much worse than a trade or a bar says a taker fills, never beyond its limit.</summary>
    public Slippage Slippage { get; init; }

    /// <summary>
    /// What a taker pays for each multiple of a quote's displayed size behind it, within its limit. Without it what the quote
    /// can't fill waits for the next one. With a book its levels are walked instead.
    /// </summary>
    public Slippage DepthSlippage { get; init; }

    /// <summary>Instruments whose level-2 book is kept, in the order of their first piece; about 1.7 MB each. Book data of others is ignored.</summary>
    public int MaxBooks { get; init; }

    /// <summary>Throws <see cref="ArgumentException"/> that names the option, what it must be and what it was.</summary>
    public VenueOptions Validated()
    {
        Require(EntryLatency >= Duration.Zero, nameof(EntryLatency), "0 ns or more", EntryLatency.Nanoseconds);
        Require(ResponseLatency >= Duration.Zero, nameof(ResponseLatency), "0 ns or more", ResponseLatency.Nanoseconds);
        Require(ParticipationPercent is >= 1 and <= 100, nameof(ParticipationPercent), "1 to 100", ParticipationPercent);
        Require(MaxOpenOrders is >= 1 and <= MaxOpenOrdersCeiling, nameof(MaxOpenOrders), $"1 to {MaxOpenOrdersCeiling}", MaxOpenOrders);
        Require(SelfTrade <= VenueSelfTrade.CancelOldest, nameof(SelfTrade), "a known answer", (long)SelfTrade);
        Require(Latency is null || (EntryLatency == Duration.Zero && ResponseLatency == Duration.Zero), nameof(Latency), "the only latency", EntryLatency.Nanoseconds + ResponseLatency.Nanoseconds);
        Latency?.Validated();
        Require(Queue.IsValid, nameof(Queue), QueueModel.Usage, (long)Queue.Kind);
        Require(Queue.Kind == QueueModelKind.None || !FillOnTouch, nameof(FillOnTouch), "off with a queue model, which says itself what a touch fills", 1);
        Require(Slippage.IsValid, nameof(Slippage), $"none, or 1 to {Slippage.MaxAmount} ticks or basis points", Slippage.Amount);
        Require(DepthSlippage.IsValid, nameof(DepthSlippage), $"none, or 1 to {Slippage.MaxAmount} ticks or basis points", DepthSlippage.Amount);
        Require(MaxBooks is >= 0 and <= MaxBooksCeiling, nameof(MaxBooks), $"0 to {MaxBooksCeiling}", MaxBooks);
        return this;
    }

    private static void Require(bool condition, string option, string expected, long actual)
    {
        if (!condition) { throw new ArgumentException($"Venue option {option} must be {expected}, but is {actual}."); }
    }
}
