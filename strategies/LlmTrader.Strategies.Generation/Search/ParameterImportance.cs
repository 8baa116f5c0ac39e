namespace LlmTrader.Strategies.Generation.Search;

/// <summary>Which parameters the score hangs on.</summary>
public static class ParameterImportance
{
    /// <summary>
    /// For each dimension the share of the scores' variance that its values explain by themselves, the trials grouped by value: the main effect of
    /// an analysis of variance, less what as many groups explain by chance; 0 at least. Trials without a score tell nothing.
    /// </summary>
    public static IReadOnlyList<double> Of(ParameterSpace space, IReadOnlyList<ScoredPoint> trials)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(trials);
        (SearchPoint Point, double Score)[] scored = [.. trials.Where(trial => trial.Score is not null).Select(trial => (trial.Point, trial.Score!.Value))];
        return [.. Enumerable.Range(0, space.Dimensions.Length).Select(dimension => Share(scored, dimension))];
    }

    private static double Share((SearchPoint Point, double Score)[] scored, int dimension)
    {
        if (scored.Length == 0) { return 0; }
        double mean = scored.Average(one => one.Score);
        double all = scored.Sum(one => (one.Score - mean) * (one.Score - mean));
        var groups = scored.GroupBy(one => one.Point.Places[dimension]).Select(group => (Count: group.Count(), Mean: group.Average(one => one.Score))).ToList();
        double between = groups.Sum(group => group.Count * (group.Mean - mean) * (group.Mean - mean));
        int free = scored.Length - groups.Count;
        if (all == 0 || free <= 0) { return 0; }
        double withinEach = (all - between) / free;
        return Math.Max(0, (between - ((groups.Count - 1) * withinEach)) / (all + withinEach));   // Hays' omega squared.
    }
}
