using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Backtesting;

namespace LlmTrader.Tests.Unit.Acceptance;

/// <summary>Runs of windows that are measured in different intervals, days in sample and hours out of sample, are compared by time.</summary>
public sealed class CandidateRunsTests
{
    [Fact]
    public void Parts_are_equal_in_time_whatever_the_intervals()
    {
        // Six days, then two days of hours: four parts of two days each.
        CandidateRuns runs = new(Outcome(365.25, [0.1, 0.1, -0.1, 0, 0.2, 0]), Outcome(24 * 365.25, [.. Enumerable.Repeat(0.001, 48)]));
        double[] expected = [1.1 * 1.1, 0.9, 1.2, Math.Pow(1.001, 48)];
        Assert.Equal(expected, runs.Parts(4)!, (left, right) => Math.Abs(left - right) < 1e-12);
        Assert.Null(runs.Parts(55));
    }

    [Fact]
    public void Walking_forward_counts_what_was_earned_a_year_whatever_the_intervals()
    {
        double[] inside = [.. Enumerable.Repeat(0.01, 100)];
        BacktestOutcome days = Outcome(365.25, [.. Enumerable.Repeat(0.01, 20)]);
        BacktestOutcome hours = Outcome(24 * 365.25, [.. Enumerable.Repeat(0.01 / 24, 20 * 24)]);
        SearchWalkForward? Measure(BacktestOutcome outside) => SearchWalkForward.Measure(
            TrialMatrix.Of(inside, new() { Candidate = SeriesHistory.Candidate("hold"), Seed = 0 }), new(Outcome(365.25, inside), outside), new());
        Assert.Equal(3.6525, Measure(days)!.Value.InSample, 9);
        Assert.Equal(3.6525, Measure(days)!.Value.OutOfSample, 9);
        Assert.Equal(3.6525, Measure(hours)!.Value.OutOfSample, 9);
        Assert.Null(Measure(Outcome(365.25, [])));
    }

    // One trial is good in the first half of the in-sample window and bad in the second: it is chosen there, and what it then loses counts.
    [Fact]
    public void What_would_have_been_chosen_is_what_is_tested()
    {
        double[] steady = [.. Enumerable.Range(0, 100).Select(i => 0.001 + (i % 2 == 0 ? 0.001 : -0.001))];
        double[] faded = [.. Enumerable.Range(0, 100).Select(i => (i < 50 ? 0.01 : -0.01) + (i % 2 == 0 ? 0.001 : -0.001))];
        AcceptanceRequest request = new() { Candidate = SeriesHistory.Candidate("hold"), Seed = 0, Trials = [new("faded", faded)] };
        CandidateRuns runs = new(Outcome(1, steady), Outcome(1, [0.001]));
        SearchWalkForward alone = SearchWalkForward.Measure(TrialMatrix.Of(steady, request with { Trials = [] }), runs, new())!.Value;
        SearchWalkForward chosen = SearchWalkForward.Measure(TrialMatrix.Of(steady, request), runs, new())!.Value;
        Assert.Equal(0.001, alone.OutOfSample, 6);
        Assert.True(chosen.OutOfSample < 0, $"{chosen}");
        Assert.True(chosen.InSample > alone.InSample);
    }

    private static BacktestOutcome Outcome(double perYear, double[] returns) => new()
    {
        Returns = returns, PeriodsPerYear = perYear, TotalReturn = returns.Sum(), MaxDrawdown = 0, Trades = 1, Equity = [], StateHash = "",
    };
}
