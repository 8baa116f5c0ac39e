using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Sources;
using LlmTrader.Strategies.Indicators.Statistics;
using LlmTrader.Strategies.Indicators.Trend;
using LlmTrader.Strategies.Indicators.Volatility;
using LlmTrader.Strategies.Indicators.Volume;

namespace LlmTrader.Tests.Golden.IndicatorsB;

/// <summary>Every golden column that these families can print, with the parameters that its file is made with.</summary>
internal static class GoldenCases
{
    private const string Sheets = "skender-spreadsheets/";
    private const string Baselines = "skender-baselines/";
    private const string Lean = "lean-spy/";

    public static IReadOnlyList<GoldenCase> All { get; } =
        [.. VolatilitySheets(), .. VolumeSheets(), .. TrendSheets(), .. StatisticsSheets(), .. LibraryBaselines(), .. LeanFiles()];

    private static IEnumerable<GoldenCase> VolatilitySheets() =>
    [
        new(Sheets + "tr__tr.csv.gz", "TR", () => new TrueRange(), 501),
        new(Sheets + "atr__atr.csv.gz", "TR", () => new TrueRange(), 501),
        new(Sheets + "atr__atr.csv.gz", "ATR", () => new Atr(14), 488),
        new(Sheets + "atr__atr.csv.gz", "ATR%", () => new Natr(14), 488),
        new(Sheets + "bollingerbands__bollinger-bands.csv.gz", "stdev", () => new StandardDeviation(20), 483),
        new(Sheets + "bollingerbands__bollinger-bands.csv.gz", "upper", () => new BollingerBands(), 483),
        new(Sheets + "bollingerbands__bollinger-bands.csv.gz", "sma", () => new BollingerBands(), 483) { Output = 1 },
        new(Sheets + "bollingerbands__bollinger-bands.csv.gz", "lower", () => new BollingerBands(), 483) { Output = 2 },
        new(Sheets + "bollingerbands__bollinger-bands.csv.gz", "%b", () => new BollingerBands(), 483) { Output = 3 },
        new(Sheets + "bollingerbands__bollinger-bands.csv.gz", "width", () => new BollingerBands(), 483) { Output = 4 },
        new(Sheets + "bollingerbands__bollinger-bands.csv.gz", "z-score", () => new ZScore(20), 483),
        new(Sheets + "stddev__stddev.csv.gz", "stddev", () => new StandardDeviation(10), 493),
        new(Sheets + "stddev__stddev.csv.gz", "mean", () => new BollingerBands(10), 493) { Output = 1 },
        new(Sheets + "stddev__stddev.csv.gz", "zscore", () => new ZScore(10), 493),
        new(Sheets + "stddev__stddev.csv.gz", "sma", () => new Smoothed(new StandardDeviation(10), 5), 489),
        new(Sheets + "chop__choppiness-index.csv.gz", "TrueRange", () => new TrueRange(), 501),
        new(Sheets + "chop__choppiness-index.csv.gz", "CHOP14", () => new ChoppinessIndex(14), 488),
        new(Sheets + "donchian__donchian.csv.gz", "Upper", () => new DonchianChannel(20), 482),
        new(Sheets + "donchian__donchian.csv.gz", "Center", () => new DonchianChannel(20), 482) { Output = 1 },
        new(Sheets + "donchian__donchian.csv.gz", "Lower", () => new DonchianChannel(20), 482) { Output = 2 },
        new(Sheets + "donchian__donchian.csv.gz", "Width", () => new DonchianChannel(20), 482) { Output = 3 },
    ];

    private static IEnumerable<GoldenCase> VolumeSheets() =>
    [
        new(Sheets + "adl__adl.csv.gz", "adl", () => new AccumulationDistribution(), 502),
        new(Sheets + "adl__adl.csv.gz", "sma", () => new Smoothed(new AccumulationDistribution(), 20), 483),
        new(Sheets + "obv__obv.csv.gz", "obv", () => new Obv(), 502),
        new(Sheets + "obv__obv.csv.gz", "sma", () => new Smoothed(new Obv(), 20), 483),
        new(Sheets + "cmf__cmf.csv.gz", "cmf", () => new Cmf(20), 483),
        new(Sheets + "mfi__mfi.csv.gz", "mf", () => new Mfi(14), 488),
        new(Sheets + "forceindex__force-index.csv.gz", "raw force", () => new ForceIndex(1), 501),
        new(Sheets + "forceindex__force-index.csv.gz", "ema force", () => new ForceIndex(13), 489),
        new(Sheets + "vwap__vwap.csv.gz", "VWAP", () => new SessionVwap(), 391),

        // The anchor is a session that begins at row 30; before it our first session is defined and the sheet is empty.
        new(Sheets + "vwap__vwap-with-start-date.csv.gz", "VWAP", () => new SessionVwap(), 361)
        {
            Inputs = table => [.. table.Bars().Select((bar, row) => bar with { Session = row < 30 ? 0 : 1 })],
            Rows = 30..,
        },
    ];

