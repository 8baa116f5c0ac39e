using LlmTrader.Perf.Latency.Indicators;
using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Property.IndicatorsB;

/// <summary>Plain twins of the statistics family, each from its definition; the line is in <see cref="PlainIndicators"/>.</summary>
internal static class PlainStatistics
{
    public static double[][] Correlation(IndicatorInput[] bars, int n)
    {
        double[] x = Plain.Of(bars, bar => bar.Close);
        double[] y = Plain.Values(bars);
        double[] scale = Plain.Zip(Exact.Deviations(x, n), Exact.Deviations(y, n), (sx, sy) => sx * sy);
        double[] r = Plain.Ratio(Covariances(x, y, n), scale);
        return [r, [.. r.Select(value => value * value)]];
    }

    public static double[][] Beta(IndicatorInput[] bars, int n)
    {
        double[] x = Steps(Plain.Of(bars, bar => bar.Close), (now, before) => now / before - 1.0);
        double[] y = Steps(Plain.Values(bars), (now, before) => now / before - 1.0);
        return [Plain.Ratio(Covariances(x, y, n), Exact.Variances(x, n))];
    }

    /// <summary>x[t] against x[t - 1]; NaN at the first.</summary>
    public static double[] Steps(double[] x, Func<double, double, double> step) => Plain.Each(x.Length, t => t == 0 ? double.NaN : step(x[t], x[t - 1]));

    private static double[] Covariances(double[] x, double[] y, int n)
    {
        double[] meanX = Plain.Sma(x, n);
        double[] meanY = Plain.Sma(y, n);
        return Plain.Each(x.Length, t => double.IsNaN(meanX[t]) || double.IsNaN(meanY[t])
            ? double.NaN
            : Enumerable.Range(t + 1 - n, n).Average(i => (x[i] - meanX[t]) * (y[i] - meanY[t])));
    }
}
