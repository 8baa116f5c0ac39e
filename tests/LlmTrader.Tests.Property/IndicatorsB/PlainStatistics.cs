using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Property.IndicatorsB;

/// <summary>Plain twins of the statistics family, each from its definition.</summary>
internal static class PlainStatistics
{
    public static double[][] Regression(IndicatorInput[] bars, int n)
    {
        double[] y = PlainVolatility.Values(bars);
        double centre = (n - 1) / 2.0;
        double spread = Enumerable.Range(0, n).Sum(x => (x - centre) * (x - centre));
        double[] means = Plain.Means(y, n);
        double[] slope = Plain.Rolling(y, n, window => window.Select((value, x) => (x - centre) * (value - window.Average())).Sum() / spread);
        double[] variance = Plain.Variances(y, n);
        return
        [
            slope,
            Plain.Both(means, slope, (mean, m) => mean - m * centre),
            Plain.Both(slope, variance, (m, v) => v > 0.0 ? m * m * spread / n / v : double.NaN),
            Plain.Both(means, slope, (mean, m) => mean + m * centre),
        ];
    }

    public static double[][] Correlation(IndicatorInput[] bars, int n)
    {
        double[] x = Plain.Of(bars, bar => bar.Close);
        double[] y = PlainVolatility.Values(bars);
        double[] scale = Plain.Both(Plain.Deviations(x, n), Plain.Deviations(y, n), (sx, sy) => sx * sy);
        double[] r = Plain.Ratio(Covariances(x, y, n), scale);
        return [r, [.. r.Select(value => value * value)]];
    }

    public static double[][] Beta(IndicatorInput[] bars, int n)
    {
        double[] x = Plain.Steps(Plain.Of(bars, bar => bar.Close), (now, before) => now / before - 1.0);
        double[] y = Plain.Steps(PlainVolatility.Values(bars), (now, before) => now / before - 1.0);
        return [Plain.Ratio(Covariances(x, y, n), Plain.Variances(x, n))];
    }

    private static double[] Covariances(double[] x, double[] y, int n)
    {
        double[] meanX = Plain.Means(x, n);
        double[] meanY = Plain.Means(y, n);
        return Plain.Each(x.Length, t => double.IsNaN(meanX[t]) || double.IsNaN(meanY[t])
            ? double.NaN
            : Enumerable.Range(t + 1 - n, n).Average(i => (x[i] - meanX[t]) * (y[i] - meanY[t])));
    }
}
