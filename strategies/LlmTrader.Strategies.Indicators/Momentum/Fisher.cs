using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// Fisher transform of the price (J. Ehlers, Technical Analysis of Stocks and Commodities, November 2002): the median
/// price's place in its range of length bars, as -1 to 1, is smoothed, v' = 0.33 * place + 0.67 * v held within ±0.999,
/// and spread into something close to normal: F' = 0.5 * ln((1 + v) / (1 - v)) + 0.5 * F. Outputs: 0 Fisher, 1 trigger,
/// the Fisher one bar before. Seed: v and F start at 0, and so does the first trigger. Place is 0 when the range has no
/// width. Warm-up: length. A NaN starts it anew.
/// </summary>
public sealed class Fisher : IIndicator
{
    private const double Bound = 0.999;   // The transform of 1 is infinite.

    private readonly PlaceInRange _place;
    private double _smoothed;
    private double _fisher;
    private double _trigger;
    private bool _isWarm;

    /// <param name="length">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Fisher(int length = 10) => _place = new PlaceInRange(Parameter.Length(length));

    public int WarmUp => _place.WarmUp;

    public int OutputCount => 2;

    public double this[int output] => output switch
    {
        0 => _isWarm ? _fisher : double.NaN,
        1 => _isWarm ? _trigger : double.NaN,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input)
    {
        double median = (input.High + input.Low) / 2.0;
        double place = _place.Next(median, median, median);
        _isWarm = !double.IsNaN(place);
        if (!_isWarm)
        {
            _smoothed = 0.0;
            _fisher = 0.0;
            return;
        }

        _smoothed = Math.Clamp(0.66 * (place / 100.0 - 0.5) + 0.67 * _smoothed, -Bound, Bound);
        _trigger = _fisher;
        _fisher = 0.5 * DeterministicMath.Log((1.0 + _smoothed) / (1.0 - _smoothed)) + 0.5 * _fisher;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_place);
        transfer.Value(ref _smoothed);
        transfer.Value(ref _fisher);
        transfer.Value(ref _trigger);
        transfer.Value(ref _isWarm);
    }
}
