namespace LlmTrader.Engine.Runtime;

/// <summary>What a feed does when the engine does not keep up.</summary>
public enum InboxOverflow
{
    /// <summary>Waits for room: a source that can be held back, such as a file or a simulated market.</summary>
    Wait,

    /// <summary>Keeps only the newest quote of an instrument, drops other data and marks a gap: a live feed, which can't be held back.</summary>
    ConflateAndMarkGaps,
}
