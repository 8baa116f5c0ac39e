using System.Collections.Immutable;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Momentum;
using LlmTrader.Strategies.Indicators.Sources;
using LlmTrader.Strategies.Indicators.Statistics;
using LlmTrader.Strategies.Indicators.Trend;
using LlmTrader.Strategies.Indicators.Volatility;
using LlmTrader.Strategies.Indicators.Volume;
using static LlmTrader.Strategies.Rules.Language.IndicatorParameter;

namespace LlmTrader.Strategies.Rules.Language;

/// <content>
/// The table itself. Outputs are in the order of the class's indexer. Costs are estimated from the arithmetic of an update, in
/// the unit of <see cref="RuleCost"/>: they bound a text, they don't predict nanoseconds.
/// </content>
public static partial class IndicatorCatalog
{
    private const IndicatorInputs Bar = IndicatorInputs.Bar;
    private const IndicatorInputs Series = IndicatorInputs.Series;

    private static ImmutableArray<IndicatorDefinition> Averages =>
    [
        Define("sma", Series, [Length()], ["sma"], 15, "simple moving average", p => new Sma((int)p[0])),
        Define("ema", Series, [Length()], ["ema"], 8, "exponential moving average", p => new Ema((int)p[0])),
        Define("wma", Series, [Length()], ["wma"], 25, "linearly weighted moving average", p => new Wma((int)p[0])),
        Define("rma", Series, [Length()], ["rma"], 8, "Wilder's moving average", p => new Rma((int)p[0])),
        Define("dema", Series, [Length()], ["dema"], 16, "double exponential moving average", p => new Dema((int)p[0])),
        Define("tema", Series, [Length()], ["tema"], 24, "triple exponential moving average", p => new Tema((int)p[0])),
        Define("hma", Series, [Length(minimum: 2)], ["hma"], 75, "Hull's moving average", p => new Hma((int)p[0])),
        Define("kama", Series, [Length(), Length("fast", 2), Length("slow", 30)], ["kama", "efficiency"], 25, "Kaufman's adaptive moving average", p => new Kama((int)p[0], (int)p[1], (int)p[2])),
        Define("vwma", IndicatorInputs.SeriesAndBar, [Length()], ["vwma"], 30, "volume-weighted moving average", p => new Vwma((int)p[0])),
        Define("alma", Series, [Length(), Number("offset", 0, 1, 0.85), Number("sigma", 0.01, 100, 6)], ["alma"], 60, "Arnaud Legoux moving average", p => new Alma((int)p[0], p[1], p[2])),
        Define("t3", Series, [Length(), Number("volume_factor", 0, 1, 0.7)], ["t3"], 48, "Tillson's T3 average", p => new T3((int)p[0], p[1])),
    ];

