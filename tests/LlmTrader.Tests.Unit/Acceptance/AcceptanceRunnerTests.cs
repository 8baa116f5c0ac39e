using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Acceptance.Reporting;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Tests.Unit.Acceptance;

/// <summary>The gates on a market whose truth is known: which of them stops what, what is asked and what not, and who sees the hold-out.</summary>
public sealed class AcceptanceRunnerTests
{
    private static readonly AcceptanceThresholds Defaults = new();

    public static TheoryData<string, AcceptanceThresholds> EachGateAlone => new()
    {
        { GateNames.OutOfSampleTrades, Defaults with { OutOfSampleTrades = 5_000 } },
        { GateNames.OutOfSampleReturn, Defaults with { MinimumReturn = 50 } },
        { GateNames.MaxDrawdown, Defaults with { MaxDrawdown = 0.01 } },
        { GateNames.StableSubPeriods, Defaults with { SubPeriods = 200, StableSubPeriods = 1 } },
        { GateNames.WalkForwardEfficiency, Defaults with { WalkForwardEfficiency = 5 } },
        { GateNames.DeflatedSharpe, Defaults with { DeflatedSharpe = 1 } },
    };

    [Fact]
    public void Rules_that_earn_by_a_markets_order_pass_every_gate()
    {
        SeriesHistory history = new(SeriesHistory.Changes(1, 0.35));
        AcceptanceReport report = Judge(history, "follow");
        Assert.True(report.Accepted, AcceptanceMarkdown.Write(report));
        Assert.All(report.Gates, gate => Assert.True(gate.Passed));
        Assert.Equal(12, report.Gates.Count);
        Assert.Equal(1_000, history.Seeds.Distinct().Count());
        Assert.NotNull(report.HoldOut);
    }

    [Theory]
    [MemberData(nameof(EachGateAlone))]
    public void Each_gate_stops_by_itself_and_what_costs_more_is_not_asked(string name, AcceptanceThresholds thresholds)
    {
        SeriesHistory history = new(SeriesHistory.Changes(1, 0.35));
        AcceptanceReport report = Judge(history, "follow", thresholds);
        Assert.False(report.Accepted);
        Assert.Equal(name, Assert.Single(report.Gates, gate => gate.Failed).Name);
        Gate last = report.Gates[^1];
        Assert.Equal((GateNames.HoldOut, (bool?)null, $"not asked, since {name} failed"), (last.Name, last.Passed, last.Reason));
        Assert.Null(report.HoldOut);
        Assert.DoesNotContain(history.Windows, window => window.Overlaps(report.Division.HoldOut));
        Assert.Empty(history.Seeds);
    }

    [Fact]
    public void An_edge_that_twice_the_costs_end_is_none()
    {
        AcceptanceReport report = Judge(new(SeriesHistory.Changes(1, 0.35), fee: 0.0025), "follow", Defaults with { DeflatedSharpe = 0, MaxDrawdown = 1 });
        Assert.Equal(GateNames.DoubledCosts, Assert.Single(report.Gates, gate => gate.Failed).Name);
        Assert.True(report.Gates.Single(gate => gate.Name == GateNames.DoubledCosts).Value < 0);
        Assert.Null(report.Gates.Single(gate => gate.Name == GateNames.Permutation).Passed);
    }

    // The same returns begun elsewhere: over all of the time none is better than another, so what is best in one half must be worse in the other.
    [Fact]
    public void A_search_whose_best_changes_with_the_time_is_overfit()
    {
        SeriesHistory history = new(SeriesHistory.Changes(1, 0.35));
        AcceptanceRunner runner = new(history, Defaults, new TrialBook(), new HoldOutBook(), 2);
        Candidate candidate = SeriesHistory.Candidate("follow");
        double[] own = [.. history.Run(candidate.Document, runner.Division.InSample, BacktestCosts.Configured).Returns];
        TrialReturns[] tried = [.. Enumerable.Range(1, 9).Select(i => new TrialReturns($"begun later {i}", [.. own[(i * own.Length / 10)..], .. own[..(i * own.Length / 10)]]))];
        AcceptanceReport report = runner.JudgeWhole(new() { Candidate = candidate, Trials = tried, Seed = 1 });
        Gate gate = Assert.Single(report.Gates, gate => gate.Failed);
        Assert.Equal(GateNames.OverfittingProbability, gate.Name);
        Assert.InRange(gate.Value!.Value, 0.8, 1);
        Assert.Empty(history.Seeds);
    }

