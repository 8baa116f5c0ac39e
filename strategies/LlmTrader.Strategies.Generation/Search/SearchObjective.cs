using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Statistics;

namespace LlmTrader.Strategies.Generation.Search;

/// <summary>What a search makes as large as it can.</summary>
public enum SearchObjective : byte
{
    /// <summary>Mean return over its deviation, annualised.</summary>
    Sharpe,

    /// <summary>Mean return over the deviation of those below zero, annualised.</summary>
    Sortino,

    /// <summary>Final equity over initial equity, less 1.</summary>
    Return,

    /// <summary>Annual return over the largest drawdown, which counts as a hundredth of a percent at least.</summary>
    Calmar,

    /// <summary>Total return over the number of round trips.</summary>
    ProfitPerTrade,
}

/// <summary>Measures outcomes by an objective.</summary>
public static class SearchObjectives
{
    private const double LeastDrawdown = 0.0001;

    /// <summary>The score, larger being better; null where it is not defined, such as a Sharpe ratio of returns that do not vary.</summary>
    public static double? Of(this SearchObjective objective, BacktestOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        double years = outcome.Returns.Count / outcome.PeriodsPerYear;
        double score = objective switch
        {
            SearchObjective.Sharpe => SharpeSample.Of([.. outcome.Returns]).Ratio * Math.Sqrt(outcome.PeriodsPerYear),
            SearchObjective.Sortino => outcome.Returns.Average() / Math.Sqrt(outcome.Returns.Average(one => one < 0 ? one * one : 0)) * Math.Sqrt(outcome.PeriodsPerYear),
            SearchObjective.Return => outcome.TotalReturn,
            SearchObjective.Calmar => WalkForward.Annualised(outcome.TotalReturn, years) / Math.Max(LeastDrawdown, outcome.MaxDrawdown),
            SearchObjective.ProfitPerTrade => outcome.TotalReturn / outcome.Trades,
            _ => throw new ArgumentOutOfRangeException(nameof(objective), objective, "is no objective"),
        };
        return double.IsFinite(score) ? score : null;
    }
}
