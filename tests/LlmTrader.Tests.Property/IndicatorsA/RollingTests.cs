using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Tests.Property.IndicatorsA;

/// <summary>The rolling statistics against sums and searches over the window itself.</summary>
public sealed class RollingTests
{
    private static readonly int[] Lengths = [1, 2, 3, 7, 20, 64];

    /// <summary>Ten million updates with LLMTRADER_LONG=1.</summary>
    private static readonly int Updates = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 10_000_000 : 1_000_000;

    [Fact]
    public void Sums_do_not_drift()
    {
        const int Length = 50;
        var sum = new RollingSum(Length);
        var weighted = new RollingWeightedSum(Length);
        var moments = new RollingMoments(Length);
        var regression = new RollingRegression(Length);
        double[] window = new double[Length];
        var random = new Random(41);
        double scale = 1.0;
        for (int t = 0; t < Updates; t++)
        {
            if (t % 1_777 == 0) { scale = Math.Pow(10.0, random.Next(-8, 9)); }
            double value = scale * (1.0 + random.NextDouble());
            window[t % Length] = value;
            sum.Add(value);
            weighted.Add(value);
            moments.Add(value);
            regression.Add(value);
            if (t < Length || t % (Updates / 1_000) != 0) { continue; }

            double[] ordered = [.. Enumerable.Range(t - Length + 1, Length).Select(i => window[i % Length])];
            string where = $"update {t + 1}";
            Near(ordered.Sum(), sum.Value, where);
            Near(ordered.Average(), sum.Mean, where);
            Near(ordered.Select((x, i) => (i + 1) * x).Sum(), weighted.WeightedSum, where);
            Near(ordered.Average(), moments.Mean, where);
            Near(PlainVariance(ordered), moments.PopulationVariance, where);
            Near(PlainVariance(ordered) * Length / (Length - 1), moments.SampleVariance, where);
            (double slope, double intercept, double rSquared) = PlainLine(ordered);
            double size = ordered.Max();
            Assert.True(Math.Abs(slope - regression.Slope) <= 1e-9 * size, where);
            Assert.True(Math.Abs(intercept - regression.Intercept) <= 1e-9 * size, where);
            Assert.True(Math.Abs(intercept + slope * (Length - 1) - regression.End) <= 1e-9 * size, where);
            Assert.True(Math.Abs(rSquared - regression.RSquared) <= 1e-9, where);
        }
    }

    /// <summary>A deviation of one in ten billion: in doubles alone the difference of the sums has no correct digit.</summary>
    [Fact]
    public void A_small_variance_of_large_values_is_exact()
    {
        const double Offset = 1e10;
        var moments = new RollingMoments(4);
        foreach (double value in new[] { 7.0, 1.0, 2.0, 3.0, 4.0 }) { moments.Add(Offset + value); }

        Assert.Equal(1.25, moments.PopulationVariance);
        Assert.Equal(5.0 / 3.0, moments.SampleVariance, 1e-15);
        Assert.Equal(Offset + 2.5, moments.Mean);
    }

    [Fact]
    public void Equal_values_have_no_variance_after_a_jump_of_scale()
    {
        var moments = new RollingMoments(5);
        foreach (double value in new[] { 1e12, 3.3e11, 0.1, 0.1, 0.1, 0.1, 0.1 }) { moments.Add(value); }

        Assert.Equal(0.0, moments.PopulationVariance);
        Assert.Equal(0.1, moments.Mean);
    }

    [Fact]
    public void Covariance_equals_the_plain_one()
    {
        foreach (int length in Lengths.Where(length => length > 1))
        {
            var rolling = new RollingCovariance(length);
            var random = new Random(42 + length);
            var xs = new List<double>();
            var ys = new List<double>();
            for (int t = 0; t < 2_000; t++)
            {
                double x = 100.0 + random.NextDouble();
                double y = 0.5 * x + random.NextDouble();
                xs.Add(x);
                ys.Add(y);
                rolling.Add(x, y);
                Assert.Equal(t + 1 >= length, rolling.IsFull);
                if (!rolling.IsFull) { continue; }
                double[] lastX = [.. xs.TakeLast(length)];
                double[] lastY = [.. ys.TakeLast(length)];
                double covariance = lastX.Zip(lastY, (a, b) => (a - lastX.Average()) * (b - lastY.Average())).Average();
                Assert.Equal(covariance, rolling.Covariance, 1e-11);
                Assert.Equal(covariance / Math.Sqrt(PlainVariance(lastX) * PlainVariance(lastY)), rolling.Correlation, 1e-9);
                Assert.Equal(covariance / PlainVariance(lastX), rolling.Beta, 1e-7 * Math.Max(1.0, Math.Abs(rolling.Beta)));
            }
        }
    }

