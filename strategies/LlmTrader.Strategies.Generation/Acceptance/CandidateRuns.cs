using LlmTrader.Strategies.Generation.Backtesting;

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>A candidate's runs at configured costs.</summary>
/// <param name="InSample">Over the window that the search saw.</param>
/// <param name="OutOfSample">Over the one that it did not.</param>
public sealed record CandidateRuns(BacktestOutcome InSample, BacktestOutcome OutOfSample)
{
    /// <summary>Why one of them says nothing; null when both went to their end.</summary>
    public string? Failure => InSample.Failure is { } inSample ? $"in sample: {inSample}" : OutOfSample.Failure is { } outOfSample ? $"out of sample: {outOfSample}" : null;

    /// <summary>
    /// Growth over each of so many equal parts of the time in and out of sample, 1 being none. Each return lies in the part in which its interval
    /// begins. Null when there are fewer returns than parts.
    /// </summary>
    public IReadOnlyList<double>? Parts(int parts)
    {
        if (InSample.Returns.Count + OutOfSample.Returns.Count < parts) { return null; }
        double years = Years(InSample) + Years(OutOfSample);
        double[] growth = [.. Enumerable.Repeat(1.0, parts)];
        double at = 0;
        foreach (BacktestOutcome run in (BacktestOutcome[])[InSample, OutOfSample])
        {
            for (int i = 0; i < run.Returns.Count; i++)
            {
                growth[Math.Min(parts - 1, (int)(parts * (at + (i / run.PeriodsPerYear)) / years))] *= 1 + run.Returns[i];
            }

            at += Years(run);
        }

        return growth;
    }

    private static double Years(BacktestOutcome run) => run.Returns.Count / run.PeriodsPerYear;
}
