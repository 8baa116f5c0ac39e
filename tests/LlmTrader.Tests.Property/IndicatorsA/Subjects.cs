using LlmTrader.Perf.Latency.Indicators;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Momentum;
using static LlmTrader.Perf.Latency.Indicators.Plain;

namespace LlmTrader.Tests.Property.IndicatorsA;

/// <summary>Every indicator of the averages and the momentum family, and options of it that change the calculation.</summary>
internal static class Subjects
{
    public static IReadOnlyList<Subject> All { get; } =
    [
        new("SMA 20", () => new Sma(20), bars => [Sma(Values(bars), 20)], Unit.Own),
        new("SMA 1", () => new Sma(1), bars => [Values(bars)], Unit.Own),
        new("EMA 20", () => new Ema(20), bars => [Ema(Values(bars), 20)], Unit.Own),
        new("EMA 20 first", () => new Ema(20, Seed.FirstValue), bars => [Ema(Values(bars), 20, true)], Unit.Own),
        new("WMA 20", () => new Wma(20), bars => [Wma(Values(bars), 20)], Unit.Own),
        new("RMA 14", () => new Rma(14), bars => [Rma(Values(bars), 14)], Unit.Own),
        new("RMA 14 first", () => new Rma(14, Seed.FirstValue), bars => [Rma(Values(bars), 14, true)], Unit.Own),
        new("DEMA 10", () => new Dema(10), bars => [PlainDema(bars, false)], Unit.Price),
        new("DEMA 10 together", () => new Dema(10, Seed.FirstValue), bars => [PlainDema(bars, true)], Unit.Price),
        new("TEMA 10", () => new Tema(10), bars => [PlainTema(bars, false)], Unit.Price),
        new("TEMA 10 together", () => new Tema(10, Seed.FirstValue), bars => [PlainTema(bars, true)], Unit.Price),
        new("HMA 20", () => new Hma(20), bars => [PlainHma(bars, 20, 10, 4)], Unit.Price),
        new("HMA 2", () => new Hma(2), bars => [PlainHma(bars, 2, 1, 1)], Unit.Price),
        new("KAMA 10", () => new Kama(10), bars => PlainIndicators.Kama(bars, 10, 2, 30), Unit.Own),
        new("VWMA 10", () => new Vwma(10), bars => [Zip(Sum(Of(bars, bar => bar.Value * bar.Volume), 10), Sum(Of(bars, bar => bar.Volume), 10), (traded, volume) => traded / volume)], Unit.Own),
        new("ALMA 9", () => new Alma(9), bars => [PlainAlma(bars, 9, 0.85 * 8)], Unit.Own),
        new("ALMA 9 whole", () => new Alma(9, wholeOffset: true), bars => [PlainAlma(bars, 9, 6)], Unit.Own),
        new("T3 5", () => new T3(5), bars => [PlainT3(bars, false)], Unit.Price),
        new("T3 5 first", () => new T3(5, 0.7, Seed.FirstValue), bars => [PlainT3(bars, true)], Unit.Price),

        new("RSI 14", () => new Rsi(14), bars => [PlainIndicators.Rsi(bars, values => Rma(values, 14))], Unit.Percent),
        new("RSI 14 Cutler", () => new Rsi(14, AverageKind.Simple), bars => [PlainIndicators.Rsi(bars, values => Sma(values, 14))], Unit.Percent),
        new("StochRSI", () => new StochRsi(), PlainStochRsi, Unit.Percent) { StandsJumps = false },
        new("Stochastic", () => new Stochastic(), bars => PlainIndicators.Stochastic(bars, 14, x => Sma(x, 3), x => Sma(x, 3)), Unit.Percent),
        new("Stochastic Wilder", () => new Stochastic(9, 3, 3, AverageKind.Wilder, Seed.FirstValue, 5.0, 4.0), bars => PlainIndicators.Stochastic(bars, 9, x => Rma(x, 3, true), x => Rma(x, 3, true), 5.0, 4.0), Unit.Percent),
        new("Stochastic weighted", () => new Stochastic(9, 3, 3, AverageKind.Weighted), bars => PlainIndicators.Stochastic(bars, 9, x => Wma(x, 3), x => Wma(x, 3)), Unit.Percent),
        new("KDJ", () => new Kdj(), PlainKdj, Unit.Percent),
        new("MACD", () => new Macd(), bars => PlainIndicators.Macd(bars, 12, 26, 9), Unit.Price),
        new("PPO", () => new Ppo(), PlainPpo, Unit.Percent),
        new("ROC 10", () => new Roc(10), bars => [PercentChange(Values(bars), 10)], Unit.Percent) { StartsAnewAfterNaN = false },
        new("MOM 10", () => new Mom(10), bars => [Difference(Values(bars), 10)], Unit.Price) { StartsAnewAfterNaN = false },
        new("CCI 20", () => new Cci(), bars => PlainIndicators.Cci(bars, 20), Unit.Percent),
        new("Williams %R 14", () => new WilliamsR(), bars => [Map(Place(Of(bars, b => b.High), Of(bars, b => b.Low), Of(bars, b => b.Close), 14), x => x - 100.0)], Unit.Percent),
        new("TRIX 10", () => new Trix(10), bars => [PercentChange(Ema(Ema(Ema(Values(bars), 10), 10), 10), 1)], Unit.Percent),
        new("TRIX 10 together", () => new Trix(10, Seed.FirstValue), bars => [PercentChange(Ema(Ema(Ema(Values(bars), 10), 10, true), 10, true), 1)], Unit.Percent),
        new("Ultimate", () => new UltimateOscillator(), PlainUltimate, Unit.Percent),
        new("Fisher 10", () => new Fisher(), PlainFisher, Unit.Percent),
        new("TSI", () => new Tsi(), PlainTsi, Unit.Percent),
        new("Awesome", () => new AwesomeOscillator(), bars => [Zip(Sma(Median(bars), 5), Sma(Median(bars), 34), (fast, slow) => fast - slow)], Unit.Price),
    ];

