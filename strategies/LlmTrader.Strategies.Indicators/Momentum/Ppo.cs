namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// Percentage price oscillator: outputs 0 PPO = 100 * (EMA(fast) - EMA(slow)) / EMA(slow), 1 signal = EMA(PPO, signal),
/// 2 histogram = PPO - signal (G. Appel); of a volume series it is the PVO. In percent; NaN where EMA(slow) is 0. Each
/// EMA is seeded with the average of its first inputs. Warm-up: slow + signal - 1. A NaN starts it anew.
/// </summary>
public sealed class Ppo : SpreadOscillator
{
    /// <inheritdoc cref="SpreadOscillator(int, int, int)"/>
    public Ppo(int fast = 12, int slow = 26, int signal = 9)
        : base(fast, slow, signal)
    {
    }

    protected override double Spread(double fast, double slow) => slow == 0.0 ? double.NaN : 100.0 * ((fast - slow) / slow);
}
