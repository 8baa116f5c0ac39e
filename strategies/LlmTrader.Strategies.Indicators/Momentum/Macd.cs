using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// Moving average convergence divergence: outputs 0 MACD = EMA(fast) - EMA(slow), 1 signal = EMA(MACD, signal),
/// 2 histogram = MACD - signal (G. Appel, late 1970s; histogram T. Aspray 1986). In the input's unit. Each EMA is
/// seeded with the average of its first inputs. Warm-up: slow + signal - 1. A NaN starts it anew.
/// </summary>
/// <remarks>Chinese terminals show 2 * histogram under the name MACD.</remarks>
public sealed class Macd : IIndicator
{
    private readonly Ema _fast;
    private readonly Ema _slow;
    private readonly Ema _signal;
    private double _macd = double.NaN;

    /// <param name="fast">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="slow">Above <paramref name="fast"/>.</param>
    /// <param name="signal">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public Macd(int fast = 12, int slow = 26, int signal = 9)
    {
        _fast = new Ema(Parameter.Length(fast));
        _slow = new Ema(Parameter.Length(slow, minimum: fast + 1));
        _signal = new Ema(Parameter.Length(signal));
    }

    public int WarmUp => _slow.WarmUp + _signal.WarmUp - 1;

    public int OutputCount => 3;

    public double this[int output] => output switch
    {
        0 => _macd,
        1 => _signal.Value,
        2 => _macd - _signal.Value,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input)
    {
        _macd = _fast.Next(input.Value) - _slow.Next(input.Value);
        _signal.Next(_macd);
    }
}
