using FsCheck;
using FsCheck.Fluent;
using LlmTrader.Strategies.Generation.Statistics;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Property.Statistics;

/// <summary>The Sharpe ratio's tests against plain calculations of their own, against simulated truth, and in which direction each input moves them.</summary>
public sealed class SharpeRatioProperties(ITestOutputHelper output)
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(300);

    private static readonly Gen<SharpeSample> Samples =
        from ratio in Gen.Choose(-300, 300)
        from observations in Gen.Choose(2, 5_000)
        from skewness in Gen.Choose(-300, 300)
        from tails in Gen.Choose(0, 1_000)
        let skew = skewness / 100.0
        select new SharpeSample(ratio / 1000.0, observations, skew, 1.1 + (skew * skew) + (tails / 100.0));

    [Fact]
    public void The_probability_is_that_of_the_formula_by_summed_densities() => Prop.ForAll(Samples.ToArbitrary(), sample =>
    {
        const double Benchmark = 0.04;
        double spread = 1 - (sample.Skewness * sample.Ratio) + ((sample.Kurtosis - 1) / 4 * sample.Ratio * sample.Ratio);
        double plain = PlainNormal.Cdf((sample.Ratio - Benchmark) / Math.Sqrt(spread / (sample.Observations - 1)));
        return Math.Abs(plain - SharpeRatioTest.Probabilistic(sample, Benchmark)) < 1e-9;
    }).Check(Many);

    [Fact]
    public void The_moments_are_those_of_their_definitions()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            Random random = new(seed);
            double[] returns = [.. Enumerable.Range(0, random.Next(3, 400)).Select(_ => 0.001 + (0.02 * Math.Pow(PlainNormal.Draw(random), random.Next(1, 4))))];
            double mean = returns.Average();
            double Moment(int power) => returns.Average(r => Math.Pow(r - mean, power));
            SharpeSample sample = SharpeSample.Of(returns);
            Assert.Equal(mean / Math.Sqrt(Moment(2) * returns.Length / (returns.Length - 1)), sample.Ratio, 1e-9);
            Assert.Equal(Moment(3) / Math.Pow(Moment(2), 1.5), sample.Skewness, 1e-8);
            Assert.Equal(Moment(4) / Math.Pow(Moment(2), 2), sample.Kurtosis, 1e-8);
            Assert.Equal(returns.Length, sample.Observations);
        }
    }

    [Fact]
    public void Returns_that_do_not_vary_have_no_ratio()
    {
        Assert.Equal(new SharpeSample(0, 50, 0, 3), SharpeSample.Of(new double[50]));
        Assert.Equal(double.PositiveInfinity, SharpeSample.Of([.. Enumerable.Repeat(0.1, 30)]).Ratio);
        Assert.Equal(double.NegativeInfinity, SharpeSample.Of([.. Enumerable.Repeat(-0.1, 30)]).Ratio);
        Assert.Equal(0, SharpeRatioTest.Probabilistic(SharpeSample.Of([0.5]), 0));
        Assert.Equal(0.5, SharpeRatioTest.Probabilistic(SharpeSample.Of(new double[50]), 0), 12);
    }

    // Were the true ratio the benchmark, the probability would be above 0.95 in 5 % of all samples, whatever the true shape.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_worthless_sample_reaches_95_percent_as_often_as_it_should(int power)
    {
        Random random = new(20_141);
        const int Samples = 4_000;
        double reached = 0;
        for (int i = 0; i < Samples; i++)
        {
            double[] returns = [.. Enumerable.Range(0, 250).Select(_ => power == 1 ? PlainNormal.Draw(random) : Math.Pow(PlainNormal.Draw(random), 2) - 1)];
            if (SharpeRatioTest.Probabilistic(SharpeSample.Of(returns), 0) > 0.95) { reached++; }
        }

        output.WriteLine($"draws to the power of {power}: {100 * reached / Samples:F2} % above 0.95");
        Assert.InRange(reached / Samples, 0.035, 0.065);
    }

    // The formula is an approximation, above the truth by 2.4 % at ten draws and by less with more.
    [Theory]
    [InlineData(10, 0.03)]
    [InlineData(46, 0.02)]
    [InlineData(100, 0.015)]
    [InlineData(1000, 0.008)]
    public void The_expected_maximum_is_that_of_many_draws(int n, double tolerance)
    {
        Random random = new(n);
        int rounds = 2_000_000 / n;
        double mean = Enumerable.Range(0, rounds).Average(_ => Enumerable.Range(0, n).Max(_ => PlainNormal.Draw(random)));
        double exact = PlainNormal.Integral(x => x * n * PlainNormal.Density(x) * Math.Pow(PlainNormal.Cdf(x), n - 1), -8, 8, 800);
        double actual = SharpeRatioTest.ExpectedMaximum(n);
        output.WriteLine($"n {n}: formula {actual:F5}, {rounds} rounds of draws {mean:F5}, integral {exact:F5}");
        Assert.Equal(exact, mean, 4 / Math.Sqrt(rounds));
        Assert.InRange(actual / exact, 1, 1 + tolerance);
    }

    [Fact]
    public void The_expected_maximum_is_that_of_its_formula_with_quantiles_by_bisection()
    {
        foreach (int n in (int[])[2, 3, 7, 46, 100, 12_870])
        {
            double plain = ((1 - 0.5772156649) * PlainNormal.Quantile(1 - (1.0 / n))) + (0.5772156649 * PlainNormal.Quantile(1 - (1 / (n * Math.E))));
            Assert.Equal(plain, SharpeRatioTest.ExpectedMaximum(n), 1e-8);
        }

        Assert.Equal(0, SharpeRatioTest.ExpectedMaximum(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SharpeRatioTest.ExpectedMaximum(0));
    }

    [Fact]
    public void More_trials_and_more_varied_ones_deflate_more() => Prop.ForAll(
        (from sample in Samples from trials in Gen.Choose(1, 100_000) from variance in Gen.Choose(1, 1_000) select (sample, trials, variance / 1e5)).ToArbitrary(), one =>
        {
            (SharpeSample sample, int trials, double variance) = one;
            double deflated = SharpeRatioTest.Deflated(sample, variance, trials);
            return SharpeRatioTest.Deflated(sample, variance, trials + 1) <= deflated && SharpeRatioTest.Deflated(sample, 2 * variance, trials) <= deflated
                && deflated <= SharpeRatioTest.Probabilistic(sample, 0) && deflated is >= 0 and <= 1
                && SharpeRatioTest.Deflated(sample, variance, 1) == SharpeRatioTest.Probabilistic(sample, 0);
        }).Check(Many);

    [Fact]
    public void A_track_record_of_the_minimum_length_has_just_the_confidence() => Prop.ForAll(Samples.Where(sample => sample.Ratio > 0.001).ToArbitrary(), sample =>
    {
        double length = SharpeRatioTest.MinimumTrackRecord(sample, 0, 0.95);
        long enough = (long)Math.Ceiling(length);
        return (enough < 2 || SharpeRatioTest.Probabilistic(sample with { Observations = enough }, 0) >= 0.95 - 1e-9)
            && (enough < 4 || SharpeRatioTest.Probabilistic(sample with { Observations = enough - 2 }, 0) < 0.95);
    }).Check(Many);

    [Fact]
    public void What_is_no_better_than_the_benchmark_never_proves_it()
    {
        Assert.Equal(double.PositiveInfinity, SharpeRatioTest.MinimumTrackRecord(new(0.1, 100, 0, 3), 0.1, 0.95));
        Assert.Equal(double.PositiveInfinity, SharpeRatioTest.MinimumBacktestYears(100, 0));
        Assert.Equal(0, SharpeRatioTest.MinimumBacktestYears(1, 1));
    }

    // On exchangeable results every rank is equally likely, so that p <= a in a share of at most a.
    [Fact]
    public void A_permutation_p_value_of_worthless_results_is_uniform()
    {
        const int Rounds = 20_000;
        Random random = new(9);
        int[] counts = new int[20];
        for (int round = 0; round < Rounds; round++)
        {
            double[] permuted = [.. Enumerable.Range(0, 19).Select(_ => random.NextDouble())];
            double p = PermutationTest.PValue(random.NextDouble(), permuted);
            counts[(int)Math.Round(p * 20) - 1]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 800, 1_200));   // 1,000 expected, standard deviation 31.
        Assert.Equal(1 / 1001.0, PermutationTest.PValue(1, new double[1_000]));
        Assert.Equal(1, PermutationTest.PValue(0, new double[1_000]));     // As good is as good: equals count.
    }
}
