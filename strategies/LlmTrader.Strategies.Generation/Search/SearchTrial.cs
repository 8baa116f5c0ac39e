using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Statistics;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Strategies.Generation.Search;

/// <summary>A point that was tried.</summary>
/// <param name="Number">In the order in which they were chosen, from 0.</param>
/// <param name="Point">In the space of the search.</param>
/// <param name="Result">What it came to.</param>
public sealed record SearchTrial(int Number, SearchPoint Point, TrialResult Result);

/// <summary>What is kept of a trial's outcome. Shares are doubles: 0.05 is 5 %.</summary>
public sealed record TrialResult
{
    /// <summary>By the search's objective; null when it can't be compared: too few trades, an undefined score or a failure.</summary>
    public double? Score { get; init; }

    public double TotalReturn { get; init; }

    public double MaxDrawdown { get; init; }

    public long Trades { get; init; }

    public double PeriodsPerYear { get; init; }

    /// <summary>Per period, not annualised; 0 where it is not defined.</summary>
    public SharpeSample Sharpe { get; init; }

    /// <summary>16 hexadecimal digits; empty when there was no run.</summary>
    public string StateHash { get; init; } = "";

    /// <summary>Why it says nothing; null when it went to its end.</summary>
    public string? Failure { get; init; }

    /// <summary>Fewer trades than <paramref name="minimumTrades"/> have no score: chance.</summary>
    public static TrialResult Of(BacktestOutcome outcome, SearchObjective objective, long minimumTrades)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        SharpeSample sharpe = SharpeSample.Of([.. outcome.Returns]);
        return new TrialResult
        {
            Score = outcome.Failure is null && outcome.Trades >= minimumTrades ? objective.Of(outcome) : null,
            TotalReturn = outcome.TotalReturn,
            MaxDrawdown = outcome.MaxDrawdown,
            Trades = outcome.Trades,
            PeriodsPerYear = outcome.PeriodsPerYear,
            Sharpe = double.IsFinite(sharpe.Ratio) ? sharpe : sharpe with { Ratio = 0 },
            StateHash = outcome.StateHash,
            Failure = outcome.Failure,
        };
    }

    /// <summary>
    /// Runs a rule set at a point. Values that don't go together, such as a length that must be whole and is not, are a failed trial and no
    /// exception.
    /// </summary>
    public static TrialResult Run(IMarketHistory history, RuleDocument rules, ParameterSpace space, SearchPoint point, TrialSettings settings, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(settings);
        RuleDocument candidate = rules.WithParameters(space.ValuesAt(point));
        if (RuleCompiler.Compile(candidate) is { IsValid: false } reading) { return new TrialResult { Failure = reading.Diagnostics[0].Message }; }
        return Of(history.Run(candidate, settings.Window, settings.Costs, cancel), settings.Objective, settings.MinimumTrades);
    }
}

/// <summary>What every trial of a search is run with.</summary>
public sealed record TrialSettings
{
    public required HistoryWindow Window { get; init; }

    public BacktestCosts Costs { get; init; } = BacktestCosts.Configured;

    public SearchObjective Objective { get; init; } = SearchObjective.Sharpe;

    /// <summary>Round trips below which an outcome is chance.</summary>
    public long MinimumTrades { get; init; } = 10;
}
