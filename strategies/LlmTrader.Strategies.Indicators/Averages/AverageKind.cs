namespace LlmTrader.Strategies.Indicators.Averages;

/// <summary>The moving averages that other indicators smooth with.</summary>
public enum AverageKind
{
    Simple,
    Exponential,
    Wilder,
    Weighted,
}
