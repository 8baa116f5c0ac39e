using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Backtesting;

/// <summary>What a rule set came to over a window, as far as a judge asks for it. Shares are doubles: 0.05 is 5 %.</summary>
public sealed record BacktestOutcome
{
    /// <summary>Returns of equal intervals of time, in order; one for each interval that the window touches, those without a trade included.</summary>
    public required IReadOnlyList<double> Returns { get; init; }

    /// <summary>Intervals in a year of 365.25 days.</summary>
    public required double PeriodsPerYear { get; init; }

    /// <summary>Final equity over initial equity, less 1.</summary>
    public required double TotalReturn { get; init; }

    /// <summary>The largest loss from a peak, as a share of it; at least 0.</summary>
    public required double MaxDrawdown { get; init; }

    /// <summary>Round trips.</summary>
    public required long Trades { get; init; }

    /// <summary>Equity over initial equity at the end of each interval, by its time.</summary>
    public required IReadOnlyList<(Timestamp Time, double Growth)> Equity { get; init; }

    /// <summary>The StateHash of the run, 16 hexadecimal digits: the same rules and data give the same.</summary>
    public required string StateHash { get; init; }

    /// <summary>Why the run says nothing, such as a set that was stopped on the way; null when it went to its end.</summary>
    public string? Failure { get; init; }
}