    private static double[] PlainDema(IndicatorInput[] bars, bool together)
    {
        double[] e1 = Ema(Values(bars), 10);
        return Zip(e1, Ema(e1, 10, together), (a, b) => 2.0 * a - b);
    }

    private static double[] PlainTema(IndicatorInput[] bars, bool together)
    {
        double[] e1 = Ema(Values(bars), 10);
        double[] e2 = Ema(e1, 10, together);
        return Zip(Zip(e1, e2, (a, b) => 3.0 * a - 3.0 * b), Ema(e2, 10, together), (x, c) => x + c);
    }

    private static double[] PlainHma(IndicatorInput[] bars, int full, int half, int root) =>
        Wma(Zip(Wma(Values(bars), half), Wma(Values(bars), full), (h, f) => 2.0 * h - f), root);

    private static double[] PlainAlma(IndicatorInput[] bars, int length, double peak) => Window(Values(bars), length, window =>
    {
        double[] weights = [.. Enumerable.Range(0, length).Select(i => Math.Exp(-Math.Pow(i - peak, 2.0) / (2.0 * Math.Pow(length / 6.0, 2.0))))];
        return window.Zip(weights, (x, w) => x * w).Sum() / weights.Sum();
    });

    private static double[] PlainT3(IndicatorInput[] bars, bool first)
    {
        const double V = 0.7;
        double[] Gd(double[] x)   // Tillson's generalised DEMA; T3 is three of them in a row.
        {
            double[] e1 = Ema(x, 5, first);
            return Zip(e1, Ema(e1, 5, first), (a, b) => a * (1.0 + V) - b * V);
        }

        // GD of GD of GD starts each EMA at another input than six EMAs in a row do; only a first-value seed is the same.
        if (first) { return Gd(Gd(Gd(Values(bars)))); }
        double[][] e = new double[7][];
        e[0] = Values(bars);
        for (int i = 1; i <= 6; i++) { e[i] = Ema(e[i - 1], 5); }
        return [.. Enumerable.Range(0, bars.Length).Select(t =>
            Math.Pow(1.0 + V, 3.0) * e[3][t] - 3.0 * Math.Pow(1.0 + V, 2.0) * V * e[4][t]
            + 3.0 * (1.0 + V) * V * V * e[5][t] - Math.Pow(V, 3.0) * e[6][t])];
    }