    private static IEnumerable<GoldenCase> TrendSheets() =>
    [
        new(Sheets + "adx__adx.csv.gz", "TR", () => new TrueRange(), 501),
        new(Sheets + "adx__adx.csv.gz", "ADX", () => new Adx(14), 475),
        new(Sheets + "adx__adx.csv.gz", "+DI14", () => new Adx(14), 488) { Output = 1 },
        new(Sheets + "adx__adx.csv.gz", "-DI14", () => new Adx(14), 488) { Output = 2 },
        new(Sheets + "adx__adx.csv.gz", "DX", () => new Adx(14), 488) { Output = 3 },
        new(Sheets + "aroon__aroon-25.csv.gz", "osc", () => new Aroon(25, AroonTie.Earliest), 477),
        new(Sheets + "aroon__aroon-25.csv.gz", "up", () => new Aroon(25, AroonTie.Earliest), 477) { Output = 1 },
        new(Sheets + "aroon__aroon-25.csv.gz", "down", () => new Aroon(25, AroonTie.Earliest), 477) { Output = 2 },
        new(Sheets + "aroon__aroon-25.csv.gz", "max", () => new Highest(26), 477) { Inputs = Highs },
        new(Sheets + "aroon__aroon-25.csv.gz", "min", () => new Lowest(26), 477) { Inputs = Lows },
        new(Sheets + "parabolicsar__parabolic-sar.csv.gz", "sar", () => new ParabolicSar(0.02, 0.2, 0.01), 502),
        .. SuperTrendSheet("supertrend__supertrend-14-3.csv.gz", 14, 488),
        .. SuperTrendSheet("supertrend__supertrend-10-3-with-bitcoin.csv.gz", 10, 1236),
        new(Sheets + "ichimoku__ichimoku.csv.gz", "tenkan", () => new Ichimoku(), 494),
        new(Sheets + "ichimoku__ichimoku.csv.gz", "kijun", () => new Ichimoku(), 477) { Output = 1 },
        new(Sheets + "ichimoku__ichimoku.csv.gz", "senkouA", () => new Ichimoku(), 451) { Output = 2 },
        new(Sheets + "ichimoku__ichimoku.csv.gz", "senkouB", () => new Ichimoku(), 425) { Output = 3 },
        new(Sheets + "vortex__vortex-indicator.csv.gz", "TR", () => new TrueRange(), 501),
        new(Sheets + "vortex__vortex-indicator.csv.gz", "VI+", () => new Vortex(14), 488),
        new(Sheets + "vortex__vortex-indicator.csv.gz", "VI-", () => new Vortex(14), 488) { Output = 1 },
    ];

    private static IEnumerable<GoldenCase> StatisticsSheets() =>
    [
        new(Sheets + "correlation__correlation.csv.gz", "corr", () => new Correlation(20), 483) { Inputs = Pairs },
        new(Sheets + "correlation__correlation.csv.gz", "R2", () => new Correlation(20), 483) { Output = 1, Inputs = Pairs },
        new(Sheets + "beta__beta.csv.gz", "beta", () => new Beta(20), 482) { Inputs = Pairs },
        new(Sheets + "slope__slope-linear-regression.csv.gz", "m", () => new LinearRegression(20), 483),
        new(Sheets + "slope__slope-linear-regression.csv.gz", "m#2", () => new LinearRegression(20), 483),

        // The sheet's lines start at row 0, and its second set at an index of 1; ours at the window's oldest bar.
        new(Sheets + "slope__slope-linear-regression.csv.gz", "b", () => new LinearRegression(20), 483) { Read = (line, row) => line[1] - line[0] * (row - 19) },
        new(Sheets + "slope__slope-linear-regression.csv.gz", "b#2", () => new LinearRegression(20), 483) { Read = (line, row) => line[1] - line[0] * (row - 18) },
        new(Sheets + "slope__slope-linear-regression.csv.gz", "r2", () => new LinearRegression(20), 483) { Output = 2 },
        new(Sheets + "slope__slope-linear-regression.csv.gz", "r2#2", () => new LinearRegression(20), 483) { Output = 2 },
        new(Sheets + "slope__slope-linear-regression.csv.gz", "stdev", () => new StandardDeviation(20), 483),
    ];

