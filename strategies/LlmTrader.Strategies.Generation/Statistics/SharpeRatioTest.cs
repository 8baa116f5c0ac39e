using MathNet.Numerics.Distributions;

namespace LlmTrader.Strategies.Generation.Statistics;

/// <summary>How sure a measured Sharpe ratio is, alone and as the best of many. All ratios are per period, not annualised.</summary>
public static class SharpeRatioTest
{
    private const double EulerGamma = 0.57721566490153286;
    private const double LeastSpread = 1e-12;

    /// <summary>
    /// The probabilistic Sharpe ratio: how likely the true ratio is above the benchmark, in [0, 1]. Φ[(SR - SR*) √(T - 1) / √(1 - g3 SR + (g4 - 1)/4 SR²)],
    /// Bailey and López de Prado, "The Sharpe Ratio Efficient Frontier", J. of Risk 15(2), 2012. Of fewer than two returns it is 0: they tell nothing.
    /// </summary>
    public static double Probabilistic(SharpeSample sample, double benchmark)
    {
        if (sample.Observations < 2) { return 0; }
        if (double.IsInfinity(sample.Ratio)) { return sample.Ratio > 0 ? 1 : 0; }
        double z = (sample.Ratio - benchmark) * Math.Sqrt(sample.Observations - 1) / Math.Sqrt(Spread(sample));
        return Normal.CDF(0, 1, z);
    }

    /// <summary>
    /// The largest of n standard normal draws, as expected: (1 - γ) Φ⁻¹(1 - 1/n) + γ Φ⁻¹(1 - 1/(n e)), Bailey and López de Prado,
    /// "The Deflated Sharpe Ratio", J. of Portfolio Management 40(5), 2014. Of one draw it is 0.
    /// </summary>
    /// <param name="n">At least 1.</param>
    public static double ExpectedMaximum(long n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        if (n == 1) { return 0; }
        return ((1 - EulerGamma) * Quantile(1 - (1.0 / n))) + (EulerGamma * Quantile(1 - (1 / (n * Math.E))));
    }

    /// <summary>The ratio that the best of so many worthless trials is expected to show: √V E[max_n].</summary>
    /// <param name="variance">Of the trials' ratios, at least 0.</param>
    /// <param name="trials">At least 1.</param>
    public static double LuckyRatio(double variance, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(variance);
        return Math.Sqrt(variance) * ExpectedMaximum(trials);
    }

    /// <summary>The deflated Sharpe ratio: <see cref="Probabilistic"/> against <see cref="LuckyRatio"/>. Same source.</summary>
    public static double Deflated(SharpeSample sample, double variance, long trials) => Probabilistic(sample, LuckyRatio(variance, trials));

    /// <summary>
    /// The minimum track record length: how many returns it takes until <see cref="Probabilistic"/> reaches the confidence, were they all like these.
    /// 1 + (1 - g3 SR + (g4 - 1)/4 SR²) (Φ⁻¹(confidence) / (SR - SR*))², Bailey and López de Prado, 2012. Infinite when the ratio is not above the benchmark.
    /// </summary>
    /// <param name="sample">Its number of observations plays no part.</param>
    /// <param name="benchmark">Ratio per period.</param>
    /// <param name="confidence">In (0.5, 1), such as 0.95.</param>
    public static double MinimumTrackRecord(SharpeSample sample, double benchmark, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(confidence, 0.5);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        if (sample.Ratio <= benchmark) { return double.PositiveInfinity; }
        if (double.IsInfinity(sample.Ratio)) { return 1; }
        double z = Quantile(confidence) / (sample.Ratio - benchmark);
        return 1 + (Spread(sample) * z * z);
    }

    /// <summary>
    /// The minimum backtest length in years: with a shorter one the best of so many worthless trials is expected to show this annual ratio.
    /// (E[max_n] / SR)², which is below 2 ln n / SR²; Bailey, Borwein, López de Prado and Zhu, "Pseudo-Mathematics and Financial Charlatanism", Notices of the AMS 61(5), 2014.
    /// </summary>
    /// <param name="trials">At least 1.</param>
    /// <param name="annualRatio">Infinite length when it is not above 0.</param>
    public static double MinimumBacktestYears(long trials, double annualRatio)
    {
        if (annualRatio <= 0) { return double.PositiveInfinity; }
        double years = ExpectedMaximum(trials) / annualRatio;
        return years * years;
    }

    // The variance of a measured ratio, times the number of returns. A sample's own moments can't make it negative, since g4 >= 1 + g3², but
    // two values alone can make it nothing.
    private static double Spread(SharpeSample sample) =>
        Math.Max(LeastSpread, 1 - (sample.Skewness * sample.Ratio) + ((sample.Kurtosis - 1) / 4 * sample.Ratio * sample.Ratio));

    private static double Quantile(double probability) => Normal.InvCDF(0, 1, probability);
}
