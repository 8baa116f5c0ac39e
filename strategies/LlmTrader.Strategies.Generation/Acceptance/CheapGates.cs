using System.Globalization;
using LlmTrader.Strategies.Generation.Statistics;

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>The gates that need no run besides the candidate's own two.</summary>
internal sealed class CheapGates(CandidateRuns runs, Lazy<TrialMatrix> matrix, long trials, AcceptanceThresholds thresholds)
{
    public Gate RanToEnd() => new(GateNames.RanToEnd, null, GateComparison.AtLeast, null, runs.Failure is null, runs.Failure ?? "in and out of sample");

    public Gate Trades() => Gate.Of(GateNames.OutOfSampleTrades, runs.OutOfSample.Trades, GateComparison.AtLeast, thresholds.OutOfSampleTrades,
        "round trips out of sample: few of them prove nothing");

    public Gate Return() => Gate.Of(GateNames.OutOfSampleReturn, runs.OutOfSample.TotalReturn, GateComparison.Above, thresholds.MinimumReturn,
        "total return out of sample, after fees");

    public Gate Drawdown() => Gate.Of(GateNames.MaxDrawdown, Math.Max(runs.InSample.MaxDrawdown, runs.OutOfSample.MaxDrawdown), GateComparison.AtMost, thresholds.MaxDrawdown,
        "largest loss from a peak, in or out of sample");

    public Gate SubPeriods()
    {
        const string Name = GateNames.StableSubPeriods;
        int parts = thresholds.SubPeriods;
        if (runs.Parts(parts) is not { } growth) { return Unknown(Name, GateComparison.AtLeast, thresholds.StableSubPeriods, $"there are too few returns for {Count(parts)} parts"); }
        int earning = growth.Count(one => one > 1);
        return Gate.Of(Name, (double)earning / parts, GateComparison.AtLeast, thresholds.StableSubPeriods, $"{Count(earning)} of {Count(parts)} equal parts of the time earned something");
    }

    public Gate Efficiency()
    {
        const string Name = GateNames.WalkForwardEfficiency;
        if (SearchWalkForward.Measure(matrix.Value, runs, thresholds) is not { } walk)
        {
            return Unknown(Name, GateComparison.AtLeast, thresholds.WalkForwardEfficiency, $"{Count(runs.InSample.Returns.Count)} returns in sample are too few to walk through");
        }

        string reason = $"of the best trials of each training, a year: {Percent(walk.InSample)} in sample, {Percent(walk.OutOfSample)} out of sample";
        return Gate.Of(Name, WalkForward.Efficiency(walk.InSample, walk.OutOfSample), GateComparison.AtLeast, thresholds.WalkForwardEfficiency, reason);
    }

    public Gate Years()
    {
        SharpeSample sample = SharpeSample.Of([.. runs.InSample.Returns]);
        double annual = sample.Ratio * Math.Sqrt(runs.InSample.PeriodsPerYear);
        double years = runs.InSample.Returns.Count / runs.InSample.PeriodsPerYear;
        return Gate.Of(GateNames.BacktestYears, years, GateComparison.AtLeast, SharpeRatioTest.MinimumBacktestYears(trials, annual),
            $"in less time the best of {Count(trials)} worthless trials is expected to show an annual Sharpe ratio of {Number(annual)}");
    }

    public Gate Deflated()
    {
        SharpeSample sample = SharpeSample.Of([.. runs.InSample.Returns]);
        double variance = matrix.Value.SharpeVariance();
        return Gate.Of(GateNames.DeflatedSharpe, SharpeRatioTest.Deflated(sample, variance, trials), GateComparison.AtLeast, thresholds.DeflatedSharpe,
            $"Sharpe ratio per period {Number(sample.Ratio)} of {Count(sample.Observations)} returns; the best of {Count(trials)} trials is lucky up to {Number(SharpeRatioTest.LuckyRatio(variance, trials))}");
    }

    public Gate Overfitting()
    {
        const string Name = GateNames.OverfittingProbability;
        double limit = thresholds.OverfittingProbability;
        int blocks = thresholds.OverfittingBlocks;
        int periods = runs.InSample.Returns.Count;
        int compared = matrix.Value.Trials.Count;
        if (compared < 2)
        {
            return trials <= matrix.Value.Told
                ? new(Name, null, GateComparison.AtMost, limit, true, "all that was ever tried on this data did the very same: nothing was chosen")
                : Unknown(Name, GateComparison.AtMost, limit, $"this data has seen {Count(trials)} trials, and the returns of the others did not come with the proposal");
        }

        if (periods < 2 * blocks) { return Unknown(Name, GateComparison.AtMost, limit, $"{Count(periods)} returns are too few for {Count(blocks)} blocks"); }
        OverfittingEstimate estimate = BacktestOverfitting.Estimate(matrix.Value.Trials, blocks);
        return Gate.Of(Name, estimate.Probability, GateComparison.AtMost, limit,
            $"of {Count(compared)} different trials, {Count(estimate.Logits.Count)} splits: the best of one half is in the other no better than the median; it loses there in {Percent(estimate.ProbabilityOfLoss)}");
    }

    private static Gate Unknown(string name, GateComparison comparison, double limit, string reason) => Gate.Of(name, null, comparison, limit, reason);

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Percent(double value) => (100 * value).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
