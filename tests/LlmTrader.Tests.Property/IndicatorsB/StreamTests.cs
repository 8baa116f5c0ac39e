using LlmTrader.Strategies.Indicators;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.IndicatorsB;

/// <summary>Each streaming indicator against its plain twin, and what holds for all of them.</summary>
public sealed class StreamTests
{
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Names => Subjects.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Streaming_equals_its_plain_twin(string name)
    {
        for (int seed = 1; seed <= 4; seed++) { Compare(Subjects.Named(name), new RandomBars(seed).Take(400), seed); }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Streaming_equals_its_plain_twin_with_missing_bars(string name)
    {
        for (int seed = 1; seed <= 4; seed++) { Compare(Subjects.Named(name), new RandomBars(seed).WithGaps(600, every: 120), seed); }
    }

    /// <summary>The value at t on the first t bars is the value at t on all of them, bit for bit: nothing looks ahead.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_prefix_gives_the_same_values(string name)
    {
        Subject subject = Subjects.Named(name);
        IndicatorInput[] bars = new RandomBars(seed: 9).WithGaps(2_000, every: 400);
        long[][] whole = Run(subject.Create(), bars);
        for (int length = 1; length <= bars.Length; length += 137)
        {
            long[][] prefix = Run(subject.Create(), bars[..length]);
            for (int t = 0; t < length; t++) { Assert.Equal(whole[t], prefix[t]); }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Warm_up_is_the_first_update_with_every_output(string name)
    {
        IIndicator indicator = Subjects.Named(name).Create();
        IndicatorInput[] bars = new RandomBars(seed: 5).Take(indicator.WarmUp + 200);
        for (int t = 0; t < bars.Length; t++)
        {
            indicator.Update(bars[t]);
            bool isDefined = Enumerable.Range(0, indicator.OutputCount).All(output => double.IsFinite(indicator[output]));
            Assert.True(isDefined == (t + 1 >= indicator.WarmUp), $"{name}: after {t + 1} updates of {indicator.WarmUp}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_update_allocates_nothing(string name)
    {
        IIndicator indicator = Subjects.Named(name).Create();
        IndicatorInput[] bars = new RandomBars(seed: 3).WithGaps(1_000, every: 300);
        double sum = Feed(indicator, bars);   // Everything is compiled before it counts.
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (int round = 0; round < 5; round++) { sum += Feed(indicator, bars); }
        }));
        Assert.NotEqual(0.0, sum);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_output_that_is_not_there_is_refused(string name)
    {
        IIndicator indicator = Subjects.Named(name).Create();
        Assert.Throws<ArgumentOutOfRangeException>(() => indicator[indicator.OutputCount]);
        Assert.Throws<ArgumentOutOfRangeException>(() => indicator[-1]);
    }

    private static void Compare(Subject subject, IndicatorInput[] bars, int seed)
    {
        IIndicator indicator = subject.Create();
        double[][] expected = subject.Plain(bars);
        Assert.Equal(indicator.OutputCount, expected.Length);
        int defined = 0;
        for (int t = 0; t < bars.Length; t++)
        {
            indicator.Update(bars[t]);
            for (int output = 0; output < expected.Length; output++)
            {
                double error = subject.Error(expected[output][t], indicator[output]);
                Assert.True(error <= Tolerance, $"{subject.Name}, seed {seed}, bar {t}, output {output}: {indicator[output]:R}, plain {expected[output][t]:R}");
                defined += double.IsNaN(indicator[output]) ? 0 : 1;
            }
        }

        Assert.True(defined > bars.Length / 4, $"{subject.Name}, seed {seed}: only {defined} values were defined.");
    }

    private static long[][] Run(IIndicator indicator, IndicatorInput[] bars)
    {
        long[][] outputs = new long[bars.Length][];
        for (int t = 0; t < bars.Length; t++)
        {
            indicator.Update(bars[t]);
            outputs[t] = new long[indicator.OutputCount];
            for (int output = 0; output < outputs[t].Length; output++) { outputs[t][output] = BitConverter.DoubleToInt64Bits(indicator[output]); }
        }

        return outputs;
    }

    private static double Feed(IIndicator indicator, IndicatorInput[] bars)
    {
        double sum = 0.0;
        foreach (ref readonly IndicatorInput bar in bars.AsSpan())
        {
            indicator.Update(bar);
            for (int output = 0; output < indicator.OutputCount; output++)
            {
                double value = indicator[output];
                if (!double.IsNaN(value)) { sum += value; }
            }
        }

        return sum;
    }
}
