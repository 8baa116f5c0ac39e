using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Search;
using LlmTrader.Strategies.Generation.Statistics;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Hosting.Configuration;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>Searches a rule set's parameters over a history, looks around the best, and says how much of it is luck.</summary>
public sealed class Optimiser(SweepHistory history, RunConfiguration configuration, SearchRequest request)
{
    private const string Search = "search";
    private const string Around = "around";

    private int _done;

    /// <summary>Trials that are done; another thread may read it.</summary>
    public int Progress => Volatile.Read(ref _done);

    /// <summary>
    /// Runs it, or goes on where it was killed, and writes the report. Throws as <see cref="TrialLog.Open"/>, and <see cref="ArgumentException"/>
    /// for rules and windows that can't be searched.
    /// </summary>
    public OptimiserResult Run(CancellationToken cancel = default)
    {
        ParameterSpace space = ParameterSpace.Of(request.Rules);
        ISearchMethod method = request.Method(space);
        TrialSettings settings = new() { Window = request.WindowIn(history.Span), Objective = request.Objective, MinimumTrades = request.MinimumTrades };
        _ = history.Run(request.Rules, settings.Window, settings.Costs, cancel);   // What the history does not have is no failed trial.
        using TrialLog log = TrialLog.Open(request.OutputDirectory, request.Arguments("optimise", history, configuration));
        IReadOnlyList<SearchTrial> trials = TryAll(log, Search, method, request.Trials, space, settings, cancel);
        SearchTrial? best = BestOf(trials);
        IReadOnlyList<double> importance = ParameterImportance.Of(space, [.. trials.Select(trial => new ScoredPoint(trial.Point, trial.Result.Score))]);
        (HeatMap? map, int looked) = best is null ? (null, 0) : LookAround(log, space, best, importance, trials, settings, cancel);
        SearchTrial[] scored = [.. trials.Where(trial => trial.Result.StateHash.Length > 0)];
        long counted = scored.Length + looked;
        double variance = best is null ? 0 : VarianceOf(scored, best);
        OptimiserResult result = new()
        {
            Request = request,
            History = history.Id,
            Instruments = history.Instruments,
            Window = settings.Window,
            Space = space,
            Trials = trials,
            Resumed = log.Resumed,
            Counted = counted,
            Best = best,
            BestRules = best is null ? null : request.Rules.WithParameters(space.ValuesAt(best.Point)),
            Importance = importance,
            LuckyRatio = scored.Length > 1 ? SharpeRatioTest.LuckyRatio(variance, counted) : 0,
            DeflatedSharpe = best is null || scored.Length < 2 ? null : SharpeRatioTest.Deflated(best.Result.Sharpe, variance, counted),
            Map = map,
        };
        OptimiserReport.Write(result);
        return result;
    }

    internal static SearchTrial? BestOf(IReadOnlyList<SearchTrial> trials) => trials.Where(trial => trial.Result.Score is not null).MaxBy(trial => trial.Result.Score);   // Of equals the first.

    private IReadOnlyList<SearchTrial> TryAll(TrialLog log, string stage, ISearchMethod method, int trials, ParameterSpace space, TrialSettings settings, CancellationToken cancel)
    {
        IReadOnlyList<SearchTrial> known = log.Known(stage, trials);
        Interlocked.Add(ref _done, known.Count);
        SearchRunner runner = new(method, (point, stop) => TrialResult.Run(history, request.Rules, space, point, settings, stop))
        {
            Threads = request.Threads,
            OnTrial = trial =>
            {
                log.Append(stage, trial);
                Interlocked.Increment(ref _done);
            },
        };
        return runner.Run(trials, known, cancel);
    }

    // What was tried already is not run again, by the search or around the best of one with fewer trials; the rest counts as tried, since it was looked at.
    private (HeatMap Map, int Looked) LookAround(TrialLog log, ParameterSpace space, SearchTrial best, IReadOnlyList<double> importance, IReadOnlyList<SearchTrial> trials, TrialSettings settings, CancellationToken cancel)
    {
        Neighbourhood neighbourhood = Neighbourhood.Of(space, best.Point, importance);
        HashSet<SearchPoint> tried = [.. trials.Select(trial => trial.Point)];
        string stage = log.WasBegunWith(request.Trials) ? Around : FormattableString.Invariant($"{Around}-{request.Trials}");
        SearchTrial[] before = [.. log.Stages.Where(name => name != stage && name.StartsWith(Around, StringComparison.Ordinal)).SelectMany(name => log.Known(name)).Where(trial => tried.Add(trial.Point))];
        SearchPoint[] unknown = [.. neighbourhood.Points.Where(point => !tried.Contains(point))];
        SearchTrial[] around = [.. before, .. TryAll(log, stage, new GivenPoints(stage, unknown), unknown.Length, space, settings, cancel)];
        HashSet<SearchPoint> near = [.. neighbourhood.Points];
        return (new HeatMap(neighbourhood, [.. trials.Concat(around).Where(trial => near.Contains(trial.Point))], request.Objective), around.Count(trial => trial.Result.StateHash.Length > 0));
    }

    // What luck has to choose from, as TrialMatrix has it for acceptance: trials that did the very same, or nothing at all, were no choice.
    private static double VarianceOf(SearchTrial[] trials, SearchTrial best)
    {
        double[] ratios = [.. trials.DistinctBy(trial => IsSilent(trial.Result) ? "" : trial.Result.StateHash).Select(trial => trial.Result.Sharpe.Ratio).Where(double.IsFinite)];
        if (ratios.Length < 2) { return 1.0 / Math.Max(1, best.Result.Sharpe.Observations - 1); }
        double mean = ratios.Average();
        return ratios.Sum(one => (one - mean) * (one - mean)) / (ratios.Length - 1);
    }

    private static bool IsSilent(TrialResult result) => result is { Trades: 0, TotalReturn: 0, Sharpe.Ratio: 0 };
}

/// <summary>What a search came to.</summary>
public sealed record OptimiserResult
{
    public required SearchRequest Request { get; init; }

    /// <summary>The data's id.</summary>
    public required string History { get; init; }

    public required IReadOnlyList<string> Instruments { get; init; }

    public required HistoryWindow Window { get; init; }

    public required ParameterSpace Space { get; init; }

    /// <summary>In the order in which they were chosen.</summary>
    public required IReadOnlyList<SearchTrial> Trials { get; init; }

    /// <summary>Trials that an earlier run had left.</summary>
    public required int Resumed { get; init; }

    /// <summary>Points that were scored on this data, those around the best included.</summary>
    public required long Counted { get; init; }

    /// <summary>Null when no trial has a score.</summary>
    public required SearchTrial? Best { get; init; }

    /// <summary>The rule set with the best's parameters as its defaults.</summary>
    public required RuleDocument? BestRules { get; init; }

    /// <summary>By dimension; see <see cref="ParameterImportance"/>.</summary>
    public required IReadOnlyList<double> Importance { get; init; }

    /// <summary>The Sharpe ratio per period that the best of as many worthless trials is expected to show.</summary>
    public required double LuckyRatio { get; init; }

    /// <summary>How likely the best's true ratio is above 0 after so many trials; null below two of them.</summary>
    public required double? DeflatedSharpe { get; init; }

    /// <summary>Null without a best.</summary>
    public required HeatMap? Map { get; init; }
}
