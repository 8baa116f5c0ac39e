using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Momentum;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Tests.Unit.IndicatorsA;

/// <summary>A parameter outside its range is an error that names the parameter and the range.</summary>
public sealed class ParameterTests
{
    public static TheoryData<string, Func<IIndicator>> Wrong => new()
    {
        { "length", () => new Sma(0) },
        { "length", () => new Ema(-3) },
        { "length", () => new Rma(Parameter.MaxLength + 1) },
        { "length", () => new Wma(0) },
        { "length", () => new Dema(0) },
        { "length", () => new Tema(0) },
        { "length", () => new Hma(1) },
        { "length", () => new Kama(0) },
        { "fast", () => new Kama(10, 0) },
        { "slow", () => new Kama(10, 5, 4) },
        { "length", () => new Vwma(0) },
        { "length", () => new Alma(0) },
        { "offset", () => new Alma(9, -0.1) },
        { "offset", () => new Alma(9, double.NaN) },
        { "sigma", () => new Alma(9, 0.85, 0.0) },
        { "length", () => new T3(0) },
        { "volumeFactor", () => new T3(5, 1.1) },
        { "seed", () => new Ema(5, (Seed)9) },
        { "length", () => new Rsi(0) },
        { "kind", () => new Rsi(14, (AverageKind)9) },
        { "rsiLength", () => new StochRsi(0) },
        { "stochLength", () => new StochRsi(14, 0) },
        { "smoothK", () => new StochRsi(14, 14, 0) },
        { "smoothD", () => new StochRsi(14, 14, 3, 0) },
        { "length", () => new Stochastic(0) },
        { "smoothK", () => new Stochastic(14, 0) },
        { "smoothD", () => new Stochastic(14, 3, 0) },
        { "kFactor", () => new Stochastic(kFactor: 0.0) },
        { "dFactor", () => new Stochastic(dFactor: double.PositiveInfinity) },
        { "length", () => new Kdj(0) },
        { "m1", () => new Kdj(9, 0) },
        { "m2", () => new Kdj(9, 3, 0) },
        { "fast", () => new Macd(0) },
        { "slow", () => new Macd(12, 12) },
        { "signal", () => new Macd(12, 26, 0) },
        { "slow", () => new Ppo(26, 12) },
        { "length", () => new Roc(0) },
        { "length", () => new Mom(0) },
        { "length", () => new Cci(1) },
        { "length", () => new WilliamsR(0) },
        { "length", () => new Trix(0) },
        { "middle", () => new UltimateOscillator(7, 7) },
        { "slow", () => new UltimateOscillator(7, 14, 14) },
        { "length", () => new Fisher(0) },
        { "slow", () => new Tsi(0) },
        { "fast", () => new Tsi(25, 0) },
        { "signal", () => new Tsi(25, 13, 0) },
        { "slow", () => new AwesomeOscillator(5, 5) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_parameter_is_named(string parameter, Func<IIndicator> create)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(create);

        Assert.Equal(parameter, error.ParamName);
    }

    [Fact]
    public void The_text_gives_the_range()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new UltimateOscillator(7, 14, 10));

        Assert.StartsWith("slow is a number of updates from 15 to 100000.", error.Message, StringComparison.Ordinal);
        Assert.Equal(10, error.ActualValue);
    }
}
