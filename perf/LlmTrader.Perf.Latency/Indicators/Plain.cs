using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Perf.Latency.Indicators;

/// <summary>
/// What the plain twins of indicators are written with: whole series in, whole series out, every window summed anew, no state between
/// two values. What is not defined yet, or has a NaN in its window, is NaN.
/// </summary>
internal static class Plain
{
    public static double[] Of(IndicatorInput[] bars, Func<IndicatorInput, double> part) => [.. bars.Select(part)];

    /// <summary>What indicators over a series read.</summary>
    public static double[] Values(IndicatorInput[] bars) => Of(bars, bar => bar.Value);

    public static double[] Typical(IndicatorInput[] bars) => Of(bars, bar => (bar.High + bar.Low + bar.Close) / 3.0);

    public static double[] TrueRanges(IndicatorInput[] bars) => Each(bars.Length, t => t == 0
        ? double.NaN
        : new[] { bars[t].High - bars[t].Low, Math.Abs(bars[t].High - bars[t - 1].Close), Math.Abs(bars[t].Low - bars[t - 1].Close) }.Aggregate(Math.Max));

    public static double[] Each(int count, Func<int, double> at) => [.. Enumerable.Range(0, count).Select(at)];

    public static double[] Map(double[] values, Func<double, double> of) => [.. values.Select(of)];

    public static double[] Zip(double[] left, double[] right, Func<double, double, double> of) => [.. left.Zip(right, of)];

    /// <summary>NaN where the whole is not above 0.</summary>
    public static double[] Ratio(double[] part, double[] whole) => Zip(part, whole, (p, w) => w > 0.0 ? p / w : double.NaN);

    /// <summary>A function of the last <paramref name="length"/> values, oldest first.</summary>
    public static double[] Window(double[] values, int length, Func<double[], double> of)
    {
        double[] result = Undefined(values.Length);
        for (int t = length - 1; t < values.Length; t++)
        {
            double[] window = values[(t - length + 1)..(t + 1)];
            if (!window.Any(double.IsNaN)) { result[t] = of(window); }
        }

        return result;
    }

    public static double[] Sum(double[] values, int length) => Window(values, length, window => window.Sum());

    public static double[] Sma(double[] values, int length) => Map(Sum(values, length), sum => sum / length);

    public static double[] Max(double[] values, int length) => Window(values, length, window => window.Max());

    public static double[] Min(double[] values, int length) => Window(values, length, window => window.Min());

    public static double[] Wma(double[] values, int length) => Window(values, length, window =>
    {
        double sum = 0.0;
        for (int i = 0; i < length; i++) { sum += (i + 1) * window[i]; }
        return sum / (length * (length + 1) / 2.0);
    });

    /// <summary>Standard deviations of the window's values, divided by its length; in two passes.</summary>
    public static double[] Deviations(double[] values, int length) => Window(values, length, window =>
    {
        double mean = window.Average();
        return Math.Sqrt(window.Average(x => (x - mean) * (x - mean)));
    });

    public static double[] Ema(double[] values, int length, bool fromFirst = false) => Smooth(values, fromFirst ? 1 : length, 2.0 / (length + 1.0));

    /// <summary>Wilder's average.</summary>
    public static double[] Rma(double[] values, int length, bool fromFirst = false) => Smooth(values, fromFirst ? 1 : length, 1.0 / length);

    /// <summary>x - x[ago].</summary>
    public static double[] Difference(double[] values, int ago) => Each(values.Length, t => t < ago ? double.NaN : values[t] - values[t - ago]);

    public static double[] PercentChange(double[] values, int ago) => Each(values.Length, t => t < ago ? double.NaN : 100.0 * (values[t] / values[t - ago] - 1.0));

    /// <summary>100 * (value - lowest) / (highest - lowest); 50 without a range.</summary>
    public static double[] Place(double[] high, double[] low, double[] value, int length)
    {
        double[] top = Max(high, length);
        double[] bottom = Min(low, length);
        return Each(value.Length, t => top[t] == bottom[t] ? 50.0 : 100.0 * (value[t] - bottom[t]) / (top[t] - bottom[t]));
    }

    public static double[] Undefined(int count)
    {
        double[] result = new double[count];
        Array.Fill(result, double.NaN);
        return result;
    }

    /// <summary>Runs a fresh recursion over each stretch without a missing bar.</summary>
    public static double[][] Stretches(IndicatorInput[] bars, int outputs, Func<IndicatorInput[], double[][]> run)
    {
        double[][] all = [.. Enumerable.Range(0, outputs).Select(_ => Undefined(bars.Length))];
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

    // Seeded with the average of the first values, and anew after each NaN.
    private static double[] Smooth(double[] values, int seedLength, double factor)
    {
        double[] result = Undefined(values.Length);
        int start = 0;
        for (int t = 0; t < values.Length; t++)
        {
            if (double.IsNaN(values[t])) { start = t + 1; }
            int seen = t - start + 1;
            if (seen == seedLength) { result[t] = values[start..(t + 1)].Average(); }
            if (seen > seedLength) { result[t] = factor * values[t] + (1.0 - factor) * result[t - 1]; }
        }

        return result;
    }
}
