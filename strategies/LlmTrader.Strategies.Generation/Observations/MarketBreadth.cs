namespace LlmTrader.Strategies.Generation.Observations;

/// <summary>The universe as a whole over bars of one length; instruments with too few bars are not counted.</summary>
public sealed record MarketBreadth
{
    public required string Bar { get; init; }

    /// <summary>The share of instruments that rose over 20 bars, 0 to 1.</summary>
    public required double Rising { get; init; }

    /// <summary>The share whose close is above its average of 50 bars.</summary>
    public required double AboveAverage { get; init; }

    /// <summary>The median change over 20 bars, percent.</summary>
    public required double MedianChange { get; init; }

    /// <summary>The median percentile of volatility.</summary>
    public required double MedianVolatilityPercentile { get; init; }

    /// <summary>What most instruments are in; of several as many, the one that comes first in <see cref="MarketRegime"/>, unknown last.</summary>
    public required MarketRegime Regime { get; init; }

    public static MarketBreadth Of(string bar, IReadOnlyList<HorizonFigures> figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        double[] changes = Known(figures, one => one.Change20), distances = Known(figures, one => one.AboveAverage);
        return new MarketBreadth
        {
            Bar = bar,
            Rising = Share(changes),
            AboveAverage = Share(distances),
            MedianChange = Median(changes),
            MedianVolatilityPercentile = Median(Known(figures, one => one.VolatilityPercentile)),
            Regime = figures.Select(one => one.Regime).Where(regime => regime != MarketRegime.Unknown).GroupBy(regime => regime)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key).Select(group => group.Key).FirstOrDefault(),
        };
    }

    // Sorted: sums and medians do not depend on who came first.
    private static double[] Known(IReadOnlyList<HorizonFigures> figures, Func<HorizonFigures, double> read) => [.. figures.Select(read).Where(double.IsFinite).Order()];

    private static double Share(double[] values) => values.Length == 0 ? double.NaN : (double)values.Count(value => value > 0) / values.Length;

    private static double Median(double[] sorted) => sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
