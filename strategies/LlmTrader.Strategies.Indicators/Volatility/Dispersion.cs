namespace LlmTrader.Strategies.Indicators.Volatility;

/// <summary>What the squared distances from the mean are divided by.</summary>
public enum Dispersion
{
    /// <summary>n: the spread of exactly these values (charting programs, TA-Lib).</summary>
    Population,

    /// <summary>n - 1: an unbiased estimate of the variance of what they were drawn from (statistics).</summary>
    Sample,
}