    [Fact]
    public void Extremes_and_their_ages_equal_a_search_of_the_window()
    {
        foreach (int length in Lengths)
        {
            var highest = RollingExtreme.Highest(length);
            var firstHighest = RollingExtreme.Highest(length, latestOfEqual: false);
            var lowest = RollingExtreme.Lowest(length);
            var random = new Random(43 + length);
            var values = new List<double>();
            for (int t = 0; t < 3_000; t++)
            {
                double value = random.Next(300) == 0 ? double.NaN : random.Next(-5, 6);   // Few values: many are equal.
                if (double.IsNaN(value)) { values.Clear(); }
                else { values.Add(value); }
                highest.Add(value);
                firstHighest.Add(value);
                lowest.Add(value);

                double[] window = [.. values.TakeLast(length).Reverse()];   // By age.
                Assert.Equal(window.Length == length, highest.IsFull);
                if (window.Length < length)
                {
                    Assert.True(double.IsNaN(highest.Value) && highest.Age == -1);
                    continue;
                }

                Assert.Equal(window.Max(), highest.Value);
                Assert.Equal(window.Min(), lowest.Value);
                Assert.Equal(Array.IndexOf(window, window.Max()), highest.Age);
                Assert.Equal(Array.LastIndexOf(window, window.Max()), firstHighest.Age);
                Assert.Equal(Array.IndexOf(window, window.Min()), lowest.Age);
            }
        }
    }

    [Fact]
    public void A_window_gives_back_what_it_was_given()
    {
        foreach (int length in Lengths)
        {
            var window = new RollingWindow(length);
            var values = new List<double>();
            for (int t = 0; t < 300; t++)
            {
                double value = t % 17 == 3 ? double.NaN : t;
                window.Add(value);
                values.Add(value);
                for (int age = 0; age < length; age++) { Assert.Equal(age <= t ? values[t - age] : double.NaN, window[age]); }
                Assert.Equal(t >= length - 1 ? values[t - length + 1] : double.NaN, window.Oldest);
                Assert.True(double.IsNaN(window[length]) && double.IsNaN(window[-1]));
                Assert.Equal(Math.Min(t + 1, length), window.Count);
            }

            window.Clear();
            Assert.True(window.Count == 0 && double.IsNaN(window[0]));
        }
    }

    /// <summary>Bit for bit, and only once the window is full of what came after the gap.</summary>
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e200)]
    public void Statistics_recover_exactly_from_a_missing_value(double missing)
    {
        const int Length = 9;
        RollingStatistics used = new(Length);
        RollingStatistics fresh = new(Length);
        var random = new Random(44);
        for (int t = 0; t < 31; t++) { used.Add(1e9 * random.NextDouble()); }

        used.Add(missing);
        for (int t = 1; t <= 40; t++)
        {
            Assert.All(used.Values(), value => Assert.True(double.IsNaN(value) == (t <= Length)));
            double sample = random.NextDouble();
            used.Add(sample);
            fresh.Add(sample);
            if (t >= Length) { Assert.Equal(fresh.Values(), used.Values()); }
        }
    }

    private static double PlainVariance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(x => (x - mean) * (x - mean)) / values.Length;
    }

    private static (double Slope, double Intercept, double RSquared) PlainLine(double[] values)
    {
        double meanX = (values.Length - 1) / 2.0;
        double meanY = values.Average();
        double cross = values.Select((y, x) => (x - meanX) * (y - meanY)).Sum();
        double spread = values.Select((_, x) => (x - meanX) * (x - meanX)).Sum();
        return (cross / spread, meanY - cross / spread * meanX, cross * cross / spread / (PlainVariance(values) * values.Length));
    }

    private static void Near(double expected, double actual, string where) =>
        Assert.True(Math.Abs(actual - expected) <= 1e-9 * Math.Abs(expected), $"{where}: {actual:R}, plain {expected:R}");

    private sealed class RollingStatistics(int length)
    {
        private readonly RollingSum _sum = new(length);
        private readonly RollingWeightedSum _weighted = new(length);
        private readonly RollingMoments _moments = new(length);
        private readonly RollingRegression _regression = new(length);
        private readonly RollingCovariance _covariance = new(length);
        private readonly RollingExtreme _highest = RollingExtreme.Highest(length);

        public void Add(double value)
        {
            _sum.Add(value);
            _weighted.Add(value);
            _moments.Add(value);
            _regression.Add(value);
            _covariance.Add(value, value * value % 1.0);
            _highest.Add(value);
        }

        public double[] Values() =>
        [
            _sum.Value, _weighted.WeightedSum, _moments.PopulationVariance, _regression.Slope, _regression.RSquared,
            _covariance.Covariance, _covariance.Correlation, _highest.Value,
        ];
    }
}
