using LlmTrader.Perf.Latency.Indicators;
using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Property.IndicatorsB;

/// <summary>Plain twins of the volume family and of Heikin-Ashi, each from its definition; others of them are in <see cref="PlainIndicators"/>.</summary>
internal static class PlainVolume
{
    public static double[][] Obv(IndicatorInput[] bars, bool startsWithVolume) => Plain.Stretches(bars, 1, stretch =>
        [Plain.Each(stretch.Length, t => (startsWithVolume ? stretch[0].Volume : 0.0)
            + Enumerable.Range(1, t).Sum(i => Math.Sign(stretch[i].Close - stretch[i - 1].Close) * stretch[i].Volume))]);

    public static double[][] AccumulationDistribution(IndicatorInput[] bars) => Plain.Stretches(bars, 1, stretch =>
        [Plain.Each(stretch.Length, t => Flows(stretch)[..(t + 1)].Sum())]);

    public static double[][] Cmf(IndicatorInput[] bars, int n) =>
        [Plain.Ratio(Plain.Sum(Flows(bars), n), Plain.Sum(Plain.Of(bars, bar => bar.Volume), n))];

    public static double[][] SessionVwap(IndicatorInput[] bars)
    {
        double[] price = Plain.Typical(bars);
        return [Plain.Each(bars.Length, t =>
        {
            int[] session = [.. Enumerable.Range(0, t + 1).Where(i => bars[i].Session == bars[t].Session)];
            return session.Sum(i => price[i] * bars[i].Volume) / session.Sum(i => bars[i].Volume);
        })];
    }

    public static double[][] MovingVwap(IndicatorInput[] bars, int n)
    {
        double[] turnover = Plain.Of(bars, bar => (bar.Open + bar.High + bar.Low + bar.Close) / 4.0 * bar.Volume);
        return [Plain.Ratio(Plain.Sum(turnover, n), Plain.Sum(Plain.Of(bars, bar => bar.Volume), n))];
    }

    public static double[][] ForceIndex(IndicatorInput[] bars, int n) =>
        [Plain.Ema(Plain.Each(bars.Length, t => t == 0 ? double.NaN : (bars[t].Close - bars[t - 1].Close) * bars[t].Volume), n)];

    public static double[][] HeikinAshi(IndicatorInput[] bars) => Plain.Stretches(bars, 4, stretch =>
    {
        double[] close = Plain.Of(stretch, bar => (bar.Open + bar.High + bar.Low + bar.Close) / 4.0);
        double[] open = new double[stretch.Length];
        for (int t = 0; t < open.Length; t++)
        {
            open[t] = t == 0 ? (stretch[0].Open + stretch[0].Close) / 2.0 : (open[t - 1] + close[t - 1]) / 2.0;
        }

        double[] high = Plain.Each(open.Length, t => new[] { stretch[t].High, open[t], close[t] }.Max());
        double[] low = Plain.Each(open.Length, t => new[] { stretch[t].Low, open[t], close[t] }.Min());
        return [open, high, low, close];
    });

    private static double[] Flows(IndicatorInput[] bars) => Plain.Of(bars, bar => bar.High > bar.Low
        ? (2.0 * bar.Close - bar.Low - bar.High) / (bar.High - bar.Low) * bar.Volume
        : bar.Close * 0.0);
}
