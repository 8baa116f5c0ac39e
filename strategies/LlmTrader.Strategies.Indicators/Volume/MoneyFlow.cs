namespace LlmTrader.Strategies.Indicators.Volume;

/// <summary>Chaikin's money flow of one bar, the summand of <see cref="AccumulationDistribution"/> and <see cref="Cmf"/>.</summary>
internal static class MoneyFlow
{
    /// <summary>The volume times where the close is between low (-1) and high (1); 0 for a bar without a range.</summary>
    public static double Volume(in IndicatorInput input)
    {
        double range = input.High - input.Low;
        double multiplier = range == 0.0 ? 0.0 : ((input.Close - input.Low) - (input.High - input.Close)) / range;
        return double.IsNaN(input.Close) ? double.NaN : multiplier * input.Volume;
    }
}
