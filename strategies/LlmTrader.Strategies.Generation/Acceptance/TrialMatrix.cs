using LlmTrader.Strategies.Generation.Statistics;

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>What a search tried, as returns over the same periods. Trials that did the very same count as one: they were no choice.</summary>
public sealed class TrialMatrix
{
    private TrialMatrix(IReadOnlyList<IReadOnlyList<double>> trials, int told) => (Trials, Told) = (trials, told);

    /// <summary>Returns of each trial, the candidate's first and the others in the order of the search.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Trials { get; }

    /// <summary>Candidates whose returns these are, those counted that did the very same.</summary>
    public int Told { get; }

    /// <exception cref="ArgumentException">A trial is of other periods than the candidate, or the candidate's own is not what a run of it gives.</exception>
    public static TrialMatrix Of(IReadOnlyList<double> candidate, AcceptanceRequest request)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(request);
        List<IReadOnlyList<double>> distinct = [candidate];
        HashSet<IReadOnlyList<double>> seen = new(SameReturns.Comparer) { candidate };
        foreach (TrialReturns trial in request.Trials)
        {
            if (trial.Returns.Count != candidate.Count) { throw new ArgumentException($"Trial {trial.CandidateHash} has {trial.Returns.Count} returns and the candidate {candidate.Count}: they are not of the same window.", nameof(request)); }
            bool isNew = seen.Add(trial.Returns);
            if (isNew && trial.CandidateHash == request.Candidate.Hash) { throw new ArgumentException($"The search says of {trial.CandidateHash} what a run of it does not.", nameof(request)); }
            if (isNew) { distinct.Add(trial.Returns); }
        }

        return new(distinct, request.Trials.Select(trial => trial.CandidateHash).Append(request.Candidate.Hash).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>
    /// The variance of the trials' Sharpe ratios, which is what luck has to choose from. Of a trial alone it is what a worthless ratio of as
    /// many returns varies by, 1 / (T - 1).
    /// </summary>
    public double SharpeVariance()
    {
        double[] ratios = [.. Trials.Select(trial => SharpeSample.Of([.. trial]).Ratio).Where(double.IsFinite)];
        if (ratios.Length < 2) { return 1.0 / Math.Max(1, Trials[0].Count - 1); }
        double mean = ratios.Average();
        return ratios.Sum(ratio => (ratio - mean) * (ratio - mean)) / (ratios.Length - 1);
    }

    private sealed class SameReturns : IEqualityComparer<IReadOnlyList<double>>
    {
        public static readonly SameReturns Comparer = new();

        public bool Equals(IReadOnlyList<double>? left, IReadOnlyList<double>? right) => left!.SequenceEqual(right!);

        public int GetHashCode(IReadOnlyList<double> returns)
        {
            HashCode hash = default;
            foreach (double one in returns) { hash.Add(one); }
            return hash.ToHashCode();
        }
    }
}
