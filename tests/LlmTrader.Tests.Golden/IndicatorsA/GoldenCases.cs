using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Momentum;

namespace LlmTrader.Tests.Golden.IndicatorsA;

/// <summary>Every golden column of the averages and the momentum family, with the parameters that its file is made with.</summary>
internal static class GoldenCases
{
    private const string Sheets = "skender-spreadsheets/";
    private const string Baselines = "skender-baselines/";
    private const string Lean = "lean-spy/";
    /// <summary>
    /// spy_with_cci differs by what single precision costs there: one ulp of a price of 175, 1.5e-5, over 0.015 times a
    /// mean deviation of 0.43 is 2.4e-3. Prices rounded to it do not bring it closer, so the order of its sums is another.
    /// The baselines pin the formula to 1e-10.
    /// </summary>
    private const double CciNoise = 2.5e-3;

    /// <summary>
    /// spy_with_macd keeps seven significant digits of each number, printed as binary noise (14.984770000000001), and was
    /// computed from numbers cut likewise, which adds this much. It prints nothing before row 180.
    /// </summary>
    private const double MacdNoise = 1.5e-6;

    private const string DefaultBars = "skender-quotes/default.csv";

    public static IReadOnlyList<GoldenCase> All { get; } = [.. Spreadsheets(), .. LibraryBaselines(), .. LeanFiles()];

