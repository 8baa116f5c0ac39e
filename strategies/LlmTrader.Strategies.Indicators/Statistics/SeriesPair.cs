namespace LlmTrader.Strategies.Indicators.Statistics;

/// <summary>
/// How indicators over two series read one input: the series that is evaluated is <see cref="IndicatorInput.Value"/>,
/// the one that it is held against (the market, say) is <see cref="IndicatorInput.Close"/>.
/// </summary>
public static class SeriesPair
{
    /// <summary>A step of two series at the same time.</summary>
    public static IndicatorInput Of(double evaluated, double reference) =>
        IndicatorInput.Of(reference) with { Value = evaluated };
}
