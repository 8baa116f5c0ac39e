using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Perf.Latency.Indicators;

/// <summary>The plain twin of an indicator as the language names it.</summary>
internal static class IndicatorTwins
{
    /// <summary>
    /// All outputs at all bars from scratch, [output][bar]; null for what sums from its beginning on, whose definition has no window to
    /// compute anew.
    /// </summary>
    /// <exception cref="NotSupportedException">The indicator is none of the benchmark's.</exception>
    public static Func<IndicatorInput[], double[][]>? Of(IndicatorInstance indicator)
    {
        double[] p = [.. indicator.Parameters];
        int n = p.Length > 0 ? (int)p[0] : 0;
        return indicator.Definition.Name switch
        {
            "sma" => bars => [Plain.Sma(Plain.Values(bars), n)],
            "ema" => bars => [Plain.Ema(Plain.Values(bars), n)],
            "wma" => bars => [Plain.Wma(Plain.Values(bars), n)],
            "kama" => bars => PlainIndicators.Kama(bars, n, (int)p[1], (int)p[2]),
            "rsi" => bars => [PlainIndicators.Rsi(bars, values => Plain.Rma(values, n))],
            "stochastic" => bars => PlainIndicators.Stochastic(bars, n, values => Plain.Sma(values, (int)p[1]), values => Plain.Sma(values, (int)p[2])),
            "macd" => bars => PlainIndicators.Macd(bars, n, (int)p[1], (int)p[2]),
            "roc" => bars => [Plain.PercentChange(Plain.Values(bars), n)],
            "cci" => bars => PlainIndicators.Cci(bars, n),
            "atr" => bars => PlainIndicators.Atr(bars, n),
            "bollinger" => bars => PlainIndicators.Bollinger(bars, n, p[1]),
            "keltner" => bars => PlainIndicators.Keltner(bars, n, p[1], (int)p[2]),
            "donchian" => bars => PlainIndicators.Donchian(bars, n, before: 1),
            "mfi" => bars => PlainIndicators.Mfi(bars, n),
            "adx" => bars => PlainIndicators.Adx(bars, n),
            "supertrend" => bars => PlainIndicators.SuperTrend(bars, n, p[1]),
            "linear_regression" => bars => PlainIndicators.LinearRegression(bars, n),
            "zscore" => bars => PlainIndicators.ZScore(bars, n),
            "obv" or "vwap" => null,
            string other => throw new NotSupportedException($"'{other}' has no plain twin."),
        };
    }
}
