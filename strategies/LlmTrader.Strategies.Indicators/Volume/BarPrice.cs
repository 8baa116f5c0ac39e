namespace LlmTrader.Strategies.Indicators.Volume;

/// <summary>The one price that stands for a bar when its volume is weighed.</summary>
public enum BarPrice
{
    /// <summary>(H + L + C) / 3.</summary>
    Typical,

    /// <summary>(O + H + L + C) / 4 (LEAN's moving VWAP).</summary>
    OhlcMean,
}

internal static class BarPrices
{
    public static double Typical(in IndicatorInput input) => (input.High + input.Low + input.Close) / 3.0;

    public static double Of(BarPrice price, in IndicatorInput input) => price == BarPrice.Typical
        ? Typical(input)
        : (input.Open + input.High + input.Low + input.Close) / 4.0;
}
