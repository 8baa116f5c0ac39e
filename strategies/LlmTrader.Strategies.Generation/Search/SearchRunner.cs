using System.Runtime.ExceptionServices;

namespace LlmTrader.Strategies.Generation.Search;

/// <summary>Tries what a search method chooses, on as many threads as wanted: the trials are the same on one.</summary>
public sealed class SearchRunner(ISearchMethod method, Func<SearchPoint, CancellationToken, TrialResult> evaluate)
{
    /// <summary>Threads that evaluate; 1 at least.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Sees each new trial, in the order of their numbers and one at a time, as soon as all before it are there.</summary>
    public Action<SearchTrial>? OnTrial { get; init; }

    /// <summary>
    /// Runs until there are so many trials or nothing is left to try. Trials that are <paramref name="known"/> from an earlier run of the same
    /// search are not run again.
    /// </summary>
    /// <exception cref="ArgumentException">What is known was chosen by another search.</exception>
    public IReadOnlyList<SearchTrial> Run(int trials, IReadOnlyList<SearchTrial> known, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(known);
        List<SearchTrial> all = [];
        List<ScoredPoint> scores = [];
        while (all.Count < trials)
        {
            cancel.ThrowIfCancellationRequested();
            IReadOnlyList<SearchPoint> next = method.Next(scores, trials - all.Count);
            if (next.Count == 0) { break; }
            foreach (SearchTrial trial in Try(next, all.Count, known, cancel))
            {
                all.Add(trial);
                scores.Add(new ScoredPoint(trial.Point, trial.Result.Score));
            }
        }

        return all;
    }

    private SearchTrial[] Try(IReadOnlyList<SearchPoint> points, int first, IReadOnlyList<SearchTrial> known, CancellationToken cancel)
    {
        var results = new SearchTrial?[points.Count];
        int told = Math.Clamp(known.Count - first, 0, points.Count);
        for (int i = 0; i < told; i++)
        {
            if (known[first + i].Point != points[i]) { throw new ArgumentException($"Trial {first + i} is known as that of point {known[first + i].Point}; this search chooses {points[i]}."); }
            results[i] = known[first + i];
        }

        int next = told - 1;
        object turn = new();
        bool isBroken = false;
        try { Parallel.For(0, Math.Min(Threads, points.Count - told), new ParallelOptions { MaxDegreeOfParallelism = Threads }, _ => Work()); }
        catch (AggregateException e) { ExceptionDispatchInfo.Throw(e.InnerExceptions[0]); }   // Of several the first says enough.
        cancel.ThrowIfCancellationRequested();
        return results!;

        void Work()
        {
            for (int i = Interlocked.Increment(ref next); i < points.Count; i = Interlocked.Increment(ref next))
            {
                SearchTrial trial = new(first + i, points[i], evaluate(points[i], cancel));
                lock (turn)
                {
                    results[i] = trial;
                    if (isBroken || cancel.IsCancellationRequested) { return; }
                    isBroken = true;
                    for (; told < results.Length && results[told] is { } inTurn; told++) { OnTrial?.Invoke(inTurn); }
                    isBroken = false;   // Where telling threw, nobody tells again.
                }
            }
        }
    }
}
