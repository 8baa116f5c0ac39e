using LlmTrader.Strategies.Indicators;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.IndicatorsA;

/// <summary>What holds for every indicator, whatever it computes.</summary>
public sealed class StreamTests
{
    public static TheoryData<string> Names => TwinTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Warm_up_is_the_first_update_with_every_output(string name)
    {
        IIndicator indicator = Find(name).Create();
        IndicatorInput[] bars = new RandomBars(21).Take(indicator.WarmUp + 300);
        for (int t = 0; t < bars.Length; t++)
        {
            indicator.Update(bars[t]);
            Assert.True(AllDefined(indicator) == (t + 1 >= indicator.WarmUp), $"{name}: update {t + 1} of a warm-up of {indicator.WarmUp}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_does_not_depend_on_what_comes_after_it(string name)
    {
        const int Count = 2_000;
        Subject subject = Find(name);
        IndicatorInput[] bars = new RandomBars(22).Take(Count);
        long[][] full = [.. Bits(subject.Create(), bars)];
        for (int t = 0; t < Count; t++)
        {
            IIndicator indicator = subject.Create();
            for (int i = 0; i <= t; i++) { indicator.Update(bars[i]); }
            Assert.True(full[t].AsSpan().SequenceEqual(Bits(indicator)), $"{name}: update {t + 1}");
        }
    }

    /// <summary>Bit for bit: nothing of the time before a gap is left once the warm-up has passed again.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void After_a_gap_it_is_as_good_as_new(string name)
    {
        Subject subject = Find(name);
        IndicatorInput[] before = new RandomBars(23).Take(333);
        IndicatorInput[] after = new RandomBars(24).Take(400);
        IIndicator used = subject.Create();
        IIndicator fresh = subject.Create();
        foreach (IndicatorInput bar in before) { used.Update(bar); }

        used.Update(RandomBars.Missing);
        Assert.All(Enumerable.Range(0, used.OutputCount), output => Assert.True(double.IsNaN(used[output])));
        for (int t = 0; t < after.Length; t++)
        {
            used.Update(after[t]);
            fresh.Update(after[t]);
            if (t + 1 >= fresh.WarmUp) { Assert.True(Bits(used).AsSpan().SequenceEqual(Bits(fresh)), $"{name}: update {t + 1} after the gap"); }
        }
    }

    /// <summary>A single missing number either is not read at all or counts as a missing bar; infinity counts the same.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_missing_number_matters_wholly_or_not_at_all(string name)
    {
        Subject subject = Find(name);
        IndicatorInput[] bars = new RandomBars(25).Take(800);
        int readFields = 0;
        foreach (double missing in new[] { double.NaN, double.PositiveInfinity })
        {
            for (int field = 0; field < 6; field++)
            {
                IIndicator clean = subject.Create();
                IIndicator hurt = subject.Create();
                IIndicator fresh = subject.Create();
                bool isRead = false;
                for (int t = 0; t < bars.Length; t++)
                {
                    clean.Update(bars[t]);
                    hurt.Update(t == 400 ? With(bars[t], field, missing) : bars[t]);
                    if (t > 400) { fresh.Update(bars[t]); }
                    if (t == 400)
                    {
                        isRead = !Bits(hurt).AsSpan().SequenceEqual(Bits(clean));
                        Assert.True(isRead == NoneDefined(hurt), $"{name}: field {field} is {missing}");
                    }

                    if (t < 400 + fresh.WarmUp) { continue; }
                    IIndicator expected = isRead ? fresh : clean;
                    Assert.True(Bits(hurt).AsSpan().SequenceEqual(Bits(expected)), $"{name}: field {field}, update {t + 1}");
                    Assert.True(AllDefined(hurt), $"{name}: field {field} never recovers");
                }

                readFields += isRead ? 1 : 0;
            }
        }

        Assert.True(readFields >= 2, $"{name} reads nothing.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Updates_and_outputs_allocate_nothing(string name)
    {
        IIndicator indicator = Find(name).Create();
        IndicatorInput[] bars = new RandomBars(26, jumpChance: 0.01).Take(2_000);
        bars[700] = RandomBars.Missing;
        double sum = Run(indicator, bars);

        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 5; i++) { sum += Run(indicator, bars); }
        }));
        Assert.True(double.IsNaN(sum) || double.IsFinite(sum));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_output_that_is_not_there_is_an_error(string name)
    {
        IIndicator indicator = Find(name).Create();

        Assert.Throws<ArgumentOutOfRangeException>(() => indicator[indicator.OutputCount]);
        Assert.Throws<ArgumentOutOfRangeException>(() => indicator[-1]);
    }

    private static Subject Find(string name) => Subjects.All.Single(subject => subject.Name == name);

    private static double Run(IIndicator indicator, IndicatorInput[] bars)
    {
        double sum = 0.0;
        for (int t = 0; t < bars.Length; t++)
        {
            indicator.Update(bars[t]);
            for (int output = 0; output < indicator.OutputCount; output++) { sum += indicator[output]; }
        }

        return sum;
    }

    private static bool AllDefined(IIndicator indicator) =>
        Enumerable.Range(0, indicator.OutputCount).All(output => !double.IsNaN(indicator[output]));

    private static bool NoneDefined(IIndicator indicator) =>
        Enumerable.Range(0, indicator.OutputCount).All(output => double.IsNaN(indicator[output]));

    private static IEnumerable<long[]> Bits(IIndicator indicator, IndicatorInput[] bars)
    {
        foreach (IndicatorInput bar in bars)
        {
            indicator.Update(bar);
            yield return Bits(indicator);
        }
    }

    private static long[] Bits(IIndicator indicator)
    {
        long[] bits = new long[indicator.OutputCount];
        for (int output = 0; output < bits.Length; output++) { bits[output] = BitConverter.DoubleToInt64Bits(indicator[output]); }
        return bits;
    }

    private static IndicatorInput With(IndicatorInput bar, int field, double value) => field switch
    {
        0 => bar with { Open = value },
        1 => bar with { High = value },
        2 => bar with { Low = value },
        3 => bar with { Close = value },
        4 => bar with { Volume = value },
        _ => bar with { Value = value },
    };
}