    private static IEnumerable<GoldenCase> Spreadsheets() =>
    [
        new(Sheets + "sma__sma-close.csv.gz", "SMA", () => new Sma(20)) { Values = 483 },
        new(Sheets + "sma__sma-close.csv.gz", "Upper", () => new Sma(20)) { Then = (x, _) => 1.025 * x, Values = 483 },
        new(Sheets + "sma__sma-close.csv.gz", "Lower", () => new Sma(20)) { Then = (x, _) => 0.975 * x, Values = 483 },
        new(Sheets + "sma__sma-close.csv.gz", "SMA(O)", () => new Sma(20)) { Value = bar => bar.Open, Values = 483 },
        new(Sheets + "sma__sma-volume.csv.gz", "sma", () => new Sma(20)) { Value = bar => bar.Volume, Values = 483 },
        new(Sheets + "ema__ema.csv.gz", "ema", () => new Ema(20)) { Values = 483 },
        new(Sheets + "ema__ema.csv.gz", "ema(O)", () => new Ema(20)) { Value = bar => bar.Open, Values = 483 },
        new(Sheets + "elderray__elder-ray-index.csv.gz", "ema", () => new Ema(13)) { Values = 490 },
        // The sheets of WMA and HMA print few rows; the baselines and LEAN's HMA print all.
        new(Sheets + "wma__wma.csv.gz", "wma", () => new Wma(20)) { Values = 2, AlsoDefined = 481 },
        new(Sheets + "smma__smoothed-moving-average.csv.gz", "SMMA", () => new Rma(20)) { Values = 483 },
        new(Sheets + "alligator__alligator.csv.gz", "Jaw (13, 8)", () => new Rma(13)) { Value = Median, ShiftedBy = 8, Values = 482 },
        new(Sheets + "alligator__alligator.csv.gz", "Teeth (8, 5)", () => new Rma(8)) { Value = Median, ShiftedBy = 5, Values = 490 },
        new(Sheets + "alligator__alligator.csv.gz", "Lips (5, 3)", () => new Rma(5)) { Value = Median, ShiftedBy = 3, Values = 495 },
        // The sheets start all EMAs of a cascade at the seed of the first; TA-Lib and LEAN average each one's own inputs.
        new(Sheets + "dema__dema.csv.gz", "dema", () => new Dema(20, Seed.FirstValue)) { Values = 483 },
        new(Sheets + "tema__tema.csv.gz", "tema", () => new Tema(20, Seed.FirstValue)) { Values = 483 },
        new(Sheets + "hma__hma.csv.gz", "wma(n)", () => new Wma(20)) { Values = 483 },
        new(Sheets + "hma__hma.csv.gz", "wma(n/2)", () => new Wma(10)) { Values = 493 },
        new(Sheets + "hma__hma.csv.gz", "hma", () => new Hma(20)) { Values = 2, AlsoDefined = 478 },
        new(Sheets + "kama__kama.csv.gz", "KAMA", () => new Kama(10)) { Values = 493 },
        new(Sheets + "kama__kama.csv.gz", "ER", () => new Kama(10)) { Output = 1, Values = 492 },
        new(Sheets + "vwma__vwma-10.csv.gz", "vwma", () => new Vwma(10)) { Values = 493 },
        new(Sheets + "alma__alma.csv.gz", "alma", () => new Alma(10)) { Values = 493 },
        new(Sheets + "t3__t3.csv.gz", "T3", () => new T3(5, 0.7, Seed.FirstValue)) { Values = 502 },

        new(Sheets + "rsi__rsi.csv.gz", "RSI(14)", () => new Rsi(14)) { Values = 488 },
        new(Sheets + "rsi__rsi.csv.gz", "EMA(20)", () => new Chain(new Rsi(14), new Ema(20))) { Values = 469 },
        new(Sheets + "stochrsi__stochrsi.csv.gz", "RSI(14)", () => new Rsi(14)) { Values = 488 },
        new(Sheets + "stochrsi__stochrsi.csv.gz", "K(14)'", () => new StochRsi(14, 14, 1, 1)) { Values = 475 },
        new(Sheets + "stochrsi__stochrsi.csv.gz", "StochRSI", () => new StochRsi(14, 14, 3, 3)) { Values = 473 },
        new(Sheets + "stochrsi__stochrsi.csv.gz", "D(3)", () => new StochRsi(14, 14, 3, 3)) { Output = 1, Values = 471 },
        new(Sheets + "stoch__sto-14-3-3-2.csv.gz", "K(14)'", () => new Stochastic(14, 1, 1)) { Values = 489 },
        new(Sheets + "stoch__sto-14-3-3-2.csv.gz", "%K", () => new Stochastic()) { Values = 487 },
        new(Sheets + "stoch__sto-14-3-3-2.csv.gz", "%D", () => new Stochastic()) { Output = 1, Values = 485 },
        new(Sheets + "stoch__sto-14-3-3-2.csv.gz", "%J", () => new Stochastic()) { Output = 2, Values = 485 },
        new(Sheets + "stoch__sto-9-3-3-smma-5-4.csv.gz", "K(9)'", () => new Stochastic(9, 1, 1)) { Values = 494 },
        new(Sheets + "stoch__sto-9-3-3-smma-5-4.csv.gz", "%K", () => Smoothed9()) { Values = 494 },
        new(Sheets + "stoch__sto-9-3-3-smma-5-4.csv.gz", "%D", () => Smoothed9()) { Output = 1, Values = 494 },
        new(Sheets + "stoch__sto-9-3-3-smma-5-4.csv.gz", "%J", () => Smoothed9()) { Output = 2, Values = 494 },
        new(Sheets + "williamsr__williamsr-14.csv.gz", "%R", () => new WilliamsR()) { Values = 736 },
        new(Sheets + "macd__macd.csv.gz", "EMA12", () => new Ema(12)) { Values = 491 },
        new(Sheets + "macd__macd.csv.gz", "EMA26", () => new Ema(26)) { Values = 477 },
        new(Sheets + "macd__macd.csv.gz", "MACD", () => new Macd()) { Values = 477 },
        new(Sheets + "macd__macd.csv.gz", "Signal", () => new Macd()) { Output = 1, Values = 469 },
        new(Sheets + "macd__macd.csv.gz", "Histo", () => new Macd()) { Output = 2, Values = 469 },
        new(Sheets + "pvo__pvo.csv.gz", "PVO", () => new Ppo()) { Value = bar => bar.Volume, Values = 477 },
        new(Sheets + "pvo__pvo.csv.gz", "Signal", () => new Ppo()) { Value = bar => bar.Volume, Output = 1, Values = 469 },
        new(Sheets + "pvo__pvo.csv.gz", "Histo", () => new Ppo()) { Value = bar => bar.Volume, Output = 2, Values = 469 },
        new(Sheets + "roc__roc.csv.gz", "mom", () => new Mom(20)) { Values = 482 },
        new(Sheets + "roc__roc.csv.gz", "roc", () => new Roc(20)) { Values = 482 },
        new(Sheets + "roc__roc.csv.gz", "sma(5)", () => new Chain(new Roc(20), new Sma(5))) { Values = 478 },
        new(Sheets + "roc__roc.csv.gz", "ema(3)", () => new Chain(new Roc(20), new Ema(3))) { Values = 480 },
        new(Sheets + "trix__trix.csv.gz", "trix", () => new Trix(20, Seed.FirstValue)) { Values = 482 },
        new(Sheets + "trix__trix.csv.gz", "signal", () => new Chain(new Trix(20, Seed.FirstValue), new Sma(5))) { Values = 478 },
        new(Sheets + "ultimate__ultimate.csv.gz", "ULT", () => new UltimateOscillator()) { Values = 474 },
        new(Sheets + "tsi__tsi.csv.gz", "TSI", () => new Tsi()) { Values = 465 },
        new(Sheets + "tsi__tsi.csv.gz", "signal", () => new Tsi()) { Output = 1, Values = 459 },
        new(Sheets + "awesome__awesome.csv.gz", "AO", () => new AwesomeOscillator()) { Values = 469 },
        new(Sheets + "awesome__awesome.csv.gz", "Norm", () => new AwesomeOscillator()) { Then = (x, bar) => 100.0 * x / Median(bar), Values = 469 },
    ];

