using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Search;
using LlmTrader.Strategies.Generation.Statistics;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Hosting.Configuration;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>Searches a rule set's parameters on one window after the other, and tests each choice on what follows, which it has not seen.</summary>
public sealed class WalkForwardRunner(SweepHistory history, RunConfiguration configuration, SearchRequest request, WalkForwardPlan plan)
{
    private int _done;

    /// <summary>Trials that are done; another thread may read it.</summary>
    public int Progress => Volatile.Read(ref _done);

    /// <summary>Runs it, or goes on where it was killed, and writes the report. Throws as <see cref="Optimiser.Run"/>.</summary>
    public WalkForwardResult Run(CancellationToken cancel = default)
    {
        ParameterSpace space = ParameterSpace.Of(request.Rules);
        HistoryWindow window = request.WindowIn(history.Span);
        IReadOnlyList<WalkForwardSplit> splits = WalkForward.Splits(window, plan);
        _ = request.Method(space);   // A grid that is too large is told before anything runs.
        _ = history.Run(request.Rules, splits[0].Test, BacktestCosts.Configured, cancel);
        using TrialLog log = TrialLog.Open(request.OutputDirectory, Arguments());
        WalkForwardStep[] steps = [.. splits.Select((split, index) => Step(log, space, split, index, cancel))];
        WalkForwardResult result = new() { Request = request, History = history.Id, Instruments = history.Instruments, Window = window, Plan = plan, Space = space, Steps = steps, Resumed = log.Resumed };
        WalkForwardReport.Write(result);
        return result;
    }

    private Dictionary<string, string> Arguments()
    {
        Dictionary<string, string> arguments = request.Arguments("walk-forward", history, configuration);
        arguments.Add("splits", SearchText.Count(plan.Splits));
        arguments.Add("train-share", SearchText.Number(plan.TrainShare));
        arguments.Add("anchored", plan.IsAnchored ? "yes" : "no");
        arguments.Add("purge", Hours(plan.Purge));
        arguments.Add("embargo", Hours(plan.Embargo));
        return arguments;
    }

    private static string Hours(Duration time) => time == Duration.Zero ? "0" : string.Create(CultureInfo.InvariantCulture, $"{time.Nanoseconds / 3_600_000_000_000m:0.############} hours");

    private WalkForwardStep Step(TrialLog log, ParameterSpace space, WalkForwardSplit split, int index, CancellationToken cancel)
    {
        string stage = FormattableString.Invariant($"train-{index + 1}");
        TrialSettings settings = new() { Window = split.Train, Objective = request.Objective, MinimumTrades = request.MinimumTrades };
        IReadOnlyList<SearchTrial> known = log.Known(stage, request.Trials);
        Interlocked.Add(ref _done, known.Count);
        SearchRunner runner = new(request.Method(space, index), (point, stop) => TrialResult.Run(history, request.Rules, space, point, settings, stop))
        {
            Threads = request.Threads,
            OnTrial = trial =>
            {
                log.Append(stage, trial);
                Interlocked.Increment(ref _done);
            },
        };
        IReadOnlyList<SearchTrial> trials = runner.Run(request.Trials, known, cancel);
        SearchTrial? best = Optimiser.BestOf(trials);
        BacktestOutcome? test = best is null ? null : history.Run(request.Rules.WithParameters(space.ValuesAt(best.Point)), split.Test, settings.Costs, cancel);
        return new WalkForwardStep(split, trials.Count, best, test);
    }
}

/// <summary>One training and the test behind it.</summary>
/// <param name="Split">The windows.</param>
/// <param name="Trials">How many were tried in the training.</param>
/// <param name="Best">What was chosen; null when no trial had a score, so that nothing was traded.</param>
/// <param name="Test">What came of it.</param>
public sealed record WalkForwardStep(WalkForwardSplit Split, int Trials, SearchTrial? Best, BacktestOutcome? Test)
{
    private const double NanosecondsPerYear = 365.25 * 86_400e9;

    /// <summary>Of the chosen one in its training, a year.</summary>
    public double TrainAnnual => Best is null ? 0 : WalkForward.Annualised(Best.Result.TotalReturn, Split.Train.Length.Nanoseconds / NanosecondsPerYear);

    /// <summary>Of the chosen one in its test, a year.</summary>
    public double TestAnnual => WalkForward.Annualised(Test?.TotalReturn ?? 0, Split.Test.Length.Nanoseconds / NanosecondsPerYear);
}

/// <summary>What walking forward came to.</summary>
public sealed record WalkForwardResult
{
    public required SearchRequest Request { get; init; }

    /// <summary>The data's id.</summary>
    public required string History { get; init; }

    public required IReadOnlyList<string> Instruments { get; init; }

    public required HistoryWindow Window { get; init; }

    public required WalkForwardPlan Plan { get; init; }

    public required ParameterSpace Space { get; init; }

    public required IReadOnlyList<WalkForwardStep> Steps { get; init; }

    /// <summary>Trials that an earlier run had left.</summary>
    public required int Resumed { get; init; }

    /// <summary>Mean annual return of the tests over that of the trainings; null when that is not above 0.</summary>
    public double? Efficiency => WalkForward.Efficiency(Steps.Average(step => step.TrainAnnual), Steps.Average(step => step.TestAnnual));

    /// <summary>The equity of the tests, each going on where the one before ended; a test without a choice holds cash.</summary>
    public IReadOnlyList<(Timestamp Time, double Growth)> OutOfSample
    {
        get
        {
            List<(Timestamp, double)> all = [];
            double level = 1;
            foreach (WalkForwardStep step in Steps)
            {
                all.Add((step.Split.Test.Start, level));
                if (step.Test is not { } test) { continue; }
                all.AddRange(test.Equity.Select(point => (point.Time, level * point.Growth)));
                level *= 1 + test.TotalReturn;
            }

            return all;
        }
    }

    /// <summary>Of the tests one after the other.</summary>
    public double OutOfSampleReturn => Steps.Aggregate(1.0, (level, step) => level * (1 + (step.Test?.TotalReturn ?? 0))) - 1;

    /// <summary>Round trips of all tests.</summary>
    public long OutOfSampleTrades => Steps.Sum(step => step.Test?.Trades ?? 0);
}
