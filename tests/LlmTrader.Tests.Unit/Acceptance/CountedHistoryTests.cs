using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Tests.Unit.Acceptance;

/// <summary>What a search is given: no more than its window, and nothing that is not counted.</summary>
public sealed class CountedHistoryTests
{
    [Fact]
    public void A_search_can_not_look_behind_its_window()
    {
        SeriesHistory history = new(SeriesHistory.Changes(1, 0));
        HistoryDivision division = HistoryDivision.Of(history.Span, new());
        IMarketHistory search = CountedHistory.ForSearch(history, division, new TrialBook());
        Candidate one = SeriesHistory.Candidate("follow");
        Assert.Equal(division.InSample, search.Span);
        HistoryWindow[] beyond =
        [
            history.Span, division.OutOfSample, division.HoldOut, division.InSample with { End = division.InSample.End + new Duration(1) },
            division.InSample with { Start = division.InSample.Start - new Duration(1) }, new(division.InSample.End, division.InSample.Start),
        ];
        foreach (HistoryWindow window in beyond)
        {
            Assert.Throws<ArgumentException>(() => search.Run(one.Document, window, BacktestCosts.Configured));
            Assert.Throws<ArgumentException>(() => search.Shuffled(one.Document, window, 1));
        }

        Assert.Throws<ArgumentException>(() => search.Shuffled(one.Document, search.Span, 1).Run(one.Document, history.Span, BacktestCosts.Configured));
        Assert.DoesNotContain(history.Windows, window => window.Overlaps(division.HoldOut));
    }

    [Fact]
    public void A_trial_is_on_record_before_it_runs()
    {
        TrialBook trials = new();
        HistoryDivision division = HistoryDivision.Of(new SeriesHistory(new double[2_000]).Span, new());
        List<bool> recorded = [];
        SeriesHistory history = new(SeriesHistory.Changes(1, 0))
        {
            Running = rules => recorded.Add(trials.Has(new("5e", ["SIM.SERIES"], division.InSample), RuleText.Id(rules))),
        };
        IMarketHistory search = CountedHistory.ForSearch(history, division, trials);
        for (int lag = 1; lag <= 5; lag++) { search.Run(SeriesHistory.Candidate("follow", lag).Document, search.Span, BacktestCosts.Configured); }
        search.Run(SeriesHistory.Candidate("follow", 5).Document, search.Span, BacktestCosts.Configured);
        Assert.Equal(Enumerable.Repeat(true, 6), recorded);
        Assert.Equal(5, trials.Count(DataWindow.Of(history, division.InSample)));
    }

    [Fact]
    public void Trials_count_wherever_they_have_a_moment_of_an_instrument_in_common()
    {
        static DataWindow Window(string data, int from, int to, params string[] names) => new(data, names, new(new(from), new(to)));
        TrialBook trials = new();
        trials.Begin(Window("a", 0, 100, "X", "Y"), "one");
        trials.Begin(Window("a", 0, 100, "X", "Y"), "one");
        trials.Begin(Window("b", 50, 200, "X"), "one");
        trials.Begin(Window("b", 50, 200, "X"), "two");
        trials.Begin(Window("a", 0, 1_000, "Z"), "three");
        Assert.Equal(2, trials.Count(Window("c", 99, 100, "X")));
        Assert.Equal(1, trials.Count(Window("c", 0, 50, "X")));
        Assert.Equal(0, trials.Count(Window("c", 200, 300, "X")));
        Assert.Equal(1, trials.Count(Window("c", 0, 500, "Y")));
        Assert.Equal(3, trials.Count(Window("c", 0, 500, "Y", "Z", "X")));
    }

    [Fact]
    public void The_parts_of_a_history_follow_on_one_another_with_gaps()
    {
        HistoryDivision division = HistoryDivision.Of(new(new(1_000), new(2_000)), new());
        Assert.Equal(new(new(1_000), new(1_590)), division.InSample);
        Assert.Equal(new(new(1_600), new(1_790)), division.OutOfSample);
        Assert.Equal(new(new(1_800), new(2_000)), division.HoldOut);
        Assert.Equal(new(new(1_000), new(1_790)), division.Judged);
        Assert.Throws<ArgumentException>(() => HistoryDivision.Of(new(new(0), new(3)), new()));
        Assert.Throws<ArgumentException>(() => HistoryDivision.Of(new(new(0), new(1_000)), new() { HoldOutShare = 0.9 }));
    }

    [Fact]
    public void A_family_is_a_text_without_its_numbers_and_names_whatever_template_it_is_from()
    {
        string Family(string rule, int lag, string? template) => CandidateFamily.Of(SeriesHistory.Candidate(rule, lag, template));
        Assert.Equal(Family("a", 1, "cross"), Family("b", 40, "renamed"));
        Assert.Equal(Family("a", 1, "cross"), Family("b", 40, null));
        Candidate first = SeriesHistory.Candidate("a", 1, "cross");
        RuleDocument changed = first.Document with { Description = "Better.", Universe = ["SIM.SERIES"], Parameters = [.. first.Document.Parameters.Select(one => one with { Default = -7, Minimum = -9 })] };
        Assert.Equal(CandidateFamily.Of(first), CandidateFamily.Of(first with { Document = changed }));
        Candidate other = SeriesHistory.Candidate("a", 1, null);
        Assert.NotEqual(Family("a", 1, null), CandidateFamily.Of(other with { Document = other.Document with { EntryLong = null } }));
    }
}
