using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Averages;

/// <summary>Makes the moving average that an indicator's parameter names.</summary>
public static class MovingAverage
{
    /// <param name="kind">Which average.</param>
    /// <param name="length">Its length, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="seed">Start of the recursive ones; the windowed ones (Simple, Weighted) have none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kind is unknown or the length is outside its range.</exception>
    public static SeriesIndicator Create(AverageKind kind, int length, Seed seed = Seed.Average) => kind switch
    {
        AverageKind.Simple => new Sma(length),
        AverageKind.Exponential => new Ema(length, seed),
        AverageKind.Wilder => new Rma(length, seed),
        AverageKind.Weighted => new Wma(length),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no moving average of that kind."),
    };
}