    private static double[][] PlainStochRsi(IndicatorInput[] bars)
    {
        double[] rsi = PlainIndicators.Rsi(bars, values => Rma(values, 14));
        double[] k = Sma(Place(rsi, rsi, rsi, 14), 3);
        return [k, Sma(k, 3)];
    }

    private static double[][] PlainKdj(IndicatorInput[] bars)
    {
        double[] rsv = Place(Of(bars, bar => bar.High), Of(bars, bar => bar.Low), Of(bars, bar => bar.Close), 9);
        double[] k = Undefined(rsv.Length);
        double[] d = Undefined(rsv.Length);
        for (int t = 8; t < rsv.Length; t++)
        {
            k[t] = 2.0 / 3.0 * (t == 8 ? 50.0 : k[t - 1]) + rsv[t] / 3.0;
            d[t] = 2.0 / 3.0 * (t == 8 ? 50.0 : d[t - 1]) + k[t] / 3.0;
        }

        return [k, d, Zip(k, d, (a, b) => 3.0 * a - 2.0 * b)];
    }

    private static double[][] PlainPpo(IndicatorInput[] bars)
    {
        double[] ppo = Zip(Ema(Values(bars), 12), Ema(Values(bars), 26), (fast, slow) => 100.0 * (fast / slow - 1.0));
        double[] signal = Ema(ppo, 9);
        return [ppo, signal, Zip(ppo, signal, (a, b) => a - b)];
    }

    private static double[][] PlainUltimate(IndicatorInput[] bars)
    {
        double[] pressure = Undefined(bars.Length);
        double[] range = Undefined(bars.Length);
        for (int t = 1; t < bars.Length; t++)
        {
            double low = Math.Min(bars[t].Low, bars[t - 1].Close);
            pressure[t] = bars[t].Close - low;
            range[t] = Math.Max(bars[t].High, bars[t - 1].Close) - low;
        }

        double[] Share(int length) => Zip(Sum(pressure, length), Sum(range, length), (p, r) => r == 0.0 ? 0.5 : p / r);
        return [Zip(Zip(Share(7), Share(14), (a, b) => 4.0 * a + 2.0 * b), Share(28), (x, c) => 100.0 * (x + c) / 7.0)];
    }

    private static double[][] PlainFisher(IndicatorInput[] bars)
    {
        double[] place = Place(Median(bars), Median(bars), Median(bars), 10);
        double[] fisher = Undefined(place.Length);
        double[] trigger = Undefined(place.Length);
        double smoothed = 0.0;
        for (int t = 9; t < place.Length; t++)
        {
            smoothed = 0.33 * (2.0 * place[t] / 100.0 - 1.0) + 0.67 * smoothed;
            smoothed = Math.Min(0.999, Math.Max(-0.999, smoothed));
            trigger[t] = t == 9 ? 0.0 : fisher[t - 1];
            fisher[t] = Math.Atanh(smoothed) + 0.5 * trigger[t];   // atanh v = 0.5 ln((1 + v) / (1 - v)).
        }

        return [fisher, trigger];
    }

    private static double[][] PlainTsi(IndicatorInput[] bars)
    {
        double[] change = Difference(Values(bars), 1);
        double[] net = Ema(Ema(change, 25), 13);
        double[] way = Ema(Ema(Map(change, Math.Abs), 25), 13);
        double[] tsi = Zip(net, way, (n, w) => w == 0.0 ? 0.0 : 100.0 * n / w);
        return [tsi, Ema(tsi, 7)];
    }

    private static double[] Median(IndicatorInput[] bars) => Of(bars, bar => (bar.High + bar.Low) / 2.0);
}
