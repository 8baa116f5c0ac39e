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

    /// <summary>Throws <see cref="ArgumentException"/> that names the option, what it must be and what it was.</summary>
    public VenueOptions Validated()
    {
        Require(EntryLatency >= Duration.Zero, nameof(EntryLatency), "0 ns or more", EntryLatency.Nanoseconds);
        Require(ResponseLatency >= Duration.Zero, nameof(ResponseLatency), "0 ns or more", ResponseLatency.Nanoseconds);
        Require(ParticipationPercent is >= 1 and <= 100, nameof(ParticipationPercent), "1 to 100", ParticipationPercent);
        Require(MaxOpenOrders is >= 1 and <= MaxOpenOrdersCeiling, nameof(MaxOpenOrders), $"1 to {MaxOpenOrdersCeiling}", MaxOpenOrders);
        Require(SelfTrade <= VenueSelfTrade.CancelOldest, nameof(SelfTrade), "a known answer", (long)SelfTrade);
        return this;
    }

    private static void Require(bool condition, string option, string expected, long actual)
    {
        if (!condition) { throw new ArgumentException($"Venue option {option} must be {expected}, but is {actual}."); }
    }
}
