using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// What MACD and PPO share: outputs 0 the spread of a fast and a slow EMA, 1 signal = EMA(spread, signal), 2 histogram =
/// spread - signal. Each EMA is seeded with the average of its first inputs. Warm-up: slow + signal - 1. A NaN starts it anew.
/// </summary>
public abstract class SpreadOscillator : IIndicator
{
    private readonly Ema _fast;
    private readonly Ema _slow;
    private readonly Ema _signal;
    private double _spread = double.NaN;

    /// <param name="fast">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="slow">Above <paramref name="fast"/>.</param>
    /// <param name="signal">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    protected SpreadOscillator(int fast, int slow, int signal)
    {
        _fast = new Ema(Parameter.Length(fast));
        _slow = new Ema(Parameter.Length(slow, minimum: fast + 1));
        _signal = new Ema(Parameter.Length(signal));
    }

    public int WarmUp => _slow.WarmUp + _signal.WarmUp - 1;

    public int OutputCount => 3;

    public double this[int output] => output switch
    {
        0 => _spread,
        1 => _signal.Value,
        2 => _spread - _signal.Value,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input)
    {
        double fast = _fast.Next(input.Value);
        double slow = _slow.Next(input.Value);
        _spread = Spread(fast, slow);
        _signal.Next(_spread);
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_fast);
        transfer.Part(_slow);
        transfer.Part(_signal);
        transfer.Value(ref _spread);
    }

    /// <summary>How far the fast average is from the slow one.</summary>
    protected abstract double Spread(double fast, double slow);
}
