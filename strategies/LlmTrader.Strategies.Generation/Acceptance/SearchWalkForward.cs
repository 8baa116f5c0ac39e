using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Statistics;

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>Walks a search forward through its own trials: at each split the best of the training is what would have been chosen, and the test shows what came of it.</summary>
/// <param name="InSample">Mean return per period of what was chosen, in its trainings.</param>
/// <param name="OutOfSample">The same in its tests.</param>
public readonly record struct SearchWalkForward(double InSample, double OutOfSample)
{
    /// <summary>The last split is the real one: chosen on all of the in-sample window, tested out of sample. Null when the windows are too short.</summary>
    public static SearchWalkForward? Measure(TrialMatrix matrix, IReadOnlyList<double> outOfSample, AcceptanceThresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(outOfSample);
        ArgumentNullException.ThrowIfNull(thresholds);
        IReadOnlyList<double> candidate = matrix.Trials[0];
        long gap = Math.Max(1, (long)Math.Ceiling(candidate.Count * thresholds.EmbargoShare));
        if (outOfSample.Count == 0 || candidate.Count / 2 <= 2 * gap || candidate.Count / 2 < thresholds.WalkForwardSplits) { return null; }

        // A nanosecond stands for a period: the splits know no unit.
        WalkForwardPlan plan = new() { Splits = thresholds.WalkForwardSplits, Purge = new(gap), Embargo = new(gap) };
        List<double> trained = [.. candidate];
        List<double> tested = [.. outOfSample];
        foreach (WalkForwardSplit split in WalkForward.Splits(new(new Timestamp(0), new Timestamp(candidate.Count)), plan))
        {
            Range train = (int)split.Train.Start.Nanoseconds..(int)split.Train.End.Nanoseconds;
            double[] best = matrix.Trials.Select(trial => trial.ToArray()).MaxBy(trial => SharpeSample.Of(trial.AsSpan(train)).Ratio)!;
            trained.AddRange(best[train]);
            tested.AddRange(best[(int)split.Test.Start.Nanoseconds..(int)split.Test.End.Nanoseconds]);
        }

        return new(trained.Average(), tested.Average());
    }
}
