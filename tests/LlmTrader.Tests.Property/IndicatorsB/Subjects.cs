using LlmTrader.Perf.Latency.Indicators;
using LlmTrader.Strategies.Indicators.Sources;
using LlmTrader.Strategies.Indicators.Statistics;
using LlmTrader.Strategies.Indicators.Trend;
using LlmTrader.Strategies.Indicators.Volatility;
using LlmTrader.Strategies.Indicators.Volume;

namespace LlmTrader.Tests.Property.IndicatorsB;

/// <summary>Every indicator of volatility, volume, trend, statistics and sources beside its plain twin.</summary>
internal static class Subjects
{
    public static IReadOnlyList<Subject> All { get; } =
    [
        new("TrueRange", () => new TrueRange(), bars => [Plain.TrueRanges(bars)]) { IsWindowed = true },
        new("Atr(14)", () => new Atr(14), bars => PlainIndicators.Atr(bars, 14)),
        new("Natr(5)", () => new Natr(5), bars => PlainVolatility.Natr(bars, 5)),
        new("BollingerBands(20, 2)", () => new BollingerBands(), bars => PlainIndicators.Bollinger(bars, 20, 2.0)) { IsWindowed = true, Zero = 1e-3 },
        new("KeltnerChannel(20, 2, 10)", () => new KeltnerChannel(), bars => PlainIndicators.Keltner(bars, 20, 2.0, 10)),
        new("DonchianChannel(20, Previous)", () => new DonchianChannel(20), bars => PlainIndicators.Donchian(bars, 20, 1)) { IsWindowed = true },
        new("DonchianChannel(7, IncludingCurrent)", () => new DonchianChannel(7, DonchianBars.IncludingCurrent), bars => PlainIndicators.Donchian(bars, 7, 0)) { IsWindowed = true },
        new("Variance(20)", () => new Variance(20), bars => [Exact.Variances(Plain.Values(bars), 20)]) { IsWindowed = true },
        new("Variance(7, Sample)", () => new Variance(7, Dispersion.Sample), bars => [Exact.Variances(Plain.Values(bars), 7, lost: 1)]) { IsWindowed = true },
        new("StandardDeviation(20)", () => new StandardDeviation(20), bars => [Exact.Deviations(Plain.Values(bars), 20)]) { IsWindowed = true },
        new("StandardDeviation(5, Sample)", () => new StandardDeviation(5, Dispersion.Sample), bars => [Exact.Deviations(Plain.Values(bars), 5, lost: 1)]) { IsWindowed = true },
        new("ZScore(20)", () => new ZScore(20), bars => PlainIndicators.ZScore(bars, 20)) { IsWindowed = true, Zero = 1e-3 },
        new("HistoricalVolatility(30, 365)", () => new HistoricalVolatility(30, 365.0), bars => PlainVolatility.HistoricalVolatility(bars, 30, 365.0)) { IsWindowed = true },
        new("ChoppinessIndex(14)", () => new ChoppinessIndex(14), bars => PlainVolatility.Choppiness(bars, 14)) { IsWindowed = true, Zero = 1e-3 },

        new("Obv(Zero)", () => new Obv(), bars => PlainVolume.Obv(bars, startsWithVolume: false)) { Zero = 1.0 },
        new("Obv(FirstVolume)", () => new Obv(ObvStart.FirstVolume), bars => PlainVolume.Obv(bars, startsWithVolume: true)) { Zero = 1.0 },
        new("AccumulationDistribution", () => new AccumulationDistribution(), PlainVolume.AccumulationDistribution) { Zero = 1.0 },
        new("Cmf(20)", () => new Cmf(20), bars => PlainVolume.Cmf(bars, 20)) { IsWindowed = true, Zero = 1e-3 },
        new("Mfi(14)", () => new Mfi(14), bars => PlainIndicators.Mfi(bars, 14)) { IsWindowed = true, Zero = 1e-3 },
        new("SessionVwap", () => new SessionVwap(), PlainVolume.SessionVwap),
        new("MovingVwap(50)", () => new MovingVwap(50, BarPrice.OhlcMean), bars => PlainVolume.MovingVwap(bars, 50)) { IsWindowed = true },
        new("ForceIndex(13)", () => new ForceIndex(13), bars => PlainVolume.ForceIndex(bars, 13)) { Zero = 1.0 },

        new("Adx(14)", () => new Adx(14), bars => PlainIndicators.Adx(bars, 14)) { Zero = 1e-3 },
        new("Aroon(25, Latest)", () => new Aroon(25), bars => PlainTrend.Aroon(bars, 25, latest: true)) { IsWindowed = true },
        new("Aroon(14, Earliest)", () => new Aroon(14, AroonTie.Earliest), bars => PlainTrend.Aroon(bars, 14, latest: false)) { IsWindowed = true },
        new("ParabolicSar(0.02, 0.2)", () => new ParabolicSar(), bars => PlainTrend.ParabolicSar(bars, 0.02, 0.2)),
        new("SuperTrend(10, 3)", () => new SuperTrend(), bars => PlainIndicators.SuperTrend(bars, 10, 3.0)),
        new("Ichimoku(9, 26, 52, 26)", () => new Ichimoku(), bars => PlainTrend.Ichimoku(bars, 9, 26, 52, 26)) { IsWindowed = true },
        new("Vortex(14)", () => new Vortex(14), bars => PlainTrend.Vortex(bars, 14)) { IsWindowed = true },

        new("LinearRegression(20)", () => new LinearRegression(20), bars => PlainIndicators.LinearRegression(bars, 20)) { IsWindowed = true, Zero = 1e-3 },
        new("Correlation(20)", () => new Correlation(20), bars => PlainStatistics.Correlation(bars, 20)) { IsWindowed = true, Zero = 1e-3 },
        new("Beta(20)", () => new Beta(20), bars => PlainStatistics.Beta(bars, 20)) { IsWindowed = true, Zero = 1e-3 },
        new("Highest(20)", () => new Highest(20), bars => [Plain.Max(Plain.Values(bars), 20)]) { IsWindowed = true },
        new("Lowest(20)", () => new Lowest(20), bars => [Plain.Min(Plain.Values(bars), 20)]) { IsWindowed = true },

        new("HeikinAshi", () => new HeikinAshi(), PlainVolume.HeikinAshi),
    ];

    public static TheoryData<string> Names { get; } = [.. All.Select(subject => subject.Name)];

    public static Subject Named(string name) => All.Single(subject => subject.Name == name);
}
