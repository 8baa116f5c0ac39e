using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Acceptance.Reporting;
using LlmTrader.Tools.Hosting.Strategist.Evidence;

namespace LlmTrader.Tests.Unit.Acceptance;

/// <summary>What a person reads of a judgement: no number that means nothing.</summary>
public sealed class ReportTextTests
{
    // Sixty days: 40 % in two weeks would be a number of many digits a year.
    [Theory]
    [InlineData(60, false)]
    [InlineData(2_000, true)]
    public void A_part_of_less_than_a_quarter_is_told_as_nothing_a_year(int days, bool isTold)
    {
        SeriesHistory history = new(SeriesHistory.Changes(1, 0.35, days, drift: 0.02));
        AcceptanceReport report = new AcceptanceRunner(history, new(), new TrialBook(), new HoldOutBook(), 2).Judge(new() { Candidate = SeriesHistory.Candidate("follow"), Seed = 3 });
        string[] cells = AcceptanceMarkdown.Write(report).Split('\n').Single(line => line.StartsWith("| in_sample |", StringComparison.Ordinal)).Split('|', StringSplitOptions.TrimEntries);
        Assert.EndsWith(" %", cells[4], StringComparison.Ordinal);
        Assert.Equal(isTold, cells[5] != "–");
        Assert.True(cells[5].Length < 20, cells[5]);
    }

    [Theory]
    [InlineData(0.5, 2.0, "backtest_years is 0.5, at least 2 is asked: why.")]
    [InlineData(0.5, double.PositiveInfinity, "backtest_years is 0.5, and nothing would be enough: why.")]
    [InlineData(double.PositiveInfinity, 2.0, "backtest_years is without a bound, at least 2 is asked: why.")]
    [InlineData(null, null, "backtest_years is not known: why.")]
    public void A_no_is_a_sentence_without_infinities(double? value, double? limit, string expected) =>
        Assert.Equal(expected, GateSentence.Of(Gate.Of(GateNames.BacktestYears, value, GateComparison.AtLeast, limit, "why")));
}
