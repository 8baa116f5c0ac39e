using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Property.IndicatorsA;

/// <summary>
/// The plain twins: whole series in, whole series out, every window summed anew, no state. What is not defined yet is
/// NaN, and leading NaNs of an input are skipped.
/// </summary>
internal static class Plain
{
    public static double[] Of(IndicatorInput[] bars, Func<IndicatorInput, double> part) => [.. bars.Select(part)];

    public static double[] Close(IndicatorInput[] bars) => Of(bars, bar => bar.Value);

    public static double[] Median(IndicatorInput[] bars) => Of(bars, bar => (bar.High + bar.Low) / 2.0);

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

    public static double[] Sma(double[] values, int length) => Window(values, length, window => window.Sum() / length);

    public static double[] Max(double[] values, int length) => Window(values, length, window => window.Max());

    public static double[] Min(double[] values, int length) => Window(values, length, window => window.Min());

    public static double[] Wma(double[] values, int length) => Window(values, length, window =>
    {
        double sum = 0.0;
        for (int i = 0; i < length; i++) { sum += (i + 1) * window[i]; }
        return sum / (length * (length + 1) / 2.0);
    });

    public static double[] Ema(double[] values, int length, bool fromFirst = false) =>
        Smooth(values, fromFirst ? 1 : length, 2.0 / (length + 1.0));

    public static double[] Rma(double[] values, int length, bool fromFirst = false) =>
        Smooth(values, fromFirst ? 1 : length, 1.0 / length);

    /// <summary>x - x[ago].</summary>
    public static double[] Difference(double[] values, int ago) =>
        [.. values.Select((value, t) => t < ago ? double.NaN : value - values[t - ago])];

    public static double[] Zip(double[] left, double[] right, Func<double, double, double> of) =>
        [.. left.Zip(right, of)];

    public static double[] Map(double[] values, Func<double, double> of) => [.. values.Select(of)];

    public static double[] PercentChange(double[] values, int ago) =>
        [.. values.Select((value, t) => t < ago ? double.NaN : 100.0 * (value / values[t - ago] - 1.0))];

    /// <summary>100 * (value - lowest) / (highest - lowest); 50 without a range.</summary>
    public static double[] Place(double[] high, double[] low, double[] value, int length)
    {
        double[] top = Max(high, length);
        double[] bottom = Min(low, length);
        return [.. value.Select((x, t) => top[t] == bottom[t] ? 50.0 : 100.0 * (x - bottom[t]) / (top[t] - bottom[t]))];
    }

    public static double[] Undefined(int count)
    {
        double[] result = new double[count];
        Array.Fill(result, double.NaN);
        return result;
    }

    private static double[] Smooth(double[] values, int seedLength, double factor)
    {
        double[] result = Undefined(values.Length);
        int first = Array.FindIndex(values, value => !double.IsNaN(value));
        int seed = first + seedLength - 1;
        if (first < 0 || seed >= values.Length) { return result; }
        result[seed] = values[first..(seed + 1)].Average();
        for (int t = seed + 1; t < values.Length; t++) { result[t] = factor * values[t] + (1.0 - factor) * result[t - 1]; }
        return result;
    }
}
