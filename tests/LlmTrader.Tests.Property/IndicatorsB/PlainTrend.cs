using LlmTrader.Perf.Latency.Indicators;
using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Property.IndicatorsB;

/// <summary>Plain twins of the trend family, each from its definition; others of them are in <see cref="PlainIndicators"/>.</summary>
internal static class PlainTrend
{
    public static double[][] Aroon(IndicatorInput[] bars, int n, bool latest)
    {
        double[] up = Plain.Window(Plain.Of(bars, bar => bar.High), n + 1, window => Strength(window, window.Max()));
        double[] down = Plain.Window(Plain.Of(bars, bar => bar.Low), n + 1, window => Strength(window, window.Min()));
        return [Plain.Zip(up, down, (u, d) => u - d), up, down];

        double Strength(double[] window, double extreme) =>
            100.0 * (latest ? Array.LastIndexOf(window, extreme) : Array.IndexOf(window, extreme)) / n;
    }

    public static double[][] Vortex(IndicatorInput[] bars, int n)
    {
        double[] ranges = Plain.Sum(Plain.TrueRanges(bars), n);
        double[] up = Plain.Each(bars.Length, t => t == 0 ? double.NaN : Math.Abs(bars[t].High - bars[t - 1].Low));
        double[] down = Plain.Each(bars.Length, t => t == 0 ? double.NaN : Math.Abs(bars[t].Low - bars[t - 1].High));
        return [Plain.Ratio(Plain.Sum(up, n), ranges), Plain.Ratio(Plain.Sum(down, n), ranges)];
    }

    public static double[][] Ichimoku(IndicatorInput[] bars, int tenkanLength, int kijunLength, int senkouLength, int ahead)
    {
        double[] tenkan = Middle(tenkanLength);
        double[] kijun = Middle(kijunLength);
        return [tenkan, kijun, Shift(Plain.Zip(tenkan, kijun, (t, k) => (t + k) / 2.0)), Shift(Middle(senkouLength))];

        double[] Middle(int n) => Plain.Zip(
            Plain.Max(Plain.Of(bars, bar => bar.High), n), Plain.Min(Plain.Of(bars, bar => bar.Low), n), (h, l) => (h + l) / 2.0);

        double[] Shift(double[] x) => Plain.Each(x.Length, t => t < ahead ? double.NaN : x[t - ahead]);
    }

    /// <summary>As Wilder's work sheet: columns, and one line per bar for either direction.</summary>
    public static double[][] ParabolicSar(IndicatorInput[] bars, double step, double maximum) => Plain.Stretches(bars, 3, stretch =>
    {
        double[] stop = new double[stretch.Length];
        double[] direction = new double[stretch.Length];
        double[] reversal = new double[stretch.Length];
        stop[0] = stretch[0].Low;
        direction[0] = 1.0;
        double extreme = stretch[0].High;
        double factor = step;
        for (int t = 1; t < stretch.Length; t++)
        {
            bool isLong = direction[t - 1] > 0.0;
            stop[t] = stop[t - 1] + factor * (extreme - stop[t - 1]);
            if (t > 1 && isLong) { stop[t] = new[] { stop[t], stretch[t - 1].Low, stretch[t - 2].Low }.Min(); }
            if (t > 1 && !isLong) { stop[t] = new[] { stop[t], stretch[t - 1].High, stretch[t - 2].High }.Max(); }

            bool isHit = isLong ? stretch[t].Low < stop[t] : stretch[t].High > stop[t];
            bool isFurther = isLong ? stretch[t].High > extreme : stretch[t].Low < extreme;
            direction[t] = isHit ? -direction[t - 1] : direction[t - 1];
            reversal[t] = isHit ? 1.0 : 0.0;
            if (isHit) { stop[t] = extreme; }
            if (isHit) { factor = step; }
            else if (isFurther) { factor = Math.Min(maximum, factor + step); }
            if (isHit || isFurther) { extreme = direction[t] > 0.0 ? stretch[t].High : stretch[t].Low; }
        }

        return [stop, direction, reversal];
    });
}
