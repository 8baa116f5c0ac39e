using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Backtesting;

/// <summary>A part of a history, by exchange time: from <paramref name="Start"/> on, and before <paramref name="End"/>.</summary>
public readonly record struct HistoryWindow(Timestamp Start, Timestamp End)
{
    public Duration Length => End - Start;

    /// <summary>Whether the two have a moment in common.</summary>
    public bool Overlaps(HistoryWindow other) => Start < other.End && other.Start < End;
}