    private static ImmutableArray<IndicatorDefinition> Momentum =>
    [
        Define("rsi", Series, [Length(@default: 14)], ["rsi"], 20, "relative strength index, 0 to 100", p => new Rsi((int)p[0])),
        Define("stoch_rsi", Series, [Length("rsi_length", 14), Length("stoch_length", 14), Length("smooth_k", 3), Length("smooth_d", 3)], ["k", "d"], 90, "place of the RSI in its range, 0 to 100", p => new StochRsi((int)p[0], (int)p[1], (int)p[2], (int)p[3])),
        Define("stochastic", Bar, [Length(@default: 14), Length("smooth_k", 3), Length("smooth_d", 3)], ["k", "d", "j"], 70, "place of the close in the range of the bars, 0 to 100", p => new Stochastic((int)p[0], (int)p[1], (int)p[2])),
        Define("kdj", Bar, [Length(@default: 9), Length("m1", 3), Length("m2", 3)], ["k", "d", "j"], 60, "KDJ as Chinese terminals compute it", p => new Kdj((int)p[0], (int)p[1], (int)p[2])),
        Define("macd", Series, [Length("fast", 12), Length("slow", 26), Length("signal", 9)], ["macd", "signal", "histogram"], 26, "moving average convergence divergence", p => new Macd((int)p[0], (int)p[1], (int)p[2])),
        Define("ppo", Series, [Length("fast", 12), Length("slow", 26), Length("signal", 9)], ["ppo", "signal", "histogram"], 30, "MACD in percent of the slow average", p => new Ppo((int)p[0], (int)p[1], (int)p[2])),
        Define("roc", Series, [Length(@default: 12)], ["roc"], 10, "rate of change in percent", p => new Roc((int)p[0])),
        Define("mom", Series, [Length(@default: 10)], ["mom"], 8, "change over some bars", p => new Mom((int)p[0])),
        Define("cci", Bar, [Length(@default: 20, minimum: 2)], ["cci"], 60, "commodity channel index", p => new Cci((int)p[0])),
        Define("williams_r", Bar, [Length(@default: 14)], ["williams_r"], 40, "Williams' %R, -100 to 0", p => new WilliamsR((int)p[0])),
        Define("trix", Series, [Length(@default: 15)], ["trix"], 28, "rate of change of a triple exponential average, in percent", p => new Trix((int)p[0])),
        Define("ultimate_oscillator", Bar, [Length("fast", 7), Length("middle", 14), Length("slow", 28)], ["ultimate_oscillator"], 100, "buying pressure over three spans, 0 to 100", p => new UltimateOscillator((int)p[0], (int)p[1], (int)p[2])),
        Define("fisher", Bar, [Length(@default: 10)], ["fisher", "trigger"], 75, "Fisher transform of the median price", p => new Fisher((int)p[0])),
        Define("tsi", Series, [Length("slow", 25), Length("fast", 13), Length("signal", 7)], ["tsi", "signal"], 45, "true strength index, -100 to 100", p => new Tsi((int)p[0], (int)p[1], (int)p[2])),
        Define("awesome", Bar, [Length("fast", 5), Length("slow", 34)], ["awesome"], 32, "awesome oscillator", p => new AwesomeOscillator((int)p[0], (int)p[1])),
    ];

    private static ImmutableArray<IndicatorDefinition> Volatility =>
    [
        Define("true_range", Bar, [], ["true_range"], 6, "true range of the bar", _ => new TrueRange()),
        Define("atr", Bar, [Length(@default: 14)], ["atr"], 14, "average true range, in price", p => new Atr((int)p[0])),
        Define("natr", Bar, [Length(@default: 14)], ["natr"], 18, "average true range in percent of the close", p => new Natr((int)p[0])),
        Define("bollinger", Series, [Length(@default: 20, minimum: 2), Number("multiplier", 0.001, 1000, 2)], ["upper", "middle", "lower", "percent_b", "width"], 45, "band of standard deviations around the mean", p => new BollingerBands((int)p[0], p[1])),
        Define("keltner", IndicatorInputs.SeriesAndBar, [Length(@default: 20), Number("multiplier", 0.001, 1000, 2), Length("atr_length", 10)], ["upper", "middle", "lower", "width"], 30, "band of average true ranges around an average", p => new KeltnerChannel((int)p[0], p[1], (int)p[2])),
        Define("donchian", Bar, [Length(@default: 20)], ["upper", "middle", "lower", "width"], 40, "highest high and lowest low of the bars before this one", p => new DonchianChannel((int)p[0])),
        Define("stddev", Series, [Length(minimum: 2)], ["stddev"], 40, "standard deviation of the last values (divided by n)", p => new StandardDeviation((int)p[0])),
        Define("variance", Series, [Length(minimum: 2)], ["variance"], 35, "variance of the last values (divided by n)", p => new Variance((int)p[0])),
        Define("historical_volatility", Series, [Length(minimum: 2), Number("periods_per_year", 1, 1e9, 252)], ["historical_volatility"], 75, "volatility of log returns a year, as a fraction", p => new HistoricalVolatility((int)p[0], p[1])),
        Define("choppiness", Bar, [Length(@default: 14, minimum: 2)], ["choppiness"], 85, "how much of its way the market went back, 0 to 100", p => new ChoppinessIndex((int)p[0])),
        Define("zscore", Series, [Length(minimum: 2)], ["zscore"], 45, "standard deviations from the mean", p => new ZScore((int)p[0])),
    ];