    private static IEnumerable<GoldenCase> LibraryBaselines() =>
    [
        new(Baselines + "sma.csv.gz", "sma", () => new Sma(20)) { Bars = DefaultBars, Values = 483 },
        new(Baselines + "ema.csv.gz", "ema", () => new Ema(20)) { Bars = DefaultBars, Values = 483 },
        new(Baselines + "wma.csv.gz", "wma", () => new Wma(14)) { Bars = DefaultBars, Values = 489 },
        new(Baselines + "hma.csv.gz", "hma", () => new Hma(14)) { Bars = DefaultBars, Values = 487 },
        new(Baselines + "kama.csv.gz", "kama", () => new Kama(10)) { Bars = DefaultBars, Values = 493 },
        new(Baselines + "kama.csv.gz", "er", () => new Kama(10)) { Bars = DefaultBars, Output = 1, Values = 492 },
        new(Baselines + "rsi.csv.gz", "rsi", () => new Rsi(14)) { Bars = DefaultBars, Values = 488 },
        new(Baselines + "stoch.csv.gz", "k", () => new Stochastic()) { Bars = DefaultBars, Values = 487 },
        new(Baselines + "stoch.csv.gz", "d", () => new Stochastic()) { Bars = DefaultBars, Output = 1, Values = 485 },
        new(Baselines + "stoch.csv.gz", "j", () => new Stochastic()) { Bars = DefaultBars, Output = 2, Values = 485 },
        new(Baselines + "macd.csv.gz", "macd", () => new Macd()) { Bars = DefaultBars, Values = 477 },
        new(Baselines + "macd.csv.gz", "signal", () => new Macd()) { Bars = DefaultBars, Output = 1, Values = 469 },
        new(Baselines + "macd.csv.gz", "histogram", () => new Macd()) { Bars = DefaultBars, Output = 2, Values = 469 },
        new(Baselines + "roc.csv.gz", "momentum", () => new Mom(14)) { Bars = DefaultBars, Values = 488 },
        new(Baselines + "roc.csv.gz", "roc", () => new Roc(14)) { Bars = DefaultBars, Values = 488 },
        new(Baselines + "cci.csv.gz", "cci", () => new Cci(20)) { Bars = DefaultBars, Values = 483 },
        new(Baselines + "trix.csv.gz", "trix", () => new Trix(14, Seed.FirstValue)) { Bars = DefaultBars, Values = 488 },
        new(Baselines + "willr.csv.gz", "williamsR", () => new WilliamsR()) { Bars = DefaultBars, Values = 489 },
    ];

