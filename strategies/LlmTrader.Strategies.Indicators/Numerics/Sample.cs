namespace LlmTrader.Strategies.Indicators.Numerics;

/// <summary>Which numbers the rolling statistics take.</summary>
public static class Sample
{
    /// <summary>Above any price or volume, and small enough that the sum of squares of the longest window, squared again, stays finite.</summary>
    public const double Limit = 1e140;

    /// <summary>
    /// Whether a value is no sample: NaN, infinite or past <see cref="Limit"/>. A missing value starts every rolling
    /// statistic anew, so that what follows is bit for bit what a fresh one would give.
    /// </summary>
    public static bool IsMissing(double value) => !(Math.Abs(value) < Limit);
}