    // Held through a market that rises, rules earn whatever the order of its days.
    [Fact]
    public void What_only_the_drift_earns_is_as_good_on_shuffled_markets()
    {
        SeriesHistory history = new(SeriesHistory.Changes(4, 0, drift: 0.004));
        AcceptanceReport report = Judge(history, "hold", Defaults with { OutOfSampleTrades = 1 });
        Gate permutation = report.Gates.Single(gate => gate.Name == GateNames.Permutation);
        Assert.True(permutation.Failed, AcceptanceMarkdown.Write(report));
        Assert.True(permutation.Value > 0.05);
        Assert.InRange(history.Seeds.Count, 100, 300);   // 50 as good of a thousand are p = 0.0509: that is known before a thousand were run.
    }

    [Fact]
    public void What_can_not_be_shuffled_is_rejected_with_the_reason_and_what_breaks_breaks()
    {
        double[] changes = SeriesHistory.Changes(1, 0.35);
        AcceptanceReport report = Judge(new(changes) { Shuffling = () => throw new ArgumentException("bars of another length") }, "follow");
        Assert.Contains(report.Gates, gate => gate is { Name: GateNames.Permutation, Failed: true, Value: null, Reason: "bars of another length" });
        Assert.Null(report.HoldOut);
        Assert.Throws<InvalidOperationException>(() => Judge(new(changes) { Shuffling = () => throw new InvalidOperationException() }, "follow"));
    }

    [Fact]
    public void Everything_that_is_wrong_at_no_cost_is_named_together()
    {
        AcceptanceReport report = Judge(new(SeriesHistory.Changes(2, 0)), "never");
        string[] failed = [.. report.Gates.Where(gate => gate.Failed).Select(gate => gate.Name)];
        Assert.Equal(
            [GateNames.OutOfSampleTrades, GateNames.OutOfSampleReturn, GateNames.StableSubPeriods, GateNames.WalkForwardEfficiency, GateNames.BacktestYears, GateNames.DeflatedSharpe], failed);
        Assert.Contains(report.Gates, gate => gate is { Name: GateNames.OverfittingProbability, Passed: true, Value: null });   // Eight ways to do nothing are no choice.
        Assert.Equal($"not asked, since {GateNames.OutOfSampleTrades} failed", report.Gates[^1].Reason);
    }

    [Fact]
    public void A_run_that_ends_badly_is_asked_nothing_more()
    {
        AcceptanceReport report = Judge(new(SeriesHistory.Changes(2, 0)), "broken");
        Assert.Equal("in sample: it was stopped", report.Gates[0].Reason);
        Assert.All(report.Gates.Skip(1), gate => Assert.Equal($"not asked, since {GateNames.RanToEnd} failed", gate.Reason));
    }

