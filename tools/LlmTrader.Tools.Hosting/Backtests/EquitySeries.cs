using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>What an account's equity in one currency did over a span. Shares are doubles: 0.05 is 5 %.</summary>
internal sealed record EquitySeries
{
    /// <summary>Hours where the span touches fewer than 20 UTC days, else days.</summary>
    public required SamplingInterval Interval { get; init; }

    /// <summary>Equity over initial equity at the end of each interval that the span touches.</summary>
    public required IReadOnlyList<(Timestamp Time, double Growth)> Growth { get; init; }

    /// <summary>The change over each of these; they end with the first equity that is not positive.</summary>
    public required IReadOnlyList<double> Returns { get; init; }

    /// <summary>As <see cref="PerformanceSummary.TotalReturn"/>.</summary>
    public required double? TotalReturn { get; init; }

    /// <summary>As <see cref="PerformanceSummary.MaxDrawdownRatio"/>; all of it where there never was a peak to lose from.</summary>
    public required double MaxDrawdown { get; init; }

    /// <summary>Round trips.</summary>
    public required long Trades { get; init; }
}
