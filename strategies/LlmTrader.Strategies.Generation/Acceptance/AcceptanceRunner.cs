using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>
/// Judges candidates by running them over history: cheap questions first, a thousand shuffled markets only for those that passed. The hold-out
/// is a question of its own, the last one and asked once, so that others can judge in between without having spent it. Neither threads nor
/// cores decide anything.
/// </summary>
public sealed class AcceptanceRunner
{
    private readonly IMarketHistory _history;
    private readonly LimitedHistory _judged;
    private readonly ITrialLedger _trials;
    private readonly IHoldOut _holdOut;
    private readonly int _parallelism;

    /// <param name="history">All of it, the hold-out included; only the last gate looks there.</param>
    /// <param name="thresholds">What is asked for.</param>
    /// <param name="trials">Counts the candidates that this data has seen.</param>
    /// <param name="holdOut">Keeps the hold-out shut.</param>
    /// <param name="parallelism">The most runs at a time, at least 1.</param>
    /// <exception cref="ArgumentException">Thresholds that can't be asked for, or a history too short to be divided.</exception>
    public AcceptanceRunner(IMarketHistory history, AcceptanceThresholds thresholds, ITrialLedger trials, IHoldOut holdOut, int parallelism)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(thresholds);
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        if (thresholds.Mistakes() is [var (property, mistake), ..]) { throw new ArgumentException($"{property}: {mistake}.", nameof(thresholds)); }
        (_history, Thresholds, _trials, _holdOut, _parallelism) = (history, thresholds, trials, holdOut, parallelism);
        Division = HistoryDivision.Of(history.Span, thresholds);
        _judged = new(history, Division.Judged);
    }

    public AcceptanceThresholds Thresholds { get; }

    public HistoryDivision Division { get; }

    /// <summary>Asks all that can be asked without the hold-out, which stays shut: see <see cref="OpenHoldOut"/>.</summary>
    /// <exception cref="ArgumentException">The trials are not of the in-sample window; see <see cref="TrialMatrix.Of"/>.</exception>
    /// <exception cref="OperationCanceledException">As asked. What was recorded stays recorded.</exception>
    public AcceptanceReport Judge(AcceptanceRequest request, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        RuleDocument rules = request.Candidate.Document;
        DataWindow data = DataWindow.Of(_history, Division.Judged);
        _trials.Begin(data, request.Candidate.Hash);
        long trials = _trials.Count(data);

        CandidateRuns runs = new(Run(rules, Division.InSample, BacktestCosts.Configured, cancel), Run(rules, Division.OutOfSample, BacktestCosts.Configured, cancel));
        Lazy<TrialMatrix> matrix = new(() => TrialMatrix.Of(runs.InSample.Returns, request));
        CheapGates cheap = new(runs, matrix, trials, Thresholds);
        IReadOnlyList<Gate> gates = new GateSequence()
            .Ask(GateNames.RanToEnd, GateComparison.AtLeast, null, cheap.RanToEnd)
            .NextStage()
            .Ask(GateNames.OutOfSampleTrades, GateComparison.AtLeast, Thresholds.OutOfSampleTrades, cheap.Trades)
            .Ask(GateNames.OutOfSampleReturn, GateComparison.Above, Thresholds.MinimumReturn, cheap.Return)
            .Ask(GateNames.MaxDrawdown, GateComparison.AtMost, Thresholds.MaxDrawdown, cheap.Drawdown)
            .Ask(GateNames.StableSubPeriods, GateComparison.AtLeast, Thresholds.StableSubPeriods, cheap.SubPeriods)
            .Ask(GateNames.WalkForwardEfficiency, GateComparison.AtLeast, Thresholds.WalkForwardEfficiency, cheap.Efficiency)
            .Ask(GateNames.BacktestYears, GateComparison.AtLeast, null, cheap.Years)
            .Ask(GateNames.DeflatedSharpe, GateComparison.AtLeast, Thresholds.DeflatedSharpe, cheap.Deflated)
            .Ask(GateNames.OverfittingProbability, GateComparison.AtMost, Thresholds.OverfittingProbability, cheap.Overfitting)
            .NextStage()
            .Ask(GateNames.DoubledCosts, GateComparison.Above, 0, () => DoubledCosts(rules, cancel))
            .NextStage()
            .Ask(GateNames.Permutation, GateComparison.AtMost, Thresholds.PermutationP, () =>
                new ShuffledMarketGate(_judged, Division.OutOfSample, Thresholds, _parallelism).Ask(rules, runs.OutOfSample, request.Seed, cancel))
            .NextStage()
            .Ask(GateNames.HoldOut, GateComparison.Above, Thresholds.MinimumReturn, () => new(GateNames.HoldOut, null, GateComparison.Above, Thresholds.MinimumReturn, null, "not asked yet: it is opened last, and once"))
            .Answers;

        return new()
        {
            Candidate = request.Candidate,
            Family = CandidateFamily.Of(request.Candidate),
            Data = data,
            Division = Division,
            Thresholds = Thresholds,
            Trials = trials,
            ComparedTrials = matrix.IsValueCreated ? matrix.Value.Trials.Count : 0,
            Seed = request.Seed,
            Gates = gates,
            Runs = runs,
            HoldOut = null,
        };
    }

    /// <summary>Takes the one look at the hold-out that the candidate's family has. The report with what came of it.</summary>
    /// <param name="report">Of this runner, and due for it.</param>
    /// <param name="cancel">As asked.</param>
    /// <exception cref="ArgumentException">The report is not <see cref="AcceptanceReport.IsHoldOutDue"/>.</exception>
    /// <exception cref="OperationCanceledException">As asked. The look is spent once it was taken.</exception>
    public AcceptanceReport OpenHoldOut(AcceptanceReport report, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!report.IsHoldOutDue || report.Division != Division) { throw new ArgumentException("Only what has passed all other gates of this history sees the hold-out.", nameof(report)); }
        HoldOutUse use = new(report.Family, report.Candidate.Hash, DataWindow.Of(_history, Division.HoldOut));
        Gate answer = HeldOut(report.Candidate.Document, use, cancel, out BacktestOutcome? outcome);
        return report with { Gates = [.. report.Gates.SkipLast(1), answer], HoldOut = outcome };
    }

    private BacktestOutcome Run(RuleDocument rules, HistoryWindow window, BacktestCosts costs, CancellationToken cancel) => _judged.Run(rules, window, costs, cancel);

    private Gate DoubledCosts(RuleDocument rules, CancellationToken cancel)
    {
        CandidateRuns runs = new(Run(rules, Division.InSample, BacktestCosts.Doubled, cancel), Run(rules, Division.OutOfSample, BacktestCosts.Doubled, cancel));
        double? least = runs.Failure is null ? Math.Min(runs.InSample.TotalReturn, runs.OutOfSample.TotalReturn) : null;
        return Gate.Of(GateNames.DoubledCosts, least, GateComparison.Above, 0, runs.Failure ?? "the smaller total return of in and out of sample, at twice the fees and slippage");
    }

    // The one place that runs what is held out. The look is taken before it begins, so that one which ends badly counts too.
    private Gate HeldOut(RuleDocument rules, HoldOutUse use, CancellationToken cancel, out BacktestOutcome? outcome)
    {
        outcome = null;
        if (_holdOut.Take(use) is { } earlier)
        {
            return Gate.Of(GateNames.HoldOut, null, GateComparison.Above, Thresholds.MinimumReturn, $"{use.Family} has seen it already, by {earlier.CandidateHash}");
        }

        outcome = _history.Run(rules, Division.HoldOut, BacktestCosts.Configured, cancel);
        if (outcome.Failure is { } failure) { return Gate.Of(GateNames.HoldOut, null, GateComparison.Above, Thresholds.MinimumReturn, failure); }
        Gate answer = Gate.Of(GateNames.HoldOut, outcome.TotalReturn, GateComparison.Above, Thresholds.MinimumReturn, "total return of the only look at what nobody has seen");
        return outcome.MaxDrawdown <= Thresholds.MaxDrawdown ? answer : answer with { Passed = false, Reason = $"its largest loss from a peak is more than the {Thresholds.MaxDrawdown} that are allowed" };
    }
}
