using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Statistics;

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>Walks a search forward through its own trials: at each split the best of the training is what would have been chosen, and the test shows what came of it.</summary>
/// <param name="InSample">What was chosen earned so much a year in its trainings, not compounded.</param>
/// <param name="OutOfSample">The same in its tests.</param>
public readonly record struct SearchWalkForward(double InSample, double OutOfSample)
{
    /// <summary>The last split is the real one: chosen on all of the in-sample window, tested out of sample. Null when the windows are too short.</summary>
    public static SearchWalkForward? Measure(TrialMatrix matrix, CandidateRuns runs, AcceptanceThresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(thresholds);
        int periods = runs.InSample.Returns.Count;
        int outside = runs.OutOfSample.Returns.Count;
        long gap = Math.Max(1, (long)Math.Ceiling(periods * thresholds.EmbargoShare));
        if (outside == 0 || periods / 2 <= 2 * gap || periods / 2 < thresholds.WalkForwardSplits) { return null; }

        // A nanosecond stands for a period: the splits know no unit.
        WalkForwardPlan plan = new() { Splits = thresholds.WalkForwardSplits, Purge = new(gap), Embargo = new(gap) };
        List<double> trained = [.. runs.InSample.Returns];
        List<double> tested = [];
        foreach (WalkForwardSplit split in WalkForward.Splits(new(new Timestamp(0), new Timestamp(periods)), plan))
        {
            Range train = (int)split.Train.Start.Nanoseconds..(int)split.Train.End.Nanoseconds;
            double[] best = matrix.Trials.Select(trial => trial.ToArray()).MaxBy(trial => SharpeSample.Of(trial.AsSpan(train)).Ratio)!;
            trained.AddRange(best[train]);
            tested.AddRange(best[(int)split.Test.Start.Nanoseconds..(int)split.Test.End.Nanoseconds]);
        }

        // The last test may be measured in other periods than the rest: a short window's are hours, a long one's days.
        double year = runs.InSample.PeriodsPerYear;
        double testedYears = (tested.Count / year) + (outside / runs.OutOfSample.PeriodsPerYear);
        return new(trained.Average() * year, (tested.Sum() + runs.OutOfSample.Returns.Sum()) / testedYears);
    }
}
