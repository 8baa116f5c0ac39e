using LlmTrader.Perf.Latency.Indicators;
using LlmTrader.Perf.Latency.Rules;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Unit.SwapBenchmarks;

/// <summary>Indicators are timed against their twins only where both say the same.</summary>
public sealed class IndicatorContestTests
{
    private static readonly IndicatorInput[] Bars = Array.ConvertAll(BenchmarkBars.Walk(300), BenchmarkBars.Input);

    [Fact]
    public void All_indicators_of_the_set_with_a_window_take_part()
    {
        RuleProgram program = RuleText.Read(TwentyIndicators.Document, "twenty-indicators").Program!;
        IndicatorContest contest = new(program, Bars);
        Assert.Equal(TwentyIndicators.Count - 2, contest.Count);   // Not obv and vwap.
        Assert.True(double.IsFinite(contest.Stream()));
        Assert.True(double.IsFinite(contest.Recompute()));
    }

    [Fact]
    public void Another_window_another_value_and_another_beginning_are_found()
    {
        double[] twin = Plain.Sma(Plain.Values(Bars), 20);
        IndicatorContest.Check("sma", new Sma(20), [twin], Bars);
        Assert.Throws<InvalidOperationException>(() => IndicatorContest.Check("sma", new Sma(19), [twin], Bars));

        double[] other = [.. twin];
        other[250] *= 1 + 1e-7;
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => IndicatorContest.Check("sma", new Sma(20), [other], Bars));
        Assert.StartsWith("sma, bar 250, output 0: ", error.Message, StringComparison.Ordinal);

        double[] early = [.. twin];
        early[18] = early[19];
        Assert.Throws<InvalidOperationException>(() => IndicatorContest.Check("sma", new Sma(20), [early], Bars));
    }
}
