using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// Percentage price oscillator: outputs 0 PPO = 100 * (EMA(fast) - EMA(slow)) / EMA(slow), 1 signal = EMA(PPO, signal),
/// 2 histogram = PPO - signal (G. Appel); of a volume series it is the PVO. In percent; NaN where EMA(slow) is 0. Each
/// EMA is seeded with the average of its first inputs. Warm-up: slow + signal - 1. A NaN starts it anew.
/// </summary>
public sealed class Ppo : IIndicator
{
    private readonly Ema _fast;
    private readonly Ema _slow;
    private readonly Ema _signal;
    private double _ppo = double.NaN;

    /// <param name="fast">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="slow">Above <paramref name="fast"/>.</param>
    /// <param name="signal">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public Ppo(int fast = 12, int slow = 26, int signal = 9)
    {
        _fast = new Ema(Parameter.Length(fast));
        _slow = new Ema(Parameter.Length(slow, minimum: fast + 1));
        _signal = new Ema(Parameter.Length(signal));
    }

    public int WarmUp => _slow.WarmUp + _signal.WarmUp - 1;

    public int OutputCount => 3;

    public double this[int output] => output switch
    {
        0 => _ppo,
        1 => _signal.Value,
        2 => _ppo - _signal.Value,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input)
    {
        double fast = _fast.Next(input.Value);
        double slow = _slow.Next(input.Value);
        _ppo = slow == 0.0 ? double.NaN : 100.0 * ((fast - slow) / slow);
        _signal.Next(_ppo);
    }
}
