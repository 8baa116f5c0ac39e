using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Statistics;
using LlmTrader.Strategies.Indicators.Trend;
using LlmTrader.Strategies.Indicators.Volatility;
using LlmTrader.Strategies.Indicators.Volume;

namespace LlmTrader.Tests.Unit.IndicatorsB;

/// <summary>Parameters outside their range are refused by name, those at its ends work, and the warm-up follows from them.</summary>
public sealed class ParameterTests
{
    private static readonly Dictionary<string, (int Minimum, Func<int, IIndicator> Create)> ByLength = new()
    {
        ["Atr"] = (1, n => new Atr(n)),
        ["Natr"] = (1, n => new Natr(n)),
        ["BollingerBands"] = (2, n => new BollingerBands(n)),
        ["KeltnerChannel"] = (1, n => new KeltnerChannel(n)),
        ["KeltnerChannel.atr"] = (1, n => new KeltnerChannel(20, 2.0, n)),
        ["DonchianChannel"] = (1, n => new DonchianChannel(n)),
        ["Variance"] = (2, n => new Variance(n)),
        ["StandardDeviation"] = (2, n => new StandardDeviation(n)),
        ["ZScore"] = (2, n => new ZScore(n)),
        ["HistoricalVolatility"] = (2, n => new HistoricalVolatility(n)),
        ["ChoppinessIndex"] = (2, n => new ChoppinessIndex(n)),
        ["Cmf"] = (1, n => new Cmf(n)),
        ["Mfi"] = (1, n => new Mfi(n)),
        ["MovingVwap"] = (1, n => new MovingVwap(n)),
        ["ForceIndex"] = (1, n => new ForceIndex(n)),
        ["Adx"] = (1, n => new Adx(n)),
        ["Aroon"] = (1, n => new Aroon(n)),
        ["Vortex"] = (1, n => new Vortex(n)),
        ["SuperTrend"] = (1, n => new SuperTrend(n)),
        ["Ichimoku.tenkan"] = (1, n => new Ichimoku(tenkanLength: n)),
        ["Ichimoku.kijun"] = (1, n => new Ichimoku(kijunLength: n)),
        ["Ichimoku.senkouB"] = (1, n => new Ichimoku(senkouBLength: n)),
        ["Ichimoku.displacement"] = (0, n => new Ichimoku(displacement: n)),
        ["LinearRegression"] = (2, n => new LinearRegression(n)),
        ["Correlation"] = (2, n => new Correlation(n)),
        ["Beta"] = (2, n => new Beta(n)),
        ["Highest"] = (1, n => new Highest(n)),
        ["Lowest"] = (1, n => new Lowest(n)),
    };

    public static TheoryData<string> Lengths => [.. ByLength.Keys];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_length_outside_its_range_is_refused_by_name(string name)
    {
        (int minimum, Func<int, IIndicator> create) = ByLength[name];
        foreach (int length in new[] { minimum - 1, -5, Parameter.MaxLength + 1 })
        {
            ArgumentOutOfRangeException refused = Assert.Throws<ArgumentOutOfRangeException>(() => create(length));
            Assert.Contains("number of updates from", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void The_shortest_length_works(string name)
    {
        IIndicator indicator = ByLength[name].Create(ByLength[name].Minimum);
        for (int t = 0; t < indicator.WarmUp; t++)
        {
            // Rises, falls and turns over by turns, so that no statistic of two bars is without a scale.
            double close = 100.0 + t % 3 * (1.0 + t % 5);
            indicator.Update(new IndicatorInput
            {
                Open = close, High = close + 1.0, Low = close - 1.5, Close = close, Volume = 10.0 + t, Value = close + t % 2,
            });
        }

        Assert.All(Enumerable.Range(0, indicator.OutputCount), output => Assert.True(double.IsFinite(indicator[output]), $"output {output}"));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-2.0)]
    [InlineData(1001.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_multiplier_outside_its_range_is_refused_by_name(double multiplier)
    {
        Assert.Equal("multiplier", Assert.Throws<ArgumentOutOfRangeException>(() => new BollingerBands(20, multiplier)).ParamName);
        Assert.Equal("multiplier", Assert.Throws<ArgumentOutOfRangeException>(() => new KeltnerChannel(20, multiplier)).ParamName);
        Assert.Equal("multiplier", Assert.Throws<ArgumentOutOfRangeException>(() => new SuperTrend(10, multiplier)).ParamName);
    }

    [Theory]
    [InlineData(-0.01, 0.2, 0.01, "step")]
    [InlineData(double.NaN, 0.2, 0.01, "step")]
    [InlineData(0.02, 0.01, 0.01, "maximum")]
    [InlineData(0.02, 11.0, 0.01, "maximum")]
    [InlineData(0.02, 0.2, 0.21, "initial")]
    [InlineData(0.02, 0.2, -0.1, "initial")]
    public void An_acceleration_outside_its_range_is_refused_by_name(double step, double maximum, double initial, string name) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new ParabolicSar(step, maximum, initial)).ParamName);

    [Fact]
    public void Other_parameters_outside_their_range_are_refused_by_name()
    {
        Assert.Equal("periodsPerYear", Assert.Throws<ArgumentOutOfRangeException>(() => new HistoricalVolatility(20, 0.0)).ParamName);
        Assert.Equal("kind", Assert.Throws<ArgumentOutOfRangeException>(() => new Atr(14, (AverageKind)99)).ParamName);
    }

    [Fact]
    public void Warm_up_follows_from_the_parameters()
    {
        Assert.Equal(15, new Atr(14).WarmUp);
        Assert.Equal(14, new Atr(14, first: FirstTrueRange.HighLow).WarmUp);
        Assert.Equal(28, new Adx(14).WarmUp);
        Assert.Equal(20, new KeltnerChannel(20, 2.0, 10).WarmUp);
        Assert.Equal(31, new KeltnerChannel(20, 2.0, 30).WarmUp);
        Assert.Equal(21, new DonchianChannel(20).WarmUp);
        Assert.Equal(20, new DonchianChannel(20, DonchianBars.IncludingCurrent).WarmUp);
        Assert.Equal(78, new Ichimoku().WarmUp);
        Assert.Equal(64, new Ichimoku(9, 60, 52, 4).WarmUp);
        Assert.Equal(15, new ChoppinessIndex(14).WarmUp);
    }
}