    private static IEnumerable<GoldenCase> LeanFiles() =>
    [
        new(Lean + "spy_ema.csv.gz", "EMA14", () => new Ema(14)) { Values = 351 },
        new(Lean + "spy_dema.txt.gz", "DEMA_5", () => new Dema(5)) { Values = 356 },
        new(Lean + "spy_tema.txt.gz", "TEMA_5", () => new Tema(5)) { Values = 352 },
        new(Lean + "spy_hma.txt.gz", "HMA_16", () => new Hma(16)) { Values = 482 },
        // TA-Lib and LEAN print from the update after the seed, the sheets print the seed itself.
        new(Lean + "spy_kama.txt.gz", "KAMA_5", () => new Kama(5)) { Values = 495, AlsoDefined = 1 },
        new(Lean + "spy_alma.txt.gz", "ALMA", () => new Alma(9, wholeOffset: true)) { Values = 492 },
        new(Lean + "spy_t3.txt.gz", "T3_5", () => new T3(5)) { Values = 476 },
        new(Lean + "spy_with_vwma.csv.gz", "VWMA20", () => new Vwma(20)) { Values = 481 },
        // On the close of the Dow Jones, which is the file's own close column.
        new(Lean + "spy_with_indicators.txt.gz", "SMA14", () => new Sma(14)) { IsSingle = true, Values = 487 },
        new(Lean + "spy_with_indicators.txt.gz", "EMA14", () => new Ema(14)) { IsSingle = true, Values = 487 },
        new(Lean + "spy_with_indicators.txt.gz", "MACD 12 26", () => new Macd()) { IsSingle = true, Values = 475 },
        new(Lean + "spy_with_indicators.txt.gz", "RSI 14", () => new Rsi(14, AverageKind.Simple)) { IsSingle = true, Values = 485, AlsoDefined = 1 },
        new(Lean + "spy_with_indicators.txt.gz", "RSI 14 Wilder", () => new Rsi(14)) { Values = 486 },
        new(Lean + "spy_with_macd.txt.gz", "MACD", () => new Macd()) { Digits = 7, Tolerance = MacdNoise, Values = 183, AlsoDefined = 154 },
        new(Lean + "spy_with_macd.txt.gz", "Signal", () => new Macd()) { Digits = 7, Tolerance = MacdNoise, Output = 1, Values = 183, AlsoDefined = 146 },
        new(Lean + "spy_with_macd.txt.gz", "Histogram", () => new Macd()) { Digits = 7, Tolerance = MacdNoise, Output = 2, Values = 183, AlsoDefined = 146 },
        new(Lean + "spy_with_StochRSI.csv.gz", "k", () => new StochRsi()) { Values = 471 },
        new(Lean + "spy_with_StochRSI.csv.gz", "d", () => new StochRsi()) { Output = 1, Values = 469 },
        new(Lean + "spy_with_stoch12k3.txt.gz", "Stochastics 12 %K 3", () => new Stochastic(12, 3, 5)) { IsSingle = true, Values = 488 },
        new(Lean + "spy_with_stoch12k3.txt.gz", "%D 5", () => new Stochastic(12, 3, 5)) { IsSingle = true, Output = 1, Values = 484 },
        new(Lean + "spy_with_cci.txt.gz", "Commodity Channel Index (CCI) 14", () => new Cci(14)) { Tolerance = CciNoise, Values = 488 },
        new(Lean + "spy_with_williamsR14.txt.gz", "Williams %R 14", () => new WilliamsR()) { IsSingle = true, Values = 488 },
        // Called a rate of change, but it prints x - x[50] and no percentage.
        new(Lean + "spy_with_roc50.txt.gz", "Rate of Change 50", () => new Mom(50)) { IsSingle = true, Values = 451 },
        new(Lean + "spy_trix.txt.gz", "TRIX_5", () => new Trix(5)) { Values = 351 },
        new(Lean + "spy_ultosc.txt.gz", "ULTOSC_7_14_28", () => new UltimateOscillator()) { Values = 472 },
    ];

    private static Stochastic Smoothed9() => new(9, 3, 3, AverageKind.Wilder, Seed.FirstValue, kFactor: 5.0, dFactor: 4.0);

    private static double Median(IndicatorInput bar) => (bar.High + bar.Low) / 2.0;
}
