using LlmTrader.Perf.Latency.Indicators;
using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Property.IndicatorsA;

/// <summary>Streaming equals the plain recomputation, on clean data and across gaps.</summary>
public sealed class TwinTests
{
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Names => [.. Subjects.All.Select(subject => subject.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Streaming_equals_the_plain_twin(string name)
    {
        Subject subject = Subjects.All.Single(candidate => candidate.Name == name);
        for (int seed = 1; seed <= 5; seed++)
        {
            IndicatorInput[] bars = new RandomBars(seed, jumpChance: seed > 3 && subject.StandsJumps ? 0.01 : 0.0).Take(400);
            Compare(subject, bars, subject.Twin(bars), $"{name}, seed {seed}");
        }
    }

    /// <summary>
    /// A missing bar starts an indicator anew, so each stretch between gaps has the twin's values of that stretch alone;
    /// where a NaN matters only at single updates, the twin sees the whole series.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Streaming_equals_the_plain_twin_across_gaps(string name)
    {
        Subject subject = Subjects.All.Single(candidate => candidate.Name == name);
        for (int seed = 11; seed <= 15; seed++)
        {
            IndicatorInput[] bars = new RandomBars(seed).Take(600);
            foreach (int gap in new[] { 3, 50, 51, 120, 300, 460 }) { bars[gap] = RandomBars.Missing; }
            double[][] expected = subject.StartsAnewAfterNaN ? TwinOfStretches(subject, bars) : subject.Twin(bars);
            Compare(subject, bars, expected, $"{name}, seed {seed}");
        }
    }

    private static double[][] TwinOfStretches(Subject subject, IndicatorInput[] bars)
    {
        int outputs = subject.Create().OutputCount;
        double[][] whole = [.. Enumerable.Range(0, outputs).Select(_ => Plain.Undefined(bars.Length))];
        int start = 0;
        for (int t = 0; t <= bars.Length; t++)
        {
            if (t < bars.Length && !double.IsNaN(bars[t].Close)) { continue; }
            double[][] stretch = subject.Twin(bars[start..t]);
            for (int output = 0; output < outputs; output++) { stretch[output].CopyTo(whole[output], start); }
            start = t + 1;
        }

        return whole;
    }

    private static void Compare(Subject subject, IndicatorInput[] bars, double[][] expected, string where)
    {
        IIndicator indicator = subject.Create();
        Assert.Equal(expected.Length, indicator.OutputCount);
        int compared = 0;
        for (int t = 0; t < bars.Length; t++)
        {
            indicator.Update(bars[t]);
            double price = bars[Math.Max(0, t - 100)..(t + 1)].Max(bar => double.IsNaN(bar.Close) ? 0.0 : bar.Close);
            for (int output = 0; output < expected.Length; output++)
            {
                double error = Difference.Of(indicator[output], expected[output][t], subject.Unit, price);
                Assert.True(error <= Tolerance, $"{where}, update {t + 1}, output {output}: {indicator[output]:R}, plain {expected[output][t]:R}");
                if (!double.IsNaN(expected[output][t])) { compared++; }
            }
        }

        Assert.True(compared > bars.Length / 3, $"{where}: only {compared} values were defined.");
    }
}
