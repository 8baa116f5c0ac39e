using LlmTrader.Persistence.Snapshots;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Statistics;
using LlmTrader.Strategies.Rules.Language;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>An indicator that was loaded is, in every field, the one that was saved, and gives the same bits from then on.</summary>
public sealed class IndicatorSnapshotTests
{
    private const int Bars = 400;

    private static int Seeds => Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 1_000 : 40;

    [Fact]
    public void Loaded_at_any_bar_every_indicator_goes_on_bit_for_bit()
    {
        int defined = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            foreach ((string name, Func<IIndicator> create) in SnapshotIndicators.All(random))
            {
                IndicatorInput[] bars = BarsOf(random.Next());
                if (GoesOn($"seed {seed}, {name}", create, bars, random)) { defined++; }
            }
        }

        Assert.True(defined > Seeds * IndicatorCatalog.All.Length, $"only {defined} indicators ever had a value");
    }

    [Fact]
    public void Every_class_of_indicators_is_among_them()
    {
        HashSet<Type> tried = [.. SnapshotIndicators.All(new Random(0)).Select(subject => subject.Create().GetType())];
        Type[] all = [.. typeof(IIndicator).Assembly.GetTypes().Where(type => typeof(IIndicator).IsAssignableFrom(type) && type is { IsAbstract: false, IsInterface: false })];
        Assert.Equal([], all.Where(type => !tried.Contains(type)).Select(type => type.Name));
        Assert.True(all.Length > 50, $"only {all.Length} classes");
    }

    [Theory]
    [InlineData(9, 10)]
    [InlineData(10, 9)]
    public void A_window_of_another_length_is_refused(int saved, int loaded)
    {
        Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(new Sma(saved), new Sma(loaded)));
        Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(new Wma(saved), new Wma(loaded)));
        Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(new Highest(saved), new Highest(loaded)));
        Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(new LinearRegression(saved), new LinearRegression(loaded)));
        Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(new Correlation(saved), new Correlation(loaded)));
    }

    // True when it gave a number at least once. Saved while it warms as well as later, and saved again from what was loaded.
    private static bool GoesOn(string name, Func<IIndicator> create, IndicatorInput[] bars, Random random)
    {
        IIndicator whole = create();
        IIndicator parts = create();
        bool isDefined = false;
        int next = random.Next(whole.WarmUp + 1);
        for (int i = 0; i < bars.Length; i++)
        {
            if (i == next)
            {
                IIndicator loaded = create();
                SnapshotCopy.Copy(parts, loaded);
                AssertSame(name, i, whole, loaded);
                parts = loaded;
                next += 1 + random.Next(120);
            }

            whole.Update(in bars[i]);
            parts.Update(in bars[i]);
            for (int output = 0; output < whole.OutputCount; output++)
            {
                Assert.True(BitConverter.DoubleToInt64Bits(whole[output]) == BitConverter.DoubleToInt64Bits(parts[output]), $"{name}, bar {i}, output {output}: {whole[output]:R}, loaded {parts[output]:R}");
                isDefined |= !double.IsNaN(parts[output]);
            }
        }

        AssertSame(name, bars.Length, whole, parts);
        return isDefined;
    }

    private static void AssertSame(string name, int bar, IIndicator whole, IIndicator loaded)
    {
        IReadOnlyList<string> differences = StateComparer.Differences(whole, loaded);
        Assert.True(differences.Count == 0, $"{name}, bar {bar}: {string.Join(Environment.NewLine, differences)}");
    }

    // Quiet ones, with gaps and without, and such whose scale jumps.
    private static IndicatorInput[] BarsOf(int seed)
    {
        var ties = new RuleExecution.RandomBars(new Random(seed));
        return (seed % 4) switch
        {
            0 => [.. Enumerable.Range(0, Bars).Select(_ => ties.Next())],
            1 => new IndicatorsA.RandomBars(seed, jumpChance: 0.02).Take(Bars),
            2 => new IndicatorsB.RandomBars(seed).WithGaps(Bars, every: 150),
            _ => new IndicatorsB.RandomBars(seed).Take(Bars),
        };
    }
}
