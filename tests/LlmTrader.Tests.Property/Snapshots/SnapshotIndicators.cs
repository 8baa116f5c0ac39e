using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Volatility;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>Ways to make an indicator: all of the language's with parameters at random, and options that the language does not offer.</summary>
internal static class SnapshotIndicators
{
    /// <summary>Each makes another one with the same parameters at every call.</summary>
    public static IEnumerable<(string Name, Func<IIndicator> Create)> All(Random random)
    {
        foreach (IndicatorDefinition definition in IndicatorCatalog.All)
        {
            double[] parameters = Parameters(definition, random);
            yield return ($"{definition.Name}({string.Join(", ", parameters)})", () => definition.Create(parameters));
        }

        foreach (IndicatorsA.Subject subject in IndicatorsA.Subjects.All) { yield return (subject.Name, subject.Create); }
        foreach (IndicatorsB.Subject subject in IndicatorsB.Subjects.All) { yield return (subject.Name, subject.Create); }
        int length = 2 + random.Next(20);
        yield return ($"TrueRange(HighLow)", () => new TrueRange(FirstTrueRange.HighLow));
        yield return ($"Atr({length}, Simple, HighLow)", () => new Atr(length, AverageKind.Simple, FirstTrueRange.HighLow));
        yield return ($"KeltnerChannel({length}, Simple)", () => new KeltnerChannel(length, 1.5, length + 1, KeltnerStyle.Simple));
        yield return ($"ChoppinessIndex({length}, HighLow)", () => new ChoppinessIndex(length, FirstTrueRange.HighLow, ChoppinessSpan.HighLow));
    }

    // Until they fit one another (fast below slow).
    private static double[] Parameters(IndicatorDefinition definition, Random random)
    {
        while (true)
        {
            double[] values = [.. definition.Parameters.Select(parameter => Value(parameter, random))];
            try
            {
                definition.Create(values);
                return values;
            }
            catch (ArgumentException)
            {
            }
        }
    }

    private static double Value(IndicatorParameter parameter, Random random)
    {
        if (!parameter.IsInteger) { return parameter.Minimum + (random.NextDouble() * (Math.Min(parameter.Maximum, 5) - parameter.Minimum)); }
        return Math.Max(parameter.Minimum, random.Next(1, 40));
    }
}
