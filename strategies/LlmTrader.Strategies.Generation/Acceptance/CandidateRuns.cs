using LlmTrader.Strategies.Generation.Backtesting;

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>A candidate's runs at configured costs.</summary>
/// <param name="InSample">Over the window that the search saw.</param>
/// <param name="OutOfSample">Over the one that it did not.</param>
public sealed record CandidateRuns(BacktestOutcome InSample, BacktestOutcome OutOfSample)
{
    /// <summary>Why one of them says nothing; null when both went to their end.</summary>
    public string? Failure => InSample.Failure is { } inSample ? $"in sample: {inSample}" : OutOfSample.Failure is { } outOfSample ? $"out of sample: {outOfSample}" : null;

    /// <summary>Returns in and out of sample, one behind the other.</summary>
    public IReadOnlyList<double> Returns => [.. InSample.Returns, .. OutOfSample.Returns];
}
