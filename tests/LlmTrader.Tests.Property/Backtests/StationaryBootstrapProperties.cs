using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Tools.Hosting.Backtests.Comparison;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Property.Backtests;

/// <summary>The bootstrap against a plain one that lists its indices, against its exact variance, and against truths that it must cover.</summary>
public sealed class StationaryBootstrapProperties(ITestOutputHelper output)
{
    [Fact]
    public void Sums_are_those_of_a_plain_bootstrap_that_lists_its_indices()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            long[] values = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.NextInt64(-1_000_000_000_000, 1_000_000_000_000))];
            int block = random.Next(1, 9);
            int resamples = random.Next(1, 50);
            Int128[] sums = StationaryBootstrap.SortedSums(values, block, resamples, (ulong)seed);

            Xoshiro256StarStar draws = new((ulong)seed);
            List<decimal> plain = [];
            for (int r = 0; r < resamples; r++) { plain.Add(Indices(values.Length, block, ref draws).Sum(i => (decimal)values[i])); }
            Assert.Equal(plain.Order(), sums.Select(sum => (decimal)sum));
        }
    }

    // Politis and Romano, 1994, lemma 1: given the series, the variance of n^(1/2) times the resampled mean is
    // c(0) + 2 sum over i from 1 to n - 1 of (1 - i / n) (1 - p)^i c(i), with c the circular autocovariances.
    [Theory]
    [InlineData(12, 1)]
    [InlineData(50, 4)]
    [InlineData(200, 6)]
    public void The_variance_of_the_resampled_mean_is_the_exact_one(int n, int block)
    {
        double[] series = Autoregression(n, 0.5, new Normal(7));
        double mean = series.Average();
        double Covariance(int lag) => Enumerable.Range(0, n).Sum(t => (series[t] - mean) * (series[(t + lag) % n] - mean)) / n;
        double expected = Covariance(0);
        for (int lag = 1; lag < n; lag++)
        {
            expected += 2 * (1 - ((double)lag / n)) * Math.Pow(1 - (1.0 / block), lag) * Covariance(lag);
        }

        const int Resamples = 200_000;
        Int128[] sums = StationaryBootstrap.SortedSums(Raw(series), block, Resamples, 5);
        double[] means = [.. sums.Select(sum => (double)sum / 1e8 / n)];
        double center = means.Average();
        double actual = n * means.Sum(one => (one - center) * (one - center)) / Resamples;
        output.WriteLine($"n {n}, block {block}: variance {actual:F5}, exact {expected:F5}; mean off by {center - mean:E2}");
        Assert.InRange(actual / expected, 0.98, 1.02);   // The relative error of a variance of 200,000 is about 0.3 %.
        Assert.InRange((center - mean) / Math.Sqrt(expected / n / Resamples), -4.5, 4.5);
    }

    // Dependent days spread more than independent ones of the same number, and short series know their spread badly: so the
    // band below the nominal 95 %.
    [Theory]
    [InlineData("normal", 20, 0.0, 0.85)]
    [InlineData("normal", 30, 0.0, 0.88)]
    [InlineData("skewed", 120, 0.0, 0.88)]
    [InlineData("normal", 250, 0.3, 0.88)]
    public void The_95_percent_interval_covers_the_true_mean_about_that_often(string kind, int days, double dependence, double least)
    {
        const double Truth = 3;
        const int Series = 300;
        Normal normal = new(20_240_101);
        int covered = 0;
        for (int i = 0; i < Series; i++)
        {
            double[] noise = kind == "skewed" ? ChiSquare(days, normal) : Autoregression(days, dependence, normal);
            long[] raw = Raw([.. noise.Select(one => Truth + one)]);
            DailyDifference difference = DailyDifference.Between(
                [.. raw.Select((_, day) => new DailyProfit(day, 7 * day))], [.. raw.Select((value, day) => new DailyProfit(day, (7 * day) + value))]);
            if (difference.Lower <= (decimal)Truth && (decimal)Truth <= difference.Upper) { covered++; }
        }

        output.WriteLine($"{kind}, {days} days, dependence {dependence}: covered in {100.0 * covered / Series:F1} %");
        Assert.InRange(covered / (double)Series, least, 0.99);
    }

    [Fact]
    public void The_block_length_is_the_cube_root_rounded_up()
    {
        for (int n = 1; n <= 20_000; n++)
        {
            decimal block = StationaryBootstrap.BlockLength(n);
            Assert.True(block * block * block >= n && (block - 1) * (block - 1) * (block - 1) < n);
        }
    }

    private static List<int> Indices(int n, int block, ref Xoshiro256StarStar draws)
    {
        int Scaled(ulong draw, int bound) => (int)(((UInt128)draw * (ulong)bound) >> 64);
        List<int> indices = [Scaled(draws.Next(), n)];
        while (indices.Count < n)
        {
            bool begins = Scaled(draws.Next(), block) == 0;
            indices.Add(begins ? Scaled(draws.Next(), n) : (indices[^1] + 1) % n);
        }

        return indices;
    }

    // Of variance 1 whatever the dependence, begun in its stationary state.
    private static double[] Autoregression(int n, double dependence, Normal normal)
    {
        var series = new double[n];
        series[0] = normal.Next();
        for (int i = 1; i < n; i++) { series[i] = (dependence * series[i - 1]) + (Math.Sqrt(1 - (dependence * dependence)) * normal.Next()); }
        return series;
    }

    // Squares of normal numbers less their mean.
    private static double[] ChiSquare(int n, Normal normal)
    {
        var series = new double[n];
        foreach (ref double one in series.AsSpan())
        {
            double z = normal.Next();
            one = (z * z) - 1;
        }

        return series;
    }

    private static long[] Raw(double[] series) => [.. series.Select(one => (long)(one * Money.One))];

    /// <summary>Standard normal numbers by Box and Muller.</summary>
    private sealed class Normal(int seed)
    {
        private readonly Random _random = new(seed);

        public double Next() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
    }
}
