namespace LlmTrader.Strategies.Generation.Statistics;

/// <summary>Samples to learn from and samples to test on, by their index.</summary>
public sealed record Fold(IReadOnlyList<int> Train, IReadOnlyList<int> Test);

/// <summary>
/// K-fold cross-validation for outcomes that take time: M. López de Prado, "Advances in Financial Machine Learning", 2018, ch. 7. What overlaps
/// with the test in time is purged from the training, and what follows on it closely is embargoed, since it still carries its news.
/// </summary>
public static class PurgedFolds
{
    /// <summary>Folds in order of time; their tests are a partition of the samples into runs whose lengths differ by one at most.</summary>
    /// <param name="samples">In ascending order of their start.</param>
    /// <param name="folds">From 2 to the number of samples.</param>
    /// <param name="embargo">How many samples behind the last one that overlaps with a test are not learned from; about 1 % of all.</param>
    public static IReadOnlyList<Fold> Of(IReadOnlyList<LabelSpan> samples, int folds, int embargo)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(folds, samples.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(embargo);
        for (int i = 0; i < samples.Count; i++)
        {
            if (samples[i].End < samples[i].Start) { throw new ArgumentException($"Sample {i} ends before it starts.", nameof(samples)); }
            if (i > 0 && samples[i].Start < samples[i - 1].Start) { throw new ArgumentException($"Sample {i} starts before the one in front of it.", nameof(samples)); }
        }

        List<Fold> result = [];
        for (int fold = 0; fold < folds; fold++)
        {
            result.Add(Around(samples, (int)((long)samples.Count * fold / folds), (int)((long)samples.Count * (fold + 1) / folds), embargo));
        }

        return result;
    }

    private static Fold Around(IReadOnlyList<LabelSpan> samples, int first, int end, int embargo)
    {
        LabelSpan test = new(samples[first].Start, Enumerable.Range(first, end - first).Max(i => samples[i].End));
        List<int> train = [];
        int lastOverlap = end - 1;
        for (int i = 0; i < samples.Count; i++)
        {
            if (i >= first && i < end) { continue; }
            if (samples[i].Overlaps(test)) { lastOverlap = Math.Max(lastOverlap, i); }
            else if (i < first || i > lastOverlap + embargo) { train.Add(i); }   // Starts ascend: behind the test the overlapping ones come first.
        }

        return new(train, [.. Enumerable.Range(first, end - first)]);
    }
}