    private static IEnumerable<GoldenCase> LibraryBaselines() =>
    [
        new(Baselines + "adx.csv.gz", "adx", () => new Adx(14), 475) { Inputs = DefaultBars },
        new(Baselines + "adx.csv.gz", "pdi", () => new Adx(14), 488) { Output = 1, Inputs = DefaultBars },
        new(Baselines + "adx.csv.gz", "mdi", () => new Adx(14), 488) { Output = 2, Inputs = DefaultBars },
        new(Baselines + "adx.csv.gz", "dx", () => new Adx(14), 488) { Output = 3, Inputs = DefaultBars },
        new(Baselines + "aroon.csv.gz", "oscillator", () => new Aroon(25, AroonTie.Earliest), 477) { Inputs = DefaultBars },
        new(Baselines + "aroon.csv.gz", "aroonUp", () => new Aroon(25, AroonTie.Earliest), 477) { Output = 1, Inputs = DefaultBars },
        new(Baselines + "aroon.csv.gz", "aroonDown", () => new Aroon(25, AroonTie.Earliest), 477) { Output = 2, Inputs = DefaultBars },
        new(Baselines + "atr.csv.gz", "tr", () => new TrueRange(), 501) { Inputs = DefaultBars },
        new(Baselines + "atr.csv.gz", "atr", () => new Atr(14), 488) { Inputs = DefaultBars },
        new(Baselines + "atr.csv.gz", "atrp", () => new Natr(14), 488) { Inputs = DefaultBars },
        new(Baselines + "bb.csv.gz", "upperBand", () => new BollingerBands(), 483) { Inputs = DefaultBars },
        new(Baselines + "bb.csv.gz", "sma", () => new BollingerBands(), 483) { Output = 1, Inputs = DefaultBars },
        new(Baselines + "bb.csv.gz", "lowerBand", () => new BollingerBands(), 483) { Output = 2, Inputs = DefaultBars },
        new(Baselines + "bb.csv.gz", "percentB", () => new BollingerBands(), 483) { Output = 3, Inputs = DefaultBars },
        new(Baselines + "bb.csv.gz", "width", () => new BollingerBands(), 483) { Output = 4, Inputs = DefaultBars },
        new(Baselines + "bb.csv.gz", "zScore", () => new ZScore(20), 483) { Inputs = DefaultBars },
        new(Baselines + "cmf.csv.gz", "cmf", () => new Cmf(20), 483) { Inputs = DefaultBars },
        new(Baselines + "donchian.csv.gz", "upperBand", () => new DonchianChannel(20), 482) { Inputs = DefaultBars },
        new(Baselines + "donchian.csv.gz", "centerline", () => new DonchianChannel(20), 482) { Output = 1, Inputs = DefaultBars },
        new(Baselines + "donchian.csv.gz", "lowerBand", () => new DonchianChannel(20), 482) { Output = 2, Inputs = DefaultBars },
        new(Baselines + "donchian.csv.gz", "width", () => new DonchianChannel(20), 482) { Output = 3, Inputs = DefaultBars },
        new(Baselines + "ichimoku.csv.gz", "tenkanSen", () => new Ichimoku(), 494) { Inputs = DefaultBars },
        new(Baselines + "ichimoku.csv.gz", "kijunSen", () => new Ichimoku(), 477) { Output = 1, Inputs = DefaultBars },
        new(Baselines + "ichimoku.csv.gz", "senkouSpanA", () => new Ichimoku(), 451) { Output = 2, Inputs = DefaultBars },
        new(Baselines + "ichimoku.csv.gz", "senkouSpanB", () => new Ichimoku(), 425) { Output = 3, Inputs = DefaultBars },
        new(Baselines + "keltner.csv.gz", "upperBand", () => new KeltnerChannel(), 483) { Inputs = DefaultBars },
        new(Baselines + "keltner.csv.gz", "centerline", () => new KeltnerChannel(), 483) { Output = 1, Inputs = DefaultBars },
        new(Baselines + "keltner.csv.gz", "lowerBand", () => new KeltnerChannel(), 483) { Output = 2, Inputs = DefaultBars },
        new(Baselines + "keltner.csv.gz", "width", () => new KeltnerChannel(), 483) { Output = 3, Inputs = DefaultBars },
        new(Baselines + "mfi.csv.gz", "mfi", () => new Mfi(14), 488) { Inputs = DefaultBars },
        new(Baselines + "obv.csv.gz", "obv", () => new Obv(), 502) { Inputs = DefaultBars },

        // The library prints nothing up to the first reversal, because the direction that it starts with is a guess.
        new(Baselines + "psar.csv.gz", "sar", () => new ParabolicSar(), 488) { Inputs = DefaultBars, PrintsLess = true },
        new(Baselines + "supertrend.csv.gz", "superTrend", () => new SuperTrend(), 492) { Inputs = DefaultBars },
        new(Baselines + "vwap.csv.gz", "vwap", () => new SessionVwap(), 502) { Inputs = DefaultBars },
    ];

