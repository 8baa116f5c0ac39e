using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Momentum;
using LlmTrader.Strategies.Indicators.Trend;
using LlmTrader.Strategies.Indicators.Volatility;

namespace LlmTrader.Strategies.Generation.Observations;

/// <summary>How a market moves.</summary>
public enum MarketRegime : byte
{
    /// <summary>Too few bars to tell.</summary>
    Unknown,

    /// <summary>The volatility is among the highest tenth of what was seen.</summary>
    Turbulent,

    /// <summary>ADX of 25 or more (Wilder's own threshold), +DI above -DI.</summary>
    RisingTrend,

    /// <summary>ADX of 25 or more, -DI above +DI.</summary>
    FallingTrend,

    /// <summary>None of these.</summary>
    Range,
}

/// <summary>What indicators say at the newest bar; NaN while there are too few bars. Percent is 100 for all.</summary>
public sealed record HorizonFigures
{
    /// <summary>Returns that the volatility is taken over.</summary>
    public const int VolatilityLength = 20;

    private const double TrendStrength = 25, TurbulentPercentile = 0.9;

    /// <summary>Change of the close over 1 bar, percent.</summary>
    public required double Change1 { get; init; }

    /// <summary>Over 5 bars, percent.</summary>
    public required double Change5 { get; init; }

    /// <summary>Over 20 bars, percent.</summary>
    public required double Change20 { get; init; }

    /// <summary>Relative strength index of 14 bars, 0 to 100.</summary>
    public required double Rsi { get; init; }

    /// <summary>Average true range of 14 bars in percent of the close.</summary>
    public required double Range { get; init; }

    /// <summary>Strength of the trend: ADX of 14 bars, 0 to 100.</summary>
    public required double Trend { get; init; }

    /// <summary>+DI less -DI of 14 bars: where to.</summary>
    public required double Direction { get; init; }

    /// <summary>The close above its exponential average of 50 bars, percent.</summary>
    public required double AboveAverage { get; init; }

    /// <summary>Standard deviations of the close from its mean over 20 bars.</summary>
    public required double ZScore { get; init; }

    /// <summary>Near 100 sideways, near 0 in a straight trend: the choppiness index of 14 bars.</summary>
    public required double Choppiness { get; init; }

    /// <summary>Deviation of the log returns of 20 bars, percent a bar.</summary>
    public required double Volatility { get; init; }

    /// <summary>The share of the volatilities that were seen which is not above it, 0 to 1.</summary>
    public required double VolatilityPercentile { get; init; }

    /// <summary>The volume as a multiple of its mean over 20 bars.</summary>
    public required double RelativeVolume { get; init; }

    public MarketRegime Regime =>
        double.IsNaN(Trend) || double.IsNaN(VolatilityPercentile) ? MarketRegime.Unknown
        : VolatilityPercentile >= TurbulentPercentile ? MarketRegime.Turbulent
        : Trend >= TrendStrength ? (Direction >= 0 ? MarketRegime.RisingTrend : MarketRegime.FallingTrend)
        : MarketRegime.Range;

    /// <summary>Computes them over bars from the oldest to the newest.</summary>
    public static HorizonFigures Of(IEnumerable<ObservedBar> bars)
    {
        ArgumentNullException.ThrowIfNull(bars);
        Roc one = new(1), five = new(5), twenty = new(20);
        Rsi rsi = new(14);
        Natr range = new();
        Adx trend = new();
        Ema average = new(50);
        ZScore score = new(20);
        ChoppinessIndex choppiness = new();
        HistoricalVolatility volatility = new(VolatilityLength, periodsPerYear: 1);   // A bar's, so that no venue's calendar is asked.
        Sma volume = new(20);
        IIndicator[] ofBars = [one, five, twenty, rsi, range, trend, average, score, choppiness, volatility];
        List<double> volatilities = [];
        double close = double.NaN, lastVolume = double.NaN;
        foreach (ObservedBar bar in bars)
        {
            (close, lastVolume) = ((double)bar.Close, (double)bar.Volume);
            IndicatorInput input = new() { Open = (double)bar.Open, High = (double)bar.High, Low = (double)bar.Low, Close = close, Volume = lastVolume, Value = close };
            foreach (IIndicator indicator in ofBars) { indicator.Update(in input); }
            volume.Update(IndicatorInput.Of(lastVolume));
            if (!double.IsNaN(volatility[0])) { volatilities.Add(volatility[0]); }
        }

        return new HorizonFigures
        {
            Change1 = one[0],
            Change5 = five[0],
            Change20 = twenty[0],
            Rsi = rsi[0],
            Range = range[0],
            Trend = trend.Value,
            Direction = trend.Plus - trend.Minus,
            AboveAverage = 100 * ((close / average[0]) - 1),
            ZScore = score[0],
            Choppiness = choppiness[0],
            Volatility = 100 * volatility[0],
            VolatilityPercentile = volatilities.Count == 0 ? double.NaN : (double)volatilities.Count(seen => seen <= volatilities[^1]) / volatilities.Count,
            RelativeVolume = volume[0] > 0 ? lastVolume / volume[0] : double.NaN,
        };
    }
}
