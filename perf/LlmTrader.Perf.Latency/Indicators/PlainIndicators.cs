using LlmTrader.Strategies.Indicators;
using static LlmTrader.Perf.Latency.Indicators.Plain;

namespace LlmTrader.Perf.Latency.Indicators;

/// <summary>
/// Plain twins of indicators, each from its definition: all outputs at all bars from scratch, [output][bar]. The tests hold the streaming
/// ones against them, and the benchmark takes them as the measure.
/// </summary>
internal static class PlainIndicators
{
    /// <summary>KAMA and its efficiency ratio.</summary>
    public static double[][] Kama(IndicatorInput[] bars, int n, int fast, int slow)
    {
        double[] x = Values(bars);
        double[] kama = Undefined(x.Length);
        double[] efficiency = Undefined(x.Length);
        double slowest = 2.0 / (slow + 1.0);
        double range = 2.0 / (fast + 1.0) - slowest;
        if (x.Length >= n) { kama[n - 1] = x[n - 1]; }
        for (int t = n; t < x.Length; t++)
        {
            double way = Enumerable.Range(t - n + 1, n).Sum(i => Math.Abs(x[i] - x[i - 1]));
            efficiency[t] = way == 0.0 ? 0.0 : Math.Abs(x[t] - x[t - n]) / way;
            double factor = efficiency[t] * range + slowest;
            kama[t] = kama[t - 1] + factor * factor * (x[t] - kama[t - 1]);
        }

        return [kama, efficiency];
    }

    /// <param name="bars">Of which the values.</param>
    /// <param name="average">Wilder's, or another.</param>
    public static double[] Rsi(IndicatorInput[] bars, Func<double[], double[]> average)
    {
        double[] change = Difference(Values(bars), 1);
        double[] gain = average(Map(change, x => double.IsNaN(x) ? x : Math.Max(x, 0.0)));
        double[] loss = average(Map(change, x => double.IsNaN(x) ? x : Math.Max(-x, 0.0)));
        return Zip(gain, loss, (g, l) => g + l == 0.0 ? 50.0 : l == 0.0 ? 100.0 : 100.0 - 100.0 / (1.0 + g / l));
    }

    /// <summary>K, D and J.</summary>
    public static double[][] Stochastic(IndicatorInput[] bars, int n, Func<double[], double[]> smoothK, Func<double[], double[]> smoothD, double kFactor = 3.0, double dFactor = 2.0)
    {
        double[] k = smoothK(Place(Of(bars, bar => bar.High), Of(bars, bar => bar.Low), Of(bars, bar => bar.Close), n));
        double[] d = smoothD(k);
        return [k, d, Zip(k, d, (a, b) => kFactor * a - dFactor * b)];
    }

    /// <summary>The line, its signal and the histogram.</summary>
    public static double[][] Macd(IndicatorInput[] bars, int fastLength, int slowLength, int signalLength)
    {
        double[] macd = Zip(Ema(Values(bars), fastLength), Ema(Values(bars), slowLength), (fast, slow) => fast - slow);
        double[] signal = Ema(macd, signalLength);
        return [macd, signal, Zip(macd, signal, (a, b) => a - b)];
    }

    public static double[][] Cci(IndicatorInput[] bars, int n) =>
        [Window(Typical(bars), n, window =>
        {
            double mean = window.Average();
            return (window[^1] - mean) / (0.015 * window.Average(x => Math.Abs(x - mean)));
        })];

    public static double[][] Atr(IndicatorInput[] bars, int n) => [Rma(TrueRanges(bars), n)];

    /// <summary>Upper, middle, lower, %b and width.</summary>
    public static double[][] Bollinger(IndicatorInput[] bars, int n, double k)
    {
        double[] value = Values(bars);
        double[] middle = Sma(value, n);
        double[] deviation = Deviations(value, n);
        double[] upper = Zip(middle, deviation, (m, d) => m + k * d);
        double[] lower = Zip(middle, deviation, (m, d) => m - k * d);
        double[] percent = Each(value.Length, t => upper[t] > lower[t] ? (value[t] - lower[t]) / (upper[t] - lower[t]) : double.NaN);
        return [upper, middle, lower, percent, Each(value.Length, t => 2.0 * k * deviation[t] / middle[t])];
    }

