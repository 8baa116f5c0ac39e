using LlmTrader.Perf.Latency.Indicators;
using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Property.IndicatorsB;

/// <summary>Plain twins of the volatility family, each from its definition; others of them are in <see cref="PlainIndicators"/>.</summary>
internal static class PlainVolatility
{
    public static double[][] Natr(IndicatorInput[] bars, int n) =>
        [Plain.Zip(PlainIndicators.Atr(bars, n)[0], Plain.Of(bars, bar => bar.Close), (atr, close) => 100.0 * atr / close)];

    public static double[][] HistoricalVolatility(IndicatorInput[] bars, int n, double perYear)
    {
        double[] returns = PlainStatistics.Steps(Plain.Values(bars), (now, before) => Math.Log(now / before));
        return [[.. Exact.Deviations(returns, n, lost: 1).Select(deviation => deviation * Math.Sqrt(perYear))]];
    }

    public static double[][] Choppiness(IndicatorInput[] bars, int n)
    {
        double[] sums = Plain.Sum(Plain.TrueRanges(bars), n);
        double[] highs = Plain.Each(bars.Length, t => t == 0 ? double.NaN : Math.Max(bars[t].High, bars[t - 1].Close));
        double[] lows = Plain.Each(bars.Length, t => t == 0 ? double.NaN : Math.Min(bars[t].Low, bars[t - 1].Close));
        double[] span = Plain.Zip(Plain.Max(highs, n), Plain.Min(lows, n), (h, l) => h - l);
        return [Plain.Zip(sums, span, (way, height) => 100.0 * Math.Log10(way / height) / Math.Log10(n))];
    }
}
