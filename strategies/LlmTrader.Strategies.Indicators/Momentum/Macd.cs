namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// Moving average convergence divergence: outputs 0 MACD = EMA(fast) - EMA(slow), 1 signal = EMA(MACD, signal),
/// 2 histogram = MACD - signal (G. Appel, late 1970s; histogram T. Aspray 1986). In the input's unit. Each EMA is
/// seeded with the average of its first inputs. Warm-up: slow + signal - 1. A NaN starts it anew.
/// </summary>
/// <remarks>Chinese terminals show 2 * histogram under the name MACD.</remarks>
public sealed class Macd : SpreadOscillator
{
    /// <inheritdoc cref="SpreadOscillator(int, int, int)"/>
    public Macd(int fast = 12, int slow = 26, int signal = 9)
        : base(fast, slow, signal)
    {
    }

    protected override double Spread(double fast, double slow) => fast - slow;
}