    /// <summary>Upper, middle, lower and width.</summary>
    public static double[][] Keltner(IndicatorInput[] bars, int n, double k, int atrLength)
    {
        double[] middle = Ema(Values(bars), n);
        double[] atr = Atr(bars, atrLength)[0];
        return [Zip(middle, atr, (m, a) => m + k * a), middle, Zip(middle, atr, (m, a) => m - k * a), Zip(middle, atr, (m, a) => 2.0 * k * a / m)];
    }

    /// <summary>Upper, middle, lower and width, of the bars that end so many before.</summary>
    public static double[][] Donchian(IndicatorInput[] bars, int n, int before)
    {
        double[] upper = Shift(Max(Of(bars, bar => bar.High), n));
        double[] lower = Shift(Min(Of(bars, bar => bar.Low), n));
        double[] middle = Zip(upper, lower, (u, l) => (u + l) / 2.0);
        return [upper, middle, lower, Each(bars.Length, t => (upper[t] - lower[t]) / middle[t])];

        double[] Shift(double[] x) => Each(x.Length, t => t < before ? double.NaN : x[t - before]);
    }

    public static double[][] Mfi(IndicatorInput[] bars, int n)
    {
        double[] price = Typical(bars);
        double[] signed = Each(bars.Length, t => t == 0 ? double.NaN
            : double.IsNaN(price[t] - price[t - 1]) ? double.NaN
            : Math.Sign(price[t] - price[t - 1]) * price[t] * bars[t].Volume);
        double[] up = Window(signed, n, window => window.Where(flow => flow > 0.0).Sum());
        double[] down = Window(signed, n, window => -window.Where(flow => flow < 0.0).Sum());
        return [Zip(up, down, (u, d) => u + d == 0.0 ? 50.0 : 100.0 - 100.0 / (1.0 + u / d))];
    }

    /// <summary>ADX, +DI, -DI and DX.</summary>
    public static double[][] Adx(IndicatorInput[] bars, int n)
    {
        double[] up = Each(bars.Length, t => t == 0 ? double.NaN : bars[t].High - bars[t - 1].High);
        double[] down = Each(bars.Length, t => t == 0 ? double.NaN : bars[t - 1].Low - bars[t].Low);
        double[] range = Rma(TrueRanges(bars), n);
        double[] plus = Rma(Zip(up, down, Movement), n);
        double[] minus = Rma(Zip(down, up, Movement), n);
        double[] plusIndex = Zip(plus, range, (part, whole) => 100.0 * part / whole);
        double[] minusIndex = Zip(minus, range, (part, whole) => 100.0 * part / whole);
        double[] imbalance = Zip(plusIndex, minusIndex, (p, m) => p + m == 0.0 ? 0.0 : 100.0 * Math.Abs(p - m) / (p + m));
        return [Rma(imbalance, n), plusIndex, minusIndex, imbalance];

        static double Movement(double move, double against) =>
            double.IsNaN(move) || double.IsNaN(against) ? double.NaN : move > against && move > 0.0 ? move : 0.0;
    }

    /// <summary>The line, its direction, the upper and the lower band.</summary>
    public static double[][] SuperTrend(IndicatorInput[] bars, int n, double k) => Stretches(bars, 4, stretch =>
    {
        double[] atr = Rma(TrueRanges(stretch), n);
        double[][] all = [.. Enumerable.Range(0, 4).Select(_ => Undefined(stretch.Length))];
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

    /// <summary>Slope, intercept, r² and the line's end.</summary>
    public static double[][] LinearRegression(IndicatorInput[] bars, int n)
    {
        double[] y = Values(bars);
        double centre = (n - 1) / 2.0;
        double spread = Enumerable.Range(0, n).Sum(x => (x - centre) * (x - centre));
        double[] mean = Sma(y, n);
        double[] slope = Window(y, n, window =>
        {
            double average = window.Average();
            return window.Select((value, x) => (x - centre) * (value - average)).Sum() / spread;
        });
        double[] deviation = Deviations(y, n);
        return
        [
            slope,
            Zip(mean, slope, (m, s) => m - s * centre),
            Zip(slope, deviation, (s, d) => d > 0.0 ? s * s * spread / n / (d * d) : double.NaN),
            Zip(mean, slope, (m, s) => m + s * centre),
        ];
    }

    public static double[][] ZScore(IndicatorInput[] bars, int n)
    {
        double[] value = Values(bars);
        return [Ratio(Zip(value, Sma(value, n), (v, mean) => v - mean), Deviations(value, n))];
    }
}
