namespace LlmTrader.Strategies.Generation.Statistics;

/// <summary>
/// A Sharpe ratio as it was measured, with the moments that tell how far to believe it. Nothing here is annualised: a ratio is per
/// period of the returns that it was measured on.
/// </summary>
/// <param name="Ratio">Mean of the returns over their standard deviation (of n - 1), with no risk-free rate.</param>
/// <param name="Observations">How many returns.</param>
/// <param name="Skewness">Third standardised moment, 0 of a normal distribution.</param>
/// <param name="Kurtosis">Fourth standardised moment, not in excess: 3 of a normal distribution.</param>
public readonly record struct SharpeSample(double Ratio, long Observations, double Skewness, double Kurtosis)
{
    // Returns that differ by less than this share of the largest differ by the rounding of doubles.
    private const double Noise = 1e-12;

    /// <summary>
    /// Measures returns. Those that do not vary have no ratio: 0 when they are all nothing, an infinite one otherwise; their shape is taken as
    /// normal, as is that of fewer than two.
    /// </summary>
    /// <remarks>Skewness and kurtosis are the moments of the sample itself (divided by n), as in Bailey and López de Prado, "The Sharpe Ratio Efficient Frontier", 2012.</remarks>
    public static SharpeSample Of(ReadOnlySpan<double> returns)
    {
        if (returns.Length < 2) { return new(0, returns.Length, 0, 3); }

        double mean = 0;
        double largest = 0;
        foreach (double r in returns)
        {
            mean += r;
            largest = Math.Max(largest, Math.Abs(r));
        }

        mean /= returns.Length;
        double second = 0;
        double third = 0;
        double fourth = 0;
        foreach (double r in returns)
        {
            double difference = r - mean;
            double square = difference * difference;
            second += square;
            third += square * difference;
            fourth += square * square;
        }

        int n = returns.Length;
        if (Math.Sqrt(second / n) <= Noise * largest) { return new(Unvarying(mean), n, 0, 3); }
        double variance = second / n;
        return new(mean / Math.Sqrt(second / (n - 1)), n, third / n / Math.Pow(variance, 1.5), fourth / n / (variance * variance));
    }

    /// <summary>What a mean without any variance is worth: 0 or infinity of its sign.</summary>
    internal static double Unvarying(double mean) => mean == 0 ? 0 : double.CopySign(double.PositiveInfinity, mean);
}
