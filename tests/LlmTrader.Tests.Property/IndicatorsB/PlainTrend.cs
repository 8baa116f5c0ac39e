using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Property.IndicatorsB;

/// <summary>Plain twins of the trend family, each from its definition.</summary>
internal static class PlainTrend
{
    public static double[][] Adx(IndicatorInput[] bars, int n)
    {
        double[] up = Plain.Each(bars.Length, t => t == 0 ? double.NaN : bars[t].High - bars[t - 1].High);
        double[] down = Plain.Each(bars.Length, t => t == 0 ? double.NaN : bars[t - 1].Low - bars[t].Low);
        double[] range = Plain.Wilder(Plain.TrueRanges(bars), n);
        double[] plus = Plain.Wilder(Plain.Both(up, down, Movement), n);
        double[] minus = Plain.Wilder(Plain.Both(down, up, Movement), n);
        double[] plusIndex = Plain.Both(plus, range, (part, whole) => 100.0 * part / whole);
        double[] minusIndex = Plain.Both(minus, range, (part, whole) => 100.0 * part / whole);
        double[] imbalance = Plain.Both(plusIndex, minusIndex, (p, m) => p + m == 0.0 ? 0.0 : 100.0 * Math.Abs(p - m) / (p + m));
        return [Plain.Wilder(imbalance, n), plusIndex, minusIndex, imbalance];

        static double Movement(double move, double against) =>
            double.IsNaN(move) || double.IsNaN(against) ? double.NaN : move > against && move > 0.0 ? move : 0.0;
    }

    public static double[][] Aroon(IndicatorInput[] bars, int n, bool latest)
    {
        double[] up = Plain.Rolling(Plain.Of(bars, bar => bar.High), n + 1, window => Strength(window, window.Max()));
        double[] down = Plain.Rolling(Plain.Of(bars, bar => bar.Low), n + 1, window => Strength(window, window.Min()));
        return [Plain.Both(up, down, (u, d) => u - d), up, down];

        double Strength(double[] window, double extreme) =>
            100.0 * (latest ? Array.LastIndexOf(window, extreme) : Array.IndexOf(window, extreme)) / n;
    }

    public static double[][] Vortex(IndicatorInput[] bars, int n)
    {
        double[] ranges = Plain.Sums(Plain.TrueRanges(bars), n);
        double[] up = Plain.Each(bars.Length, t => t == 0 ? double.NaN : Math.Abs(bars[t].High - bars[t - 1].Low));
        double[] down = Plain.Each(bars.Length, t => t == 0 ? double.NaN : Math.Abs(bars[t].Low - bars[t - 1].High));
        return [Plain.Ratio(Plain.Sums(up, n), ranges), Plain.Ratio(Plain.Sums(down, n), ranges)];
    }

    public static double[][] Ichimoku(IndicatorInput[] bars, int tenkanLength, int kijunLength, int senkouLength, int ahead)
    {
        double[] tenkan = Middle(tenkanLength);
        double[] kijun = Middle(kijunLength);
        return [tenkan, kijun, Shift(Plain.Both(tenkan, kijun, (t, k) => (t + k) / 2.0)), Shift(Middle(senkouLength))];

        double[] Middle(int n) => Plain.Both(
            Plain.Highest(Plain.Of(bars, bar => bar.High), n), Plain.Lowest(Plain.Of(bars, bar => bar.Low), n), (h, l) => (h + l) / 2.0);

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

    public static double[][] SuperTrend(IndicatorInput[] bars, int n, double k) => Plain.Stretches(bars, 4, stretch =>
    {
        double[] atr = Plain.Wilder(Plain.TrueRanges(stretch), n);
        double[][] all = [.. Enumerable.Range(0, 4).Select(_ => Plain.Each(stretch.Length, _ => double.NaN))];
        for (int t = n; t < stretch.Length; t++)
        {
            double middle = (stretch[t].High + stretch[t].Low) / 2.0;
            double upper = middle + k * atr[t];
            double lower = middle - k * atr[t];
            if (t > n && stretch[t - 1].Close <= all[2][t - 1]) { upper = Math.Min(upper, all[2][t - 1]); }
            if (t > n && stretch[t - 1].Close >= all[3][t - 1]) { lower = Math.Max(lower, all[3][t - 1]); }
            bool isUp = t == n ? stretch[t].Close >= middle
                : all[1][t - 1] > 0.0 ? stretch[t].Close > lower : stretch[t].Close > upper;
            (all[0][t], all[1][t], all[2][t], all[3][t]) = (isUp ? lower : upper, isUp ? 1.0 : -1.0, upper, lower);
        }

        return all;
    });
}
