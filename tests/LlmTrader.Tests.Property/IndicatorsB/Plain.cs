using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Property.IndicatorsB;

/// <summary>What the twins are written with: whole arrays, every window summed anew, NaN where a window is short or holds one.</summary>
internal static class Plain
{
    public static double[] Of(IndicatorInput[] bars, Func<IndicatorInput, double> read) => [.. bars.Select(read)];

    public static double[] Each(int count, Func<int, double> at) => [.. Enumerable.Range(0, count).Select(at)];

    /// <summary>x[t] against x[t - 1]; NaN at the first.</summary>
    public static double[] Steps(double[] x, Func<double, double, double> step) =>
        Each(x.Length, t => t == 0 ? double.NaN : step(x[t], x[t - 1]));

    public static double[] Rolling(double[] x, int length, Func<double[], double> of) =>
        Each(x.Length, t => t + 1 < length || x[(t + 1 - length)..(t + 1)].Any(double.IsNaN) ? double.NaN : of(x[(t + 1 - length)..(t + 1)]));

    public static double[] Sums(double[] x, int length) => Rolling(x, length, window => window.Sum());

    public static double[] Means(double[] x, int length) => Rolling(x, length, window => window.Average());

    public static double[] Highest(double[] x, int length) => Rolling(x, length, window => window.Max());

    public static double[] Lowest(double[] x, int length) => Rolling(x, length, window => window.Min());

    /// <summary>In two passes over exact differences; divided by length - lost.</summary>
    public static double[] Variances(double[] x, int length, int lost = 0) => Rolling(x, length, window =>
    {
        decimal[] exact = [.. window.Select(value => (decimal)value)];
        decimal mean = exact.Average();
        return (double)(exact.Sum(value => (value - mean) * (value - mean)) / (length - lost));
    });

    public static double[] Deviations(double[] x, int length, int lost = 0) => [.. Variances(x, length, lost).Select(Math.Sqrt)];

    /// <summary>y + factor * (x - y), seeded with the average of the first length values, and anew after each NaN.</summary>
    public static double[] Smooth(double[] x, int length, double factor)
    {
        double[] smooth = new double[x.Length];
        int start = 0;
        for (int t = 0; t < x.Length; t++)
        {
            if (double.IsNaN(x[t])) { start = t + 1; }
            int seen = t - start + 1;
            smooth[t] = seen < length ? double.NaN
                : seen == length ? x[start..(t + 1)].Average()
                : smooth[t - 1] + factor * (x[t] - smooth[t - 1]);
        }

        return smooth;
    }

    public static double[] Wilder(double[] x, int length) => Smooth(x, length, 1.0 / length);

    public static double[] Ema(double[] x, int length) => Smooth(x, length, 2.0 / (length + 1));

    public static double[] TrueRanges(IndicatorInput[] bars) => Each(bars.Length, t => t == 0
        ? double.NaN
        : new[] { bars[t].High - bars[t].Low, Math.Abs(bars[t].High - bars[t - 1].Close), Math.Abs(bars[t].Low - bars[t - 1].Close) }.Aggregate(Math.Max));

    public static double[] Typical(IndicatorInput[] bars) => Of(bars, bar => (bar.High + bar.Low + bar.Close) / 3.0);

    public static double[] Both(double[] x, double[] y, Func<double, double, double> of) => [.. x.Zip(y, of)];

    public static double[] Ratio(double[] part, double[] whole) => Both(part, whole, (p, w) => w > 0.0 ? p / w : double.NaN);

    /// <summary>Runs a fresh recursion over each stretch without a missing bar.</summary>
    public static double[][] Stretches(IndicatorInput[] bars, int outputs, Func<IndicatorInput[], double[][]> run)
    {
        double[][] all = [.. Enumerable.Range(0, outputs).Select(_ => Each(bars.Length, _ => double.NaN))];
        for (int start = 0; start < bars.Length; start++)
        {
            int end = start;
            while (end < bars.Length && !double.IsNaN(bars[end].Close)) { end++; }
            if (end == start) { continue; }

            double[][] stretch = run(bars[start..end]);
            for (int output = 0; output < outputs; output++) { stretch[output].CopyTo(all[output], start); }
            start = end;
        }

        return all;
    }
}
