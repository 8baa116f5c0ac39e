namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>Statistics of a series of returns per sampling interval. Null is undefined.</summary>
internal readonly record struct ReturnStatistics
{
    // Returns that differ by less than this share of the largest differ by the rounding of doubles.
    private const double Noise = 1e-12;

    public double? Volatility { get; private init; }

    public double? Sharpe { get; private init; }

    public double? Sortino { get; private init; }

    /// <summary>The formulas are in <see cref="PerformanceSummary"/>. Fewer than two returns define nothing.</summary>
    public static ReturnStatistics Of(ReadOnlySpan<double> returns, double periodsPerYear)
    {
        if (returns.Length < 2) { return default; }

        double mean = 0;
        foreach (double r in returns) { mean += r; }
        mean /= returns.Length;

        double squares = 0;
        double downside = 0;
        double largest = 0;
        foreach (double r in returns)
        {
            squares += (r - mean) * (r - mean);
            if (r < 0) { downside += r * r; }
            largest = Math.Max(largest, Math.Abs(r));
        }

        double annual = Math.Sqrt(periodsPerYear);
        double deviation = Math.Sqrt(squares / (returns.Length - 1));
        if (deviation <= Noise * largest) { deviation = 0; }
        double downsideDeviation = Math.Sqrt(downside / returns.Length);
        return new ReturnStatistics
        {
            Volatility = deviation * annual,
            Sharpe = deviation > 0 ? mean / deviation * annual : null,
            Sortino = downsideDeviation > 0 ? mean / downsideDeviation * annual : null,
        };
    }
}