    private static ImmutableArray<IndicatorDefinition> Volume =>
    [
        Define("obv", Bar, [], ["obv"], 8, "on-balance volume", _ => new Obv()),
        Define("ad", Bar, [], ["ad"], 14, "accumulation/distribution line", _ => new AccumulationDistribution()),
        Define("cmf", Bar, [Length(@default: 20)], ["cmf"], 36, "Chaikin's money flow, -1 to 1", p => new Cmf((int)p[0])),
        Define("mfi", Bar, [Length(@default: 14)], ["mfi"], 36, "money flow index, 0 to 100", p => new Mfi((int)p[0])),
        Define("vwap", Bar, [], ["vwap"], 14, "volume-weighted average price since the session began", _ => new SessionVwap()),
        Define("moving_vwap", Bar, [Length()], ["moving_vwap"], 32, "volume-weighted average price of the last bars", p => new MovingVwap((int)p[0])),
        Define("force_index", Bar, [Length(@default: 13)], ["force_index"], 12, "change of the close times volume, smoothed", p => new ForceIndex((int)p[0])),
    ];

    private static ImmutableArray<IndicatorDefinition> Trend =>
    [
        Define("adx", Bar, [Length(@default: 14)], ["adx", "plus_di", "minus_di", "dx"], 45, "strength of a trend, 0 to 100, with its two directions", p => new Adx((int)p[0])),
        Define("aroon", Bar, [Length(@default: 25)], ["oscillator", "up", "down"], 40, "how recently the high and the low came", p => new Aroon((int)p[0])),
        Define("parabolic_sar", Bar, [Number("step", 0, 10, 0.02), Number("maximum", 0, 10, 0.2)], ["stop", "direction", "reversed"], 14, "Wilder's accelerating stop-and-reverse", p => new ParabolicSar(p[0], p[1])),
        Define("supertrend", Bar, [Length(@default: 10), Number("multiplier", 0.001, 1000, 3)], ["line", "direction", "upper", "lower"], 24, "trailing band of average true ranges", p => new SuperTrend((int)p[0], p[1])),
        Define("ichimoku", Bar, [Length("tenkan_length", 9), Length("kijun_length", 26), Length("senkou_b_length", 52), Length("displacement", 26, minimum: 0)], ["tenkan", "kijun", "senkou_a", "senkou_b"], 130, "Ichimoku's lines over the current bar", p => new Ichimoku((int)p[0], (int)p[1], (int)p[2], (int)p[3])),
        Define("vortex", Bar, [Length(@default: 14)], ["plus", "minus"], 52, "upward and downward movement against the true range", p => new Vortex((int)p[0])),
        Define("heikin_ashi", Bar, [], ["open", "high", "low", "close"], 10, "the bar smoothed by the Heikin-Ashi formula", _ => new HeikinAshi()),
    ];

    private static ImmutableArray<IndicatorDefinition> Statistics =>
    [
        Define("linear_regression", Series, [Length(minimum: 2)], ["slope", "intercept", "r2", "end"], 50, "least-squares line through the last values", p => new LinearRegression((int)p[0])),
        Define("correlation", IndicatorInputs.SeriesPair, [Length(minimum: 2)], ["r", "r2"], 60, "Pearson's correlation of two series, -1 to 1", p => new Correlation((int)p[0])),
        Define("beta", IndicatorInputs.SeriesPair, [Length(minimum: 2)], ["beta"], 60, "movement against a reference, from their returns", p => new Beta((int)p[0])),
        Define("highest", Series, [Length()], ["highest"], 15, "largest of the last values", p => new Highest((int)p[0])),
        Define("lowest", Series, [Length()], ["lowest"], 15, "smallest of the last values", p => new Lowest((int)p[0])),
    ];

    private static IndicatorDefinition Define(
        string name,
        IndicatorInputs inputs,
        ImmutableArray<IndicatorParameter> parameters,
        ImmutableArray<string> outputs,
        int cost,
        string summary,
        IndicatorFactory create) => new()
        {
            Name = name,
            Inputs = inputs,
            Parameters = parameters,
            Outputs = outputs,
            Cost = cost,
            Summary = summary,
            Create = create,
        };
}
