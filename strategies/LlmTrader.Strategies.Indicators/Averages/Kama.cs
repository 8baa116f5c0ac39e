using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Averages;

/// <summary>
/// Kaufman's adaptive moving average: KAMA' = KAMA + SC^2 * (x - KAMA), SC = ER * (2/(fast+1) - 2/(slow+1)) + 2/(slow+1),
/// where the efficiency ratio ER is the net change over length updates divided by the sum of the absolute changes
/// (P. J. Kaufman, Smarter Trading, 1995). ER is 0 when nothing moved: no way was gone, so there is no direction.
/// Outputs: 0 the average, 1 ER (0 to 1). Seed: the value number length, which is also the first output 0.
/// Warm-up: length + 1, when ER is defined too. A NaN starts it anew.
/// </summary>
public sealed class Kama : IIndicator
{
    private readonly RollingWindow _values;
    private readonly RollingSum _way;
    private readonly double _fastest;
    private readonly double _slowest;
    private double _average = double.NaN;
    private double _efficiency = double.NaN;

    /// <param name="length">Length of the efficiency ratio, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="fast">EMA length in a straight move, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="slow">EMA length in a sideways move, at least <paramref name="fast"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public Kama(int length, int fast = 2, int slow = 30)
    {
        _values = new RollingWindow(Parameter.Length(length));
        _way = new RollingSum(length);
        _fastest = 2.0 / (Parameter.Length(fast) + 1.0);
        _slowest = 2.0 / (Parameter.Length(slow, minimum: fast) + 1.0);
    }

    public int WarmUp => _values.Length + 1;

    public int OutputCount => 2;

    public double this[int output] => output switch
    {
        0 => _average,
        1 => _efficiency,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input)
    {
        double value = input.Value;
        if (Sample.IsMissing(value))
        {
            Restart();
            return;
        }

        double before = _values.Oldest;             // NaN, and the way undefined, until length values have come.
        if (_values.Count > 0) { _way.Add(Math.Abs(value - _values[0])); }
        _values.Add(value);
        if (_way.IsFull) { Adapt(value, Math.Abs(value - before)); }
        else if (_values.IsFull) { _average = value; }
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_values);
        transfer.Part(_way);
        transfer.Value(ref _average);
        transfer.Value(ref _efficiency);
    }

    private void Adapt(double value, double change)
    {
        double way = _way.Value;
        _efficiency = way > 0.0 ? Math.Min(1.0, change / way) : 0.0;
        double factor = _efficiency * (_fastest - _slowest) + _slowest;
        _average += factor * factor * (value - _average);
    }

    private void Restart()
    {
        _values.Clear();
        _way.Clear();
        _average = double.NaN;
        _efficiency = double.NaN;
    }
}
