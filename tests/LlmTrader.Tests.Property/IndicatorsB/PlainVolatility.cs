using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Property.IndicatorsB;

/// <summary>Plain twins of the volatility family, each from its definition.</summary>
internal static class PlainVolatility
{
    public static double[][] Atr(IndicatorInput[] bars, int n) => [Plain.Wilder(Plain.TrueRanges(bars), n)];

    public static double[][] Natr(IndicatorInput[] bars, int n) =>
        [Plain.Both(Atr(bars, n)[0], Plain.Of(bars, bar => bar.Close), (atr, close) => 100.0 * atr / close)];

    public static double[][] Bollinger(IndicatorInput[] bars, int n, double k)
    {
        double[] value = Values(bars);
        double[] middle = Plain.Means(value, n);
        double[] deviation = Plain.Deviations(value, n);
        double[] upper = Plain.Both(middle, deviation, (m, d) => m + k * d);
        double[] lower = Plain.Both(middle, deviation, (m, d) => m - k * d);
        double[] percent = Plain.Each(value.Length, t => upper[t] > lower[t] ? (value[t] - lower[t]) / (upper[t] - lower[t]) : double.NaN);
        return [upper, middle, lower, percent, Plain.Each(value.Length, t => 2.0 * k * deviation[t] / middle[t])];
    }

    public static double[][] Keltner(IndicatorInput[] bars, int n, double k, int atrLength)
    {
        double[] middle = Plain.Ema(Values(bars), n);
        double[] atr = Atr(bars, atrLength)[0];
        return
        [
            Plain.Both(middle, atr, (m, a) => m + k * a), middle, Plain.Both(middle, atr, (m, a) => m - k * a),
            Plain.Both(middle, atr, (m, a) => 2.0 * k * a / m),
        ];
    }

    public static double[][] Donchian(IndicatorInput[] bars, int n, int before)
    {
        double[] upper = Shift(Plain.Highest(Plain.Of(bars, bar => bar.High), n));
        double[] lower = Shift(Plain.Lowest(Plain.Of(bars, bar => bar.Low), n));
        double[] middle = Plain.Both(upper, lower, (u, l) => (u + l) / 2.0);
        return [upper, middle, lower, Plain.Each(bars.Length, t => (upper[t] - lower[t]) / middle[t])];

        double[] Shift(double[] x) => Plain.Each(x.Length, t => t < before ? double.NaN : x[t - before]);
    }

    public static double[][] HistoricalVolatility(IndicatorInput[] bars, int n, double perYear)
    {
        double[] returns = Plain.Steps(Values(bars), (now, before) => Math.Log(now / before));
        return [[.. Plain.Deviations(returns, n, lost: 1).Select(deviation => deviation * Math.Sqrt(perYear))]];
    }

    public static double[][] Choppiness(IndicatorInput[] bars, int n)
    {
        double[] sums = Plain.Sums(Plain.TrueRanges(bars), n);
        double[] highs = Plain.Each(bars.Length, t => t == 0 ? double.NaN : Math.Max(bars[t].High, bars[t - 1].Close));
        double[] lows = Plain.Each(bars.Length, t => t == 0 ? double.NaN : Math.Min(bars[t].Low, bars[t - 1].Close));
        double[] span = Plain.Both(Plain.Highest(highs, n), Plain.Lowest(lows, n), (h, l) => h - l);
        return [Plain.Both(sums, span, (way, height) => 100.0 * Math.Log10(way / height) / Math.Log10(n))];
    }

    public static double[][] ZScore(IndicatorInput[] bars, int n)
    {
        double[] value = Values(bars);
        double[] distance = Plain.Both(value, Plain.Means(value, n), (v, mean) => v - mean);
        return [Plain.Ratio(distance, Plain.Deviations(value, n))];
    }

    public static double[] Values(IndicatorInput[] bars) => Plain.Of(bars, bar => bar.Value);
}