    [Fact]
    public void A_family_sees_the_hold_out_once()
    {
        SeriesHistory history = new(SeriesHistory.Changes(1, 0.35));
        HoldOutBook holdOut = new();
        Assert.True(Judge(history, "follow", holdOut: holdOut).Accepted);

        history.Windows.Clear();
        AcceptanceReport again = Judge(history, "follow", holdOut: holdOut);
        Assert.Equal(GateNames.HoldOut, Assert.Single(again.Gates, gate => gate.Failed).Name);
        Assert.Contains($"{again.Family} has seen it already", again.Gates[^1].Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(history.Windows, window => window.Overlaps(again.Division.HoldOut));

        // A history that has grown by some days is still the one that was looked at, and the rules under no template are the same; another family has a look of its own.
        SeriesHistory grown = new(SeriesHistory.Changes(1, 0.35, days: 2_030));
        Assert.Equal(GateNames.HoldOut, Assert.Single(Judge(grown, "follow", holdOut: holdOut).Gates, gate => gate.Failed).Name);
        Assert.Equal(GateNames.HoldOut, Assert.Single(Judge(history, "follow", holdOut: holdOut, template: null).Gates, gate => gate.Failed).Name);
        Assert.Null(holdOut.Take(new("rules:other", "", Window(again.Division.HoldOut))));
    }

    [Fact]
    public void Until_it_is_asked_for_the_hold_out_is_neither_seen_nor_spent()
    {
        SeriesHistory history = new(SeriesHistory.Changes(1, 0.35));
        HoldOutBook holdOut = new();
        AcceptanceRunner runner = new(history, Defaults, new TrialBook(), holdOut, 2);
        AcceptanceReport judged = runner.Judge(new() { Candidate = SeriesHistory.Candidate("follow"), Seed = 1 });
        HoldOutUse use = new(judged.Family, judged.Candidate.Hash, Window(judged.Division.HoldOut));
        Assert.True(judged is { IsHoldOutDue: true, Accepted: false, HoldOut: null });
        Assert.Null(judged.Gates[^1].Passed);
        Assert.Null(holdOut.Find(use));
        Assert.DoesNotContain(history.Windows, window => window.Overlaps(judged.Division.HoldOut));

        AcceptanceReport whole = runner.OpenHoldOut(judged);
        Assert.True(whole is { IsHoldOutDue: false, Accepted: true, HoldOut: not null });
        Assert.NotNull(holdOut.Find(use));
        Assert.Equal(judged.Gates.SkipLast(1), whole.Gates.SkipLast(1));
        Assert.Throws<ArgumentException>(() => runner.OpenHoldOut(whole));
        Assert.Throws<ArgumentException>(() => runner.OpenHoldOut(judged with { Gates = [judged.Gates[0] with { Passed = false }, judged.Gates[^1]] }));
    }

    [Fact]
    public void The_hold_out_is_taken_before_it_is_opened()
    {
        HoldOutBook holdOut = new();
        HistoryDivision division = HistoryDivision.Of(new SeriesHistory(new double[2_000]).Span, Defaults);
        bool shut = true;
        SeriesHistory history = new(SeriesHistory.Changes(1, 0.35)) { Running = _ => shut = holdOut.Find(new(CandidateFamily.Of(SeriesHistory.Candidate("follow")), "", Window(division.HoldOut))) is null };
        Judge(history, "follow", holdOut: holdOut);
        Assert.False(shut);   // The last run of all was the hold-out's own.
        Assert.Single(history.Windows, window => window.Overlaps(division.HoldOut));
    }

    [Fact]
    public void Threads_decide_nothing()
    {
        string[] reports = [.. ((int[])[1, 2, 7]).Select(threads => Convert.ToHexString(AcceptanceJson.Write(Judge(new(SeriesHistory.Changes(1, 0.35)), "follow", threads: threads))))];
        Assert.Single(reports.Distinct());
    }

    [Fact]
    public void Trials_of_before_count()
    {
        SeriesHistory history = new(SeriesHistory.Changes(1, 0.1));
        TrialBook trials = new();
        AcceptanceReport few = Judge(history, "follow", trials: trials);
        for (int i = 0; i < 10_000; i++) { trials.Begin(few.Data, $"an earlier one {i}"); }
        AcceptanceReport many = Judge(history, "follow", trials: trials);
        Assert.Equal((8, 10_008), (few.Trials, many.Trials));
        double? Value(AcceptanceReport report, string name) => report.Gates.Single(gate => gate.Name == name).Value;
        Assert.True(Value(many, GateNames.DeflatedSharpe) < Value(few, GateNames.DeflatedSharpe));
        Assert.True(many.Gates.Single(gate => gate.Name == GateNames.BacktestYears).Limit > few.Gates.Single(gate => gate.Name == GateNames.BacktestYears).Limit);
    }

    [Fact]
    public void One_trial_alone_was_no_choice_but_one_of_several_whose_returns_are_not_told_is()
    {
        SeriesHistory history = new(SeriesHistory.Changes(1, 0.35));
        TrialBook trials = new();
        AcceptanceRunner runner = new(history, Defaults, trials, new HoldOutBook(), 2);
        Assert.True(runner.JudgeWhole(new() { Candidate = SeriesHistory.Candidate("follow"), Seed = 1 }).Accepted);
        AcceptanceReport second = runner.JudgeWhole(new() { Candidate = SeriesHistory.Candidate("follow", lag: 2), Seed = 1 });
        Assert.Contains(second.Gates, gate => gate is { Name: GateNames.OverfittingProbability, Failed: true, Value: null });
    }

    [Fact]
    public void Trials_of_another_window_or_another_truth_are_refused()
    {
        SeriesHistory history = new(SeriesHistory.Changes(1, 0.35));
        AcceptanceRunner runner = new(history, Defaults, new TrialBook(), new HoldOutBook(), 1);
        AcceptanceRequest request = new() { Candidate = SeriesHistory.Candidate("follow"), Seed = 1 };
        IReadOnlyList<double> own = history.Run(request.Candidate.Document, runner.Division.InSample, BacktestCosts.Configured).Returns;
        Assert.Throws<ArgumentException>(() => runner.JudgeWhole(request with { Trials = [new("another", [.. own.Skip(1)])] }));
        Assert.Throws<ArgumentException>(() => runner.JudgeWhole(request with { Trials = [new(request.Candidate.Hash, [.. own.Select(one => one + 0.01)])] }));
        Assert.Equal(1, runner.JudgeWhole(request with { Trials = [new(request.Candidate.Hash, own), new("does the same", own)] }).ComparedTrials);
    }

    [Fact]
    public void A_cancelled_judgement_ends_and_its_trial_counts()
    {
        SeriesHistory history = new(SeriesHistory.Changes(1, 0.35));
        TrialBook trials = new();
        AcceptanceRunner runner = new(history, Defaults, trials, new HoldOutBook(), 1);
        Assert.Throws<OperationCanceledException>(() => runner.Judge(new() { Candidate = SeriesHistory.Candidate("follow"), Seed = 1 }, new CancellationToken(true)));
        Assert.Equal(1, trials.Count(Window(runner.Division.Judged)));
    }

    private static DataWindow Window(HistoryWindow window) => new("5e", ["SIM.SERIES"], window);

    // A search over eight lags, as it should be done: on a history that counts and shows nothing else.
    private static AcceptanceReport Judge(SeriesHistory history, string rule, AcceptanceThresholds? thresholds = null, TrialBook? trials = null, HoldOutBook? holdOut = null, string? template = "follow", int threads = 2)
    {
        trials ??= new();
        AcceptanceRunner runner = new(history, thresholds ?? Defaults, trials, holdOut ?? new(), threads);
        IMarketHistory search = CountedHistory.ForSearch(history, runner.Division, trials);
        List<TrialReturns> tried = [];
        for (int lag = 1; lag <= 8; lag++)
        {
            if (rule == "broken") { break; }
            Candidate one = SeriesHistory.Candidate(rule, lag, template);
            tried.Add(new(one.Hash, search.Run(one.Document, search.Span, BacktestCosts.Configured).Returns));
        }

        return runner.JudgeWhole(new() { Candidate = SeriesHistory.Candidate(rule, 1, template), Trials = tried, Seed = 7 });
    }
}