    private static IEnumerable<GoldenCase> LeanFiles() =>
    [
        new(Lean + "spy_aroon_oscillator.txt.gz", "Aroon Oscillator 14", () => new Aroon(14), 486) { IsSingle = true },
        new(Lean + "spy_atr.txt.gz", "Average True Range 14", () => new Atr(14, AverageKind.Simple), 487) { IsSingle = true },
        new(Lean + "spy_atr_wilder.txt.gz", "Average True Range 14", () => new Atr(14, first: FirstTrueRange.HighLow), 488) { IsSingle = true },
        new(Lean + "spy_natr.txt.gz", "NATR_5", () => new Natr(5), 495),
        new(Lean + "spy_bollinger_bands.txt.gz", "Bollinger Bands® 20 2 Top", () => new BollingerBands(), 481) { IsSingle = true },
        new(Lean + "spy_bollinger_bands.txt.gz", "Moving Average 20", () => new BollingerBands(), 481) { Output = 1, IsSingle = true },
        new(Lean + "spy_bollinger_bands.txt.gz", "Bollinger Bands® 20 2 Bottom", () => new BollingerBands(), 481) { Output = 2, IsSingle = true },
        new(Lean + "spy_bollinger_bands.txt.gz", "%B", () => new BollingerBands(), 481) { Output = 3, IsSingle = true },
        // Computed from the bands as printed, each off by up to half a unit in the fourth decimal.
        new(Lean + "spy_bollinger_bands.txt.gz", "BandWidth", () => new BollingerBands(), 481) { Read = (bands, _) => 100.0 * bands[4], Slack = 1e-4 },
        // TA-Lib subtracts running sums of squares; its own error shows from the tenth decimal on.
        new(Lean + "spy_var.txt.gz", "Var", () => new Variance(10), 491) { Slack = 1e-9 },
        new(Lean + "spy_with_chop.csv.gz", "CHOP14", () => new ChoppinessIndex(14, FirstTrueRange.HighLow, ChoppinessSpan.HighLow), 487),
        new(Lean + "spy_with_don50.txt.gz", "Donchian Channels 50 Top", () => new DonchianChannel(50, DonchianBars.IncludingCurrent), 451) { Rows = LeanDonchianRows },
        new(Lean + "spy_with_don50.txt.gz", "Donchian Channels 50 Mean", () => new DonchianChannel(50, DonchianBars.IncludingCurrent), 451) { Output = 1, Rows = LeanDonchianRows },
        new(Lean + "spy_with_don50.txt.gz", "Donchian Channels 50 Bottom", () => new DonchianChannel(50, DonchianBars.IncludingCurrent), 451) { Output = 2, Rows = LeanDonchianRows },
        new(Lean + "spy_with_keltner.csv.gz", "Keltner Channels 20 Top", LeanKeltner, 482) { IsSingle = true },
        new(Lean + "spy_with_keltner.csv.gz", "Middle Band", LeanKeltner, 482) { Output = 1, IsSingle = true },
        new(Lean + "spy_with_keltner.csv.gz", "Keltner Channels 20 Bottom", LeanKeltner, 482) { Output = 2, IsSingle = true },
        // The file begins inside the series. Its last value does not follow from its last bar as printed (0.0562765 against
        // 0.0562780, all 280 before it match to 15 digits); presumably that bar was exported before it was complete.
        new(Lean + "spy_cmf.txt.gz", "CMF_20", () => new Cmf(20), 280) { Rows = 19..^1 },
        new(Lean + "spy_mfi.txt.gz", "Money Flow Index 20", () => new Mfi(20), 480) { IsSingle = true },
        // The volumes are printed to seven digits, so each adds up to 50 shares of error, and the line sums up to 500 of them. The
        // file leaves its first row empty, where ours already shows the volume that it starts with.
        new(Lean + "spy_with_obv.txt.gz", "OBV", () => new Obv(ObvStart.FirstVolume), 500) { Rows = 1.., Slack = 1_000.0 },
        new(Lean + "spy_with_vwap.txt.gz", "Moving VWAP 50", () => new MovingVwap(50, BarPrice.OhlcMean), 452) { IsSingle = true },
        new(Lean + "spy_with_adx.txt.gz", "ADX 14", () => new Adx(14), 477),
        new(Lean + "spy_with_adx.txt.gz", "+DI14", () => new Adx(14), 490) { Output = 1 },
        new(Lean + "spy_with_adx.txt.gz", "-DI14", () => new Adx(14), 490) { Output = 2 },
        new(Lean + "spy_with_adx.txt.gz", "DX", () => new Adx(14), 490) { Output = 3 },
        new(Lean + "spy_with_adx.txt.gz", "TR", () => new TrueRange(), 503),
        new(Lean + "spy_with_ichimoku.csv.gz", "Tenkan", () => new Ichimoku(), 492),
        new(Lean + "spy_with_ichimoku.csv.gz", "Kijun", () => new Ichimoku(), 475) { Output = 1 },
        new(Lean + "spy_with_ichimoku.csv.gz", "Senkou A", () => new Ichimoku(), 449) { Output = 2 },
        new(Lean + "spy_with_ichimoku.csv.gz", "Senkou B", () => new Ichimoku(), 423) { Output = 3 },
        new(Lean + "spy_with_vtx.csv.gz", "plus_vtx", () => new Vortex(14), 486),
        new(Lean + "spy_with_vtx.csv.gz", "minus_vtx", () => new Vortex(14), 486) { Output = 1 },
        new(Lean + "spy_heikin_ashi.txt.gz", "HA_Open", () => new HeikinAshi(), 500),
        new(Lean + "spy_heikin_ashi.txt.gz", "HA_High", () => new HeikinAshi(), 500) { Output = 1 },
        new(Lean + "spy_heikin_ashi.txt.gz", "HA_Low", () => new HeikinAshi(), 500) { Output = 2 },
        new(Lean + "spy_heikin_ashi.txt.gz", "HA_Close", () => new HeikinAshi(), 500) { Output = 3 },
    ];

    private static IEnumerable<GoldenCase> SuperTrendSheet(string file, int length, int values) =>
    [
        new(Sheets + file, "SuperTrend", () => new SuperTrend(length), values),
        new(Sheets + file, "Upper", () => new SuperTrend(length), values) { Output = 2 },
        new(Sheets + file, "Lower", () => new SuperTrend(length), values) { Output = 3 },
    ];

    // The file shows narrower channels while its window fills, and nothing in its last row.
    private static Range LeanDonchianRows => 49..^1;

    private static KeltnerChannel LeanKeltner() => new(20, 1.5, 20, KeltnerStyle.Simple);

    private static IndicatorInput[] DefaultBars(SheetTable table) => new SheetTable("skender-quotes/default.csv").Bars();

    private static IndicatorInput[] Highs(SheetTable table) => [.. table.Bars().Select(bar => bar with { Value = bar.High })];

    private static IndicatorInput[] Lows(SheetTable table) => [.. table.Bars().Select(bar => bar with { Value = bar.Low })];

    private static IndicatorInput[] Pairs(SheetTable table) =>
        [.. table.Numbers("eval").Zip(table.Numbers("mrkt"), SeriesPair.Of)];
}
