using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// Awesome oscillator: SMA(median, fast) - SMA(median, slow), median = (high + low) / 2, in the price's unit
/// (B. Williams, New Trading Dimensions, 1998). Warm-up: slow.
/// After a NaN it is undefined until slow bars have come.
/// </summary>
public sealed class AwesomeOscillator : IIndicator
{
    private readonly Sma _fast;
    private readonly Sma _slow;

    /// <param name="fast">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="slow">Above <paramref name="fast"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public AwesomeOscillator(int fast = 5, int slow = 34)
    {
        _fast = new Sma(Parameter.Length(fast));
        _slow = new Sma(Parameter.Length(slow, minimum: fast + 1));
    }

    public int WarmUp => _slow.WarmUp;

    public int OutputCount => 1;

    public double this[int output] => output == 0 ? _fast.Value - _slow.Value : throw Parameter.NoSuchOutput(output);

    public void Update(in IndicatorInput input)
    {
        double median = (input.High + input.Low) / 2.0;
        _fast.Next(median);
        _slow.Next(median);
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_fast);
        transfer.Part(_slow);
    }
}
